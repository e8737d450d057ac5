"""The clock of a practice."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from coach.domain.moves import answered, closed, ended
from coach.domain.practice import Plan, Practice
from coach.domain.timing import Nudge, between, elapsed, is_paused, nudge, paused, remaining, resumed, time_on
from tests.domain.builders import ANSWER, NOON, at, knowledge, practice, with_question

BANK = knowledge({"alpha": 3})
ONE, TWO = BANK.questions["alpha-q0"], BANK.questions["alpha-q1"]
TIMED = Plan(minutes=10)


@given(st.lists(st.floats(0, 60, allow_nan=False), min_size=1, max_size=8))
def test_pauses_and_running_time_add_up_to_all_the_time(steps: list[float]) -> None:
    now, moment, running, stood = practice(TIMED), 0.0, timedelta(0), timedelta(0)
    for number, step in enumerate(steps):
        before = at(moment)
        moment += step
        if is_paused(now):
            stood += at(moment) - before
        else:
            running += at(moment) - before
        now = paused(now, at(moment)) if number % 2 == 0 else resumed(now, at(moment))
    assert elapsed(now, at(moment)) == running
    assert elapsed(now, at(moment)) + stood == at(moment) - NOON
    assert remaining(now, at(moment)) == timedelta(minutes=10) - running


def test_pausing_or_resuming_twice_changes_nothing() -> None:
    now = practice(TIMED)
    assert resumed(now, at(1)) == now
    stopped = paused(now, at(1))
    assert paused(stopped, at(2)) == stopped
    assert paused(ended(now, at(3)), at(4)) == ended(now, at(3))


def test_an_end_in_a_pause_counts_to_the_pause() -> None:
    now = ended(paused(practice(TIMED), at(4)), at(90))
    assert elapsed(now, at(500)) == timedelta(minutes=4)


def test_the_nudges_come_at_four_fifths_and_at_the_end_and_never_after_it() -> None:
    now = practice(TIMED)
    assert [nudge(now, at(minute)) for minute in (0, 7.9, 8, 9.9, 10, 60)] == [
        None, None, Nudge.NEARLY, Nudge.NEARLY, Nudge.OVER, Nudge.OVER,
    ]  # fmt: skip
    assert nudge(ended(now, at(11)), at(12)) is None
    assert nudge(practice(), at(500)) is None
    assert remaining(practice(), at(1)) is None


def test_the_time_on_a_question_ends_with_its_answer_or_with_what_came_next() -> None:
    now: Practice = with_question(practice(TIMED), ONE, minutes=0)
    now = answered(now, "t0", ANSWER, at(3))
    assert time_on(now, now.turns[0]) == timedelta(minutes=3)
    skipped = closed(with_question(practice(TIMED), ONE, minutes=0), "t0", "skipped")
    skipped = resumed(paused(skipped, at(1)), at(2))
    skipped = with_question(skipped, TWO, minutes=5)
    assert time_on(skipped, skipped.turns[0]) == timedelta(minutes=4)
    assert time_on(skipped, skipped.turns[1]) == timedelta(0), "still open, and nobody said until when"
    over = ended(skipped, at(8))
    assert time_on(over, over.turns[1]) == timedelta(minutes=3)
    assert between(now, at(5), at(1)) == timedelta(0)
