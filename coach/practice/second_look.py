"""A disputed verdict looked at again by the coach, on its point alone."""

from collections.abc import Callable

from coach.domain.assessment import Assessment, PointVerdict
from coach.domain.knowledge import Knowledge
from coach.domain.practice import Contest, Turn
from coach.domain.question import Question
from coach.ports import Coach, Dispute, Retriever
from coach.practice.grading import grade


def disputed(turn: Turn, key_point: str) -> PointVerdict:
    """The verdict that stands on that key point. KeyError if there is none."""
    verdicts = turn.assessment.verdicts if turn.assessment else ()
    for verdict in verdicts:
        if verdict.key_point == key_point:
            return verdict
    raise KeyError(key_point)


def look_again(
    question: Question,
    turn: Turn,
    contest: Contest,
    *,
    coach: Coach,
    knowledge: Knowledge,
    retriever: Retriever,
    report: Callable[..., None] = lambda **_: None,
    follow_up: str | None = None,
    said_before: str | None = None,
) -> tuple[Contest, PointVerdict | None]:
    """What the coach finds on the disputed point alone, by the words of the answer; no verdict where it can't look.

    `question` carries the rubric that the turn is graded by.
    """
    assert turn.answer is not None
    before = disputed(turn, contest.key_point)
    outcome = grade(
        question.only(contest.key_point),
        turn.answer.text,
        coach=coach,
        knowledge=knowledge,
        retriever=retriever,
        report=report,
        follow_up=follow_up,
        said_before=said_before,
        dispute=Dispute(verdict=before.verdict, quote=before.quote, why=before.why, reason=contest.reason),
    )
    if not isinstance(outcome, Assessment):
        return contest.model_copy(update={"failed": f"{outcome.message} The verdict stays as it was."}), None
    (found,) = outcome.verdicts
    return contest.model_copy(update={"now": found.verdict, "why": found.why, "by": outcome.graded_by}), found
