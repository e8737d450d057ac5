"""Transitions: what may follow what, and that nothing said is lost."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.domain.assessment import NotGraded
from coach.domain.moves import (
    answered,
    asked,
    asked_back,
    assessed,
    closed,
    ended,
    hinted,
    remarked,
    reopened,
    replanned,
    replied,
    revealed,
    withdrawn,
)
from coach.domain.practice import Aside, Plan, Practice, TurnState
from coach.domain.question import Level
from coach.domain.scoring import Verdict
from coach.domain.transcript import transcript
from coach.domain.transcript_markdown import transcript_markdown
from coach.errors import NotNow
from tests.domain.builders import ANSWER, at, knowledge, last, practice, question, with_graded, with_question

MAIN = question("alpha", "x")
FAILED = NotGraded(reason="unavailable", message="Busy.")


def test_a_turn_goes_through_its_states() -> None:
    now = with_question(practice(), MAIN)
    assert last(now).state is TurnState.ASKED
    now = answered(now, "t0", ANSWER, at(1))
    assert last(now).state is TurnState.ANSWERED
    now = assessed(now, "t0", FAILED)
    assert last(now).state is TurnState.NOT_GRADED
    now = reopened(now, "t0")
    assert last(now).state is TurnState.ANSWERED
    assert last(now).earlier == (FAILED,)


def test_what_does_not_fit_is_refused_and_changes_nothing() -> None:
    now = with_question(practice(), MAIN)
    with pytest.raises(NotNow):
        with_question(now, MAIN)
    with pytest.raises(NotNow):
        assessed(now, "t0", FAILED)
    said = answered(now, "t0", ANSWER, at(1))
    moves: list[Callable[[], Practice]] = [
        lambda: answered(said, "t0", "again", at(2)),
        lambda: closed(said, "t0", "skipped"),
        lambda: withdrawn(said, "t0"),
        lambda: reopened(said, "t0"),
    ]
    for move in moves:
        with pytest.raises(NotNow):
            move()
    over = ended(now, at(3))
    assert ended(over, at(9)) == over
    for move in (lambda: answered(over, "t0", ANSWER, at(4)), lambda: hinted(over, "t0", "h", at(4))):
        with pytest.raises(NotNow):
            move()


def test_an_answer_taken_back_is_kept_as_a_remark() -> None:
    now = assessed(answered(with_question(practice(), MAIN), "t0", ANSWER, at(1)), "t0", FAILED)
    now = withdrawn(now, "t0")
    assert last(now).state is TurnState.ASKED
    assert [entry.text for entry in last(now).entries if entry.kind == "remark"] == [ANSWER]


def test_replanning_takes_back_only_a_question_that_nothing_was_said_to() -> None:
    now = with_question(practice(), MAIN)
    plan = Plan(level=Level.SENIOR)
    assert replanned(now, plan).turns == ()
    touched = hinted(now, "t0", "Think.", at(1))
    assert replanned(touched, plan).turns == touched.turns
    assert replanned(touched, plan).plan == plan


def test_one_aside_at_a_time() -> None:
    now = with_question(practice(), MAIN)
    first = Aside(id="a", question="Why?", at=at(1))
    now = asked_back(now, "t0", first)
    with pytest.raises(NotNow):
        asked_back(now, "t0", Aside(id="b", question="And why?", at=at(2)))
    now = replied(now, "t0", first.model_copy(update={"reply": "Because."}))
    asked_back(now, "t0", Aside(id="b", question="And why?", at=at(2)))


def test_help_before_the_answer_counts_as_help_and_help_after_it_does_not() -> None:
    now = with_question(practice(), MAIN)
    after = revealed(answered(now, "t0", ANSWER, at(1)), "t0", at(2))
    assert not last(after).helped
    explained = asked_back(now, "t0", Aside(id="a", question="Explain.", explain=True, at=at(0.5)))
    assert last(answered(explained, "t0", ANSWER, at(1))).helped


def test_messages_are_in_the_order_in_which_they_were_said() -> None:
    now = hinted(with_question(practice(), MAIN), "t0", "Think.", at(0.1))
    now = remarked(now, "t0", "I don't know", at(0.2), "request")
    now = with_graded(now, MAIN, {})
    aside = Aside(id="a", question="Why?", at=at(2), reply="Because.")
    now = asked_back(now, "t0", aside)
    kinds = [message.kind for message in transcript(now)]
    assert kinds == ["question", "hint", "remark", "answer", "outcome", "aside-question", "aside-reply"]
    assert len({message.id for message in transcript(now)}) == len(kinds)


def test_the_transcript_as_markdown_holds_every_word() -> None:
    now = remarked(with_question(practice(), MAIN), "t0", "words that came late", at(0.2), "late")
    now = with_graded(now, MAIN, {"core": Verdict.COVERED})
    text = transcript_markdown(now, knowledge({"alpha": 1}).model_copy(update={"questions": {MAIN.id: MAIN}}))
    for words in (MAIN.prompt, "words that came late", ANSWER, "The core of x.", "covered", "missing"):
        assert words in text


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(["ask", "answer", "fail", "retry", "again", "skip", "hint", "end"]), max_size=25))
def test_whatever_is_tried_positions_stay_right_and_no_answer_is_lost(moves: list[str]) -> None:
    now, said = practice(), set[str]()
    for number, move in enumerate(moves):
        try:
            now = _tried(now, move, number, said)
        except NotNow:
            continue
        assert [turn.position for turn in now.turns] == list(range(len(now.turns)))
        kept = {turn.answer.text for turn in now.turns if turn.answer}
        kept |= {entry.text for turn in now.turns for entry in turn.entries if entry.kind == "remark"}
        assert said <= kept
        assert Practice.model_validate_json(now.model_dump_json()) == now


def _tried(now: Practice, move: str, number: int, said: set[str]) -> Practice:
    if move == "ask":
        return asked(now, MAIN, at(number), turn=f"t{number}")
    if move == "end":
        return ended(now, at(number))
    turn = now.turns[-1].id if now.turns else "none"
    if move == "answer":
        now = answered(now, turn, f"answer {number}", at(number))
        said.add(f"answer {number}")
        return now
    if move == "fail":
        return assessed(now, turn, FAILED)
    if move == "retry":
        return reopened(now, turn)
    if move == "again":
        return withdrawn(now, turn)
    return closed(now, turn, "skipped") if move == "skip" else hinted(now, turn, "Think.", at(number))
