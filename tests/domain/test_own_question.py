"""A learner's own question, and the record that carries it."""

import pytest

from coach.domain.ad_hoc import TOPIC
from coach.domain.choosing import next_question
from coach.domain.moves import asked
from coach.domain.own_question import PLAN, own_question, points_of
from coach.domain.practice import Practice, Turn
from coach.domain.question import Level
from coach.domain.scoring import Verdict
from coach.domain.summary import summarise
from coach.domain.transcript_markdown import transcript_markdown
from tests.domain.builders import NOON, at, knowledge, last, practice, question, with_graded, with_question

PROMPT = "What does log compaction do?"
POINTS = ("Compaction keeps the newest record of each key.", "Deleting a key takes a tombstone.")


def test_points_count_before_the_reference_which_is_kept_as_the_model_answer() -> None:
    made = own_question(
        PROMPT, points=[*POINTS, " "], reference="It keeps the last value per key. It needs tombstones."
    )
    assert [point.claim for point in made.key_points] == list(POINTS)
    assert made.model_answer == "It keeps the last value per key. It needs tombstones."
    assert made.topic == TOPIC


def test_a_reference_alone_is_split() -> None:
    reference = "It keeps the newest record of each key. A deleted key is a tombstone for a while."
    assert points_of(reference) == tuple(
        point.claim for point in own_question(PROMPT, points=(), reference=reference).key_points
    )
    assert len(points_of(reference)) == 2


@pytest.mark.parametrize(("prompt", "points"), [("Why?", POINTS), (PROMPT, ()), (PROMPT, ("Short",))])
def test_what_cannot_be_marked_is_said_plainly(prompt: str, points: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"too short|nothing to grade by"):
        own_question(prompt, points=points)


def test_the_same_question_has_the_same_id() -> None:
    one, again = own_question(PROMPT, points=POINTS), own_question(f" {PROMPT} ", points=POINTS, level=Level.SENIOR)
    assert one.id == again.id != own_question(PROMPT, points=POINTS[:1]).id


def test_the_turn_carries_it_and_others_carry_nothing() -> None:
    own = own_question(PROMPT, points=POINTS)
    assert last(with_question(practice(), own)).own == own
    assert last(with_question(practice(), question("a", "b"))).own is None


def test_a_turn_from_before_there_were_any_still_reads() -> None:
    body = last(with_question(practice(), question("a", "b"))).model_dump(mode="json")
    del body["own"]
    assert Turn.model_validate(body).own is None


def test_nothing_is_drawn_after_it() -> None:
    now = asked(
        Practice(id="p", learner="l", plan=PLAN, created_at=NOON), own_question(PROMPT, points=POINTS), at(0), turn="t"
    )
    assert next_question(knowledge({"a": 3}), now) is None


def test_summary_and_transcript_know_it() -> None:
    own = own_question(PROMPT, points=POINTS)
    now = with_graded(with_question(practice(PLAN), own), own, {"point-1": Verdict.COVERED})
    found = knowledge({"a": 1})

    summary = summarise(now, found)
    assert [one.claim for one in summary.strengths] == [POINTS[0]]
    assert [one.claim for one in summary.study] == [POINTS[1]]
    assert summary.next_topics == ("a",)
    assert f"## {PROMPT}" in transcript_markdown(now, found)
    assert POINTS[1] in transcript_markdown(now, found)
