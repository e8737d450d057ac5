"""Streaks, weeks and minutes."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from coach.domain.sittings import (
    AnswerLine,
    answers_by_day,
    minutes_by_topic,
    minutes_by_week,
    streak,
    weeks,
)

MONDAY = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)


def line(
    days: float = 0, score: float | None = 0.5, *, minutes: float = 3, topic: str = "sql", follow_up: bool = False
) -> AnswerLine:
    at = MONDAY + timedelta(days=days)
    return AnswerLine(topic, f"{topic}-q", follow_up, score, at - timedelta(minutes=minutes), at)


def days(*numbers: int) -> list[date]:
    return [date(2026, 11, 1) + timedelta(days=number) for number in numbers]


@pytest.mark.parametrize(
    ("practised", "today", "current", "longest"),
    [
        ((), 5, 0, 0),
        ((5,), 5, 1, 1),
        ((4,), 5, 1, 1),
        ((3,), 5, 0, 1),
        ((0, 1, 2, 4, 5), 5, 2, 3),
        ((4, 5, 5), 6, 2, 2),
    ],
)
def test_a_streak_lasts_until_a_whole_day_is_missed(
    practised: tuple[int, ...], today: int, current: int, longest: int
) -> None:
    found = streak(days(*practised), days(today)[0])
    assert (found.current, found.longest, found.days) == (current, longest, len(set(practised)))


def test_a_day_is_the_learner_s_own() -> None:
    assert list(answers_by_day([line()], UTC)) == [date(2026, 11, 23)]
    assert list(answers_by_day([line()], timezone(timedelta(hours=1)))) == [date(2026, 11, 24)]


def test_a_week_has_its_mean_and_how_sure_that_is() -> None:
    answers = [line(score=score) for score in (0.4, 0.6, 0.8)]
    answers += [line(7, 1.0), line(1, None), line(2, 0.0, follow_up=True)]
    first, second = weeks(answers, UTC)
    assert (first.monday, first.answers) == (date(2026, 11, 23), 3)
    assert first.score == pytest.approx(0.6)
    assert first.low == pytest.approx(0.6 - 4.303 * 0.2 / 3**0.5)
    assert first.high == 1.0, "no score is above 1"
    assert (second.answers, second.low, second.high) == (1, None, None)


def test_minutes_run_from_question_to_answer_and_a_long_absence_counts_little() -> None:
    answers = [line(minutes=3), line(1, minutes=600, topic="caching"), line(8, minutes=-1)]
    assert minutes_by_topic(answers) == {"caching": 15.0, "sql": 3.0}
    assert minutes_by_week(answers, UTC) == {date(2026, 11, 23): 18.0, date(2026, 11, 30): 0.0}
