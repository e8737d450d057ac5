"""A verdict that is contested: looked at again on its own, both verdicts kept, the score made anew by code."""

import pytest

from coach.domain.practice import Plan, Practice, Turn
from coach.domain.question import Level
from coach.domain.scoring import Verdict
from coach.errors import ModelUnavailable, NotFound, NotNow
from coach.practice.conversation import Conversation
from coach.practice.jobs import jobs_of
from tests.practice.conftest import ScriptedCoach, until

ME = "local"
ANSWER = "I would let one caller rebuild the entry while the others are served the stale copy for a moment."


def graded(conversation: Conversation) -> tuple[str, Turn]:
    """A turn of which every point was found missing."""
    practice = conversation.start(ME, Plan(topics=("caching",), level=Level.SENIOR))
    turn = practice.turns[0]
    conversation.say(practice.id, ME, turn.id, ANSWER)
    return practice.id, settled(conversation, practice.id).turns[0]


def settled(conversation: Conversation, practice: str) -> Practice:
    until(lambda: not jobs_of(conversation.store.practice(practice, ME)))
    return conversation.store.practice(practice, ME)


def test_the_coach_looks_at_that_one_point_again_and_both_verdicts_are_kept(
    conversation: Conversation, scripted: ScriptedCoach
) -> None:
    practice, turn = graded(conversation)
    point = conversation.question(turn).key_points[0]
    scripted.verdicts = {point.id: Verdict.COVERED}

    conversation.contesting.contest(practice, ME, turn.id, point.id, "I said that one caller rebuilds.")
    after = settled(conversation, practice).turns[0]

    task = scripted.tasks[-1]
    assert [one.id for one in task.question.key_points] == [point.id]
    assert task.dispute is not None
    assert task.dispute.reason == "I said that one caller rebuilds."
    assert task.dispute.verdict is Verdict.MISSING
    assert after.assessment is not None
    assert after.assessment.verdict(point.id) is Verdict.COVERED
    assert after.assessment.score > 0
    contest = after.contest(point.id)
    assert contest is not None
    assert (contest.was, contest.now, contest.by) == (Verdict.MISSING, Verdict.COVERED, "openai:scripted")
    assert turn.assessment in after.earlier


def test_a_reason_is_no_evidence(conversation: Conversation, scripted: ScriptedCoach) -> None:
    """A coach that quotes the reason instead of the answer changes nothing."""
    practice, turn = graded(conversation)
    point = conversation.question(turn).key_points[0]

    class Gullible(ScriptedCoach):
        def judge(self, task, watch):  # type: ignore[no-untyped-def]
            assert task.dispute
            swapped = task.model_copy(update={"answer": task.dispute.reason})
            self.verdicts = {one.id: Verdict.COVERED for one in task.question.key_points}
            return super().judge(swapped, watch)

    conversation.contesting._coach = Gullible()
    conversation.contesting.contest(
        practice, ME, turn.id, point.id, "Mutexes everywhere, obviously, that was my claim."
    )
    after = settled(conversation, practice).turns[0]

    assert after.assessment is not None
    assert after.assessment.verdict(point.id) is Verdict.MISSING
    assert after.contests[0].now is Verdict.MISSING


def test_a_model_that_fails_leaves_the_verdict_and_can_be_asked_again(
    conversation: Conversation, scripted: ScriptedCoach
) -> None:
    practice, turn = graded(conversation)
    point = conversation.question(turn).key_points[0]
    scripted.fails = ModelUnavailable("The model is busy. What you wrote is kept. Try again.")

    conversation.contesting.contest(practice, ME, turn.id, point.id, "I said so.")
    failed = settled(conversation, practice).turns[0]

    assert failed.contests[0].failed is not None
    assert "stays as it was" in failed.contests[0].failed
    assert failed.assessment == turn.assessment

    scripted.fails, scripted.verdicts = None, {point.id: Verdict.PARTIAL}
    conversation.contesting.again(practice, ME, turn.id, point.id)
    after = settled(conversation, practice).turns[0]

    assert after.contests[0].failed is None
    assert after.contests[0].now is Verdict.PARTIAL


def test_a_verdict_is_contested_once(conversation: Conversation) -> None:
    practice, turn = graded(conversation)
    point = conversation.question(turn).key_points[0]
    conversation.contesting.contest(practice, ME, turn.id, point.id, "I said so.")
    settled(conversation, practice)

    with pytest.raises(NotNow, match="contested already"):
        conversation.contesting.contest(practice, ME, turn.id, point.id, "And again.")


def test_what_is_no_verdict_or_somebody_else_s_cannot_be_contested(conversation: Conversation) -> None:
    practice, turn = graded(conversation)

    with pytest.raises(NotNow, match="no verdict"):
        conversation.contesting.contest(practice, ME, turn.id, "made-up", "I said so.")
    with pytest.raises(NotFound):
        conversation.contesting.contest(practice, "bob", turn.id, conversation.question(turn).key_points[0].id, "Mine.")


def test_stop_leaves_the_verdict(conversation: Conversation, scripted: ScriptedCoach) -> None:
    import threading

    practice, turn = graded(conversation)
    point = conversation.question(turn).key_points[0]
    scripted.gate = threading.Event()

    conversation.contesting.contest(practice, ME, turn.id, point.id, "I said so.")
    conversation.stop(practice, ME)
    scripted.gate.set()
    after = settled(conversation, practice).turns[0]

    assert after.contests[0].failed is not None
    assert after.assessment == turn.assessment


def test_where_nobody_can_look_again_the_learner_decides_and_it_is_marked(
    conversation: Conversation, scripted: ScriptedCoach
) -> None:
    practice, turn = graded(conversation)
    point = conversation.question(turn).key_points[0]
    scripted.suggests = True

    with pytest.raises(NotNow, match="Decide this point yourself"):
        conversation.contesting.contest(practice, ME, turn.id, point.id, "I said so.")
    conversation.contesting.overrule(practice, ME, turn.id, point.id, "I said so.", verdict=Verdict.COVERED)
    after = conversation.store.practice(practice, ME).turns[0]

    assert after.assessment is not None
    verdict = next(one for one in after.assessment.verdicts if one.key_point == point.id)
    assert (verdict.verdict, verdict.by, verdict.suggested) == (Verdict.COVERED, "self", Verdict.MISSING)
    assert after.contests[0].by == "self"
    assert after.assessment.score > 0


def test_a_contested_turn_has_no_say_in_mastery(conversation: Conversation) -> None:
    from sqlalchemy import func, select

    from coach.adapters.sql.store import SqlStore
    from coach.adapters.sql.tables import verdicts

    practice, turn = graded(conversation)
    store = conversation.store
    assert isinstance(store, SqlStore)

    def counted() -> int:
        with store._database.reading() as connection:
            found: int | None = connection.scalar(select(func.count()).select_from(verdicts))
        return found or 0

    assert counted() == len(conversation.question(turn).key_points)
    conversation.contesting.contest(practice, ME, turn.id, conversation.question(turn).key_points[0].id, "I said so.")
    settled(conversation, practice)

    assert counted() == 0
