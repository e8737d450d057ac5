"""What is put before the learner, in which order, and in which words."""

import itertools
from collections import Counter
from datetime import UTC, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.domain.agenda import Agenda, Item, Reason, Situation, agenda, interleaved, offered, priorities
from coach.domain.agenda_words import beside_it, in_a_sentence
from coach.domain.choosing import next_question
from coach.domain.moves import closed
from coach.domain.practice import Plan
from coach.domain.preparation import Mark, Preparation
from coach.domain.question import Level
from coach.domain.remembering import CountedVerdict, remember
from coach.domain.scoring import Verdict
from tests.domain.builders import knowledge, last, practice, with_question
from tests.domain.memories import answer, day, histories, plainly

TOPICS = {"alpha": 3, "beta": 2, "delta": 2, "gamma": 0}
BANK = knowledge(TOPICS)
COVERED, MISSING, WRONG = Verdict.COVERED, Verdict.MISSING, Verdict.CONTRADICTED
QUESTIONS = [name for name in BANK.questions if not name.endswith("hard")]


def situation(rows: list[CountedVerdict], at: float = 10, **told: object) -> Situation:
    preparation = Preparation.model_validate(told)
    return Situation(BANK, remember(BANK, rows, (), plainly), preparation, day(at), UTC, Level.MID)


def by_reason(now: Situation) -> dict[Reason, list[str]]:
    found: dict[Reason, list[str]] = {}
    for item in offered(now):
        found.setdefault(item.reason, []).append(item.topic)
    return found


def test_due_weak_and_new_are_told_apart() -> None:
    rows = answer("alpha-q0", 0, MISSING, MISSING, MISSING) + answer("beta-q0", 9.9, COVERED, COVERED, COVERED)
    assert by_reason(situation(rows)) == {
        Reason.DUE: ["alpha"],
        Reason.WEAK: ["alpha"],
        Reason.NEW: ["delta", "beta"],
    }, "a topic never asked about goes before more of one that stands well"


def test_what_is_weakest_and_counts_most_comes_first() -> None:
    rows = answer("alpha-q0", 0, COVERED, COVERED, MISSING) + answer("beta-q0", 0, MISSING, MISSING, COVERED)
    now = situation(rows)
    assert [item.topic for item in offered(now) if item.reason is Reason.DUE] == ["beta", "alpha"]
    heavy = situation(rows, focus={"alpha": 9.0})
    assert [item.topic for item in offered(heavy) if item.reason is Reason.DUE] == ["alpha", "beta"]


def test_hidden_topics_never_show() -> None:
    rows = answer("alpha-q0", 0, MISSING, MISSING, MISSING)
    now = situation(rows, marks={"alpha": Mark.HIDDEN}, focus={"beta": 0.0})
    assert {item.topic for item in offered(now)} == {"delta"}
    assert agenda(now).next_due is None
    assert priorities(now)["alpha"] == 0
    asked = next_question(BANK, practice(), priority=priorities(now))
    assert asked
    assert asked.topic == "delta"
    named = next_question(BANK, practice(Plan(topics=("alpha",))), priority=priorities(now))
    assert named, "what the learner asks for by name is practised"


def test_a_done_topic_gets_one_look_and_a_wrong_answer_has_it_taught_again() -> None:
    told = {"alpha": Mark.DONE}
    assert by_reason(situation([], marks=told))[Reason.LIGHT] == ["alpha"]
    well = answer("alpha-q0", 0, COVERED, COVERED, COVERED)
    assert "alpha" not in [item.topic for item in offered(situation(well, 30, marks=told))]
    assert by_reason(situation(well, 61, marks=told))[Reason.LIGHT] == ["alpha"]
    wrong = answer("alpha-q0", 0, WRONG, MISSING, MISSING)
    back = by_reason(situation(wrong, 1, marks=told))
    assert back[Reason.DUE] == ["alpha"]
    assert back[Reason.WEAK] == ["alpha"]


@pytest.mark.parametrize(("minutes", "count"), [(5, 1), (20, 5), (24, 6), (240, 60)])
def test_the_agenda_is_sized_to_the_minutes_there_are(minutes: int, count: int) -> None:
    rows = [row for name in QUESTIONS for row in answer(name, 0, MISSING, MISSING, MISSING)]
    planned = agenda(situation(rows, minutes=minutes))
    assert len(planned.items) == min(count, len(offered(situation(rows))))
    assert planned.minutes <= max(minutes, 4)


def test_what_is_due_leaves_room_for_what_is_not() -> None:
    rows = [row for name in ("alpha-q0", "alpha-q1", "alpha-q2", "beta-q0", "beta-q1")
            for row in answer(name, 0, MISSING, MISSING, MISSING)]  # fmt: skip
    counts = Counter(item.reason for item in agenda(situation(rows, minutes=20)).items)
    assert counts == {Reason.DUE: 3, Reason.WEAK: 1, Reason.NEW: 1}
    assert agenda(situation(rows, minutes=20)).due == 5


@settings(max_examples=80, deadline=None)
@given(histories(QUESTIONS), st.integers(5, 60), st.none() | st.integers(0, 260), st.integers(201, 230))
def test_an_agenda_names_no_question_twice_and_is_the_same_each_time(
    rows: list[CountedVerdict], minutes: int, days: int | None, at: int
) -> None:
    now = situation(rows, at, minutes=minutes, interview=day(days).date() if days is not None else None)
    planned = agenda(now)
    names = [item.question for item in planned.items]
    assert len(names) == len(set(names))
    assert planned == agenda(now)
    assert all(item.due is None or item.due <= now.today for item in planned.items)
    assert 0 < len(names) <= max(1, minutes // 4)
    assert in_a_sentence(planned, now.today).endswith(".")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from("abcd"), max_size=12))
def test_no_topic_follows_itself_where_that_can_be_avoided(topics: list[str]) -> None:
    items = [Item(question=f"{one}-{n}", topic=one, reason=Reason.DUE, worth=1) for n, one in enumerate(topics)]
    ordered = [item.topic for item in interleaved(items)]
    assert sorted(ordered) == sorted(topics)
    most = max(Counter(topics).values(), default=0)
    doubles = sum(one == other for one, other in itertools.pairwise(ordered))
    assert doubles == max(0, 2 * most - 1 - len(topics))


def test_a_practice_asks_what_is_on_the_agenda_and_then_goes_on() -> None:
    rows = [row for name in ("alpha-q1", "beta-q1") for row in answer(name, 0, MISSING, MISSING, MISSING)]
    now = situation(rows, minutes=12)
    planned = [item.question for item in agenda(now).items]
    sitting = practice(Plan(topics=agenda(now).topics))
    asked = []
    for _ in range(len(planned) + 1):
        chosen = next_question(BANK, sitting, {"alpha-q1": day(0), "beta-q1": day(0)}, priority=priorities(now))
        assert chosen
        asked.append(chosen.id)
        sitting = closed(with_question(sitting, chosen), last(with_question(sitting, chosen)).id, "skipped")
    assert sorted(asked[: len(planned)]) == sorted(planned)
    assert asked[-1] not in planned


def test_the_sentence_says_what_and_why() -> None:
    rows = answer("alpha-q0", 0, MISSING, MISSING, MISSING) + answer("beta-q0", 9.9, COVERED, COVERED, COVERED)
    now = situation(rows, minutes=12, interview=day(22).date(), focus={"delta": 2.0})
    planned = agenda(now)
    assert in_a_sentence(planned, now.today) == (
        "3 questions, about 12 minutes: 1 is due, 1 is on a weak topic and 1 is new."
    )
    assert beside_it(planned, BANK, now.preparation, now.today) == (
        "The interview is in 12 days. Delta counts more in your focus."
    )


def test_nothing_due_says_when_the_next_one_is() -> None:
    bank = knowledge({"alpha": 1})
    rows = answer("alpha-q0", 0, COVERED, COVERED, COVERED) + answer("alpha-hard", 0, COVERED, COVERED, COVERED)
    now = Situation(bank, remember(bank, rows, (), plainly), Preparation(), day(0.1), UTC, Level.MID)
    planned = agenda(now)
    assert planned == Agenda(next_due=day(2).date())
    assert in_a_sentence(planned, now.today) == "Nothing is due today. The next question comes back in 2 days."


@pytest.mark.parametrize(("left", "words"), [(0, "is today"), (1, "is tomorrow"), (2, "is in 2 days")])
def test_the_days_that_are_left_are_told_until_the_interview_is_over(left: int, words: str) -> None:
    rows = answer("alpha-q0", 0, MISSING, MISSING, MISSING)
    now = situation(rows, interview=(day(10) + timedelta(days=left)).date())
    assert words in beside_it(agenda(now), BANK, now.preparation, now.today)
    over = situation(rows, interview=day(9).date())
    assert over.interview is None
    assert agenda(over).days_left is None
    assert "interview" not in beside_it(agenda(over), BANK, over.preparation, over.today)
