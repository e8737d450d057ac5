"""A drill-down on a real record."""

import pytest

from coach.domain.drilling import Standing, facet_map
from coach.domain.practice import Mode, Plan, Turn, TurnState
from coach.domain.question import Level
from coach.domain.scoring import Verdict
from coach.errors import ContentError, NotFound, NotNow
from coach.practice.conversation import Conversation
from tests.practice.conftest import ScriptedCoach
from tests.practice.test_conversation import ANSWER, ME, now, settled

PLAN = Plan(mode=Mode.DRILL_DOWN, topics=("caching",), level=Level.MID)


def started(conversation: Conversation, plan: Plan = PLAN) -> tuple[str, Turn]:
    practice = conversation.start(ME, plan)
    assert practice.open_turn
    return practice.id, practice.open_turn


def answered(conversation: Conversation, practice: str) -> Turn:
    """Answer the open question; the turn that is open then."""
    turn = now(conversation, practice).open_turn
    assert turn
    conversation.say(practice, ME, turn.id, ANSWER)
    after = settled(conversation, practice).open_turn
    assert after
    return after


def all_covered(conversation: Conversation, scripted: ScriptedCoach, turn: Turn) -> None:
    scripted.verdicts = {point.id: Verdict.COVERED for point in conversation.question(turn).key_points}


def test_solid_answers_climb_to_the_next_facet(conversation: Conversation, scripted: ScriptedCoach) -> None:
    practice, first = started(conversation)
    all_covered(conversation, scripted, first)

    second = answered(conversation, practice)

    one, two = conversation.question(first), conversation.question(second)
    assert (one.level, two.level) == (Level.MID, Level.SENIOR)
    assert one.facet != two.facet
    assert now(conversation, practice).plan.level is Level.SENIOR
    spots = {spot.facet: spot for spot in facet_map(conversation.knowledge, now(conversation, practice))}
    assert spots[one.facet or ""].standing is Standing.OWNED


def test_a_weak_answer_steps_down_without_digging(conversation: Conversation) -> None:
    practice, _ = started(conversation)
    second = answered(conversation, practice)
    assert second.follow_up is None
    assert conversation.question(second).level is Level.JUNIOR


def test_a_half_right_answer_is_probed_at_its_heaviest_missed_point(
    conversation: Conversation, scripted: ScriptedCoach
) -> None:
    practice, first = started(conversation)
    question = conversation.question(first)
    heavy = next(point for point in question.key_points if point.core)
    scripted.verdicts = {point.id: Verdict.COVERED for point in question.key_points if point is not heavy}

    second = answered(conversation, practice)

    assert second.follow_up
    assert second.follow_up.target == heavy.id
    assert second.follow_up.ask in {offer.ask for offer in question.follow_ups if offer.targets == heavy.id}


def test_suggestions_move_the_ladder_once_they_are_confirmed(
    conversation: Conversation, scripted: ScriptedCoach
) -> None:
    scripted.suggests = True
    practice, first = started(conversation)
    conversation.say(practice, ME, first.id, ANSWER)
    assert settled(conversation, practice).plan.level is Level.MID
    points = conversation.question(first).key_points
    after = conversation.confirm(practice, ME, first.id, {point.id: Verdict.COVERED for point in points})
    assert after.plan.level is Level.SENIOR


def test_deeper_and_easier_are_one_click_and_stay_on_the_facet(conversation: Conversation) -> None:
    practice, first = started(conversation)
    facet = conversation.question(first).facet

    deeper = conversation.drill.deeper(practice, ME, first.id).open_turn
    assert deeper
    assert (conversation.question(deeper).facet, conversation.question(deeper).level) == (facet, Level.SENIOR)
    assert len(now(conversation, practice).turns) == 1, "a question that nothing was said to is taken back"

    conversation.hint(practice, ME, deeper.id)
    easier = conversation.drill.easier(practice, ME, deeper.id).open_turn
    assert easier
    assert conversation.question(easier).level is Level.MID
    assert now(conversation, practice).turns[0].state is TurnState.SKIPPED, "one that was talked about is kept"
    with pytest.raises(NotFound):
        conversation.drill.deeper(practice, "somebody", easier.id)


def test_there_is_an_end_to_deeper(conversation: Conversation) -> None:
    practice, turn = started(conversation, PLAN.model_copy(update={"level": Level.SENIOR}))
    with pytest.raises(NotNow, match="no harder question"):
        conversation.drill.deeper(practice, ME, turn.id)
    assert now(conversation, practice).open_turn == turn


def test_a_click_on_an_answered_question_changes_nothing(conversation: Conversation) -> None:
    practice, first = started(conversation)
    after = answered(conversation, practice)
    with pytest.raises(NotNow):
        conversation.drill.deeper(practice, ME, first.id)
    assert now(conversation, practice).open_turn == after


def test_skipping_through_asks_every_question_once_and_ends(conversation: Conversation) -> None:
    practice, _ = started(conversation)
    asked = []
    while (turn := now(conversation, practice).open_turn) is not None:
        asked.append(turn.question)
        conversation.skip(practice, ME, turn.id)
    assert sorted(asked) == sorted(one.id for one in conversation.knowledge.questions_on("caching"))


@pytest.mark.parametrize("topics", [(), ("no-such-topic",), ("go",)])
def test_a_drill_needs_a_topic_that_is_written(conversation: Conversation, topics: tuple[str, ...]) -> None:
    with pytest.raises(ContentError, match="written"):
        conversation.start(ME, PLAN.model_copy(update={"topics": topics}))


def test_hidden_topics_are_not_asked_about(conversation: Conversation) -> None:
    from coach.domain.preparation import Mark
    from coach.practice.preparing import prepare

    prepare(conversation.store, ME, lambda one: one.model_copy(update={"marks": {"caching": Mark.HIDDEN}}))
    practice = conversation.start(ME, Plan())
    for _ in range(4):
        turn = now(conversation, practice.id).open_turn
        assert turn
        assert turn.topic == "sql"
        conversation.skip(practice.id, ME, turn.id)
