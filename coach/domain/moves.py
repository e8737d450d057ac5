"""What may happen to a practice, as pure transitions: state in, new state out; ids and times are handed in.

What doesn't fit raises NotNow and changes nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from coach.domain.ad_hoc import TOPIC as OWN
from coach.domain.assessment import Assessment, NotGraded, PointVerdict
from coach.domain.correcting import confirmed, corrected
from coach.domain.practice import (
    Answer,
    Aside,
    AskedFollowUp,
    Contest,
    Entry,
    Hint,
    Mode,
    Plan,
    Practice,
    Remark,
    Reveal,
    Turn,
    TurnState,
)
from coach.domain.question import Question
from coach.domain.scoring import Verdict
from coach.errors import NotNow


def asked(
    practice: Practice, question: Question, at: datetime, *, turn: str, follow_up: AskedFollowUp | None = None
) -> Practice:
    """The practice after the coach asked a question. Asking while a question is open is NotNow."""
    _going_on(practice)
    last = practice.open_turn
    waits = {TurnState.ASKED, TurnState.ANSWERED, TurnState.SUGGESTED}
    if practice.plan.mode is Mode.MOCK_INTERVIEW:  # goes on while answers are graded, and settles them at the end
        waits = {TurnState.ASKED}
    if last and last.state in waits:
        raise NotNow("The question before this one is still open.")
    new = Turn(
        id=turn,
        position=len(practice.turns),
        question=question.id,
        topic=question.topic,
        own=question if question.topic == OWN else None,
        follow_up=follow_up,
        asked_at=at,
    )
    return practice.model_copy(update={"turns": (*practice.turns, new)})


def answered(practice: Practice, turn: str, text: str, at: datetime) -> Practice:
    """The practice after that turn's question was answered. Answering twice is NotNow."""
    _going_on(practice)
    current = practice.turn(turn)
    if current.state is not TurnState.ASKED:
        raise NotNow("This question has been answered already, perhaps in another tab.")
    return practice.replace(current.model_copy(update={"answer": Answer(text=text, at=at)}))


def remarked(
    practice: Practice, turn: str, text: str, at: datetime, why: Literal["request", "late", "withdrawn"]
) -> Practice:
    """The practice with words kept that are not graded."""
    return _with_entry(practice, turn, Remark(text=text, at=at, why=why))


def assessed(practice: Practice, turn: str, outcome: Assessment | NotGraded) -> Practice:
    """The practice after the coach graded, or could not grade, that turn's answer."""
    current = practice.turn(turn)
    if current.state is not TurnState.ANSWERED:
        raise NotNow("This answer has been graded already.")
    return practice.replace(current.model_copy(update={"outcome": outcome}))


def reopened(practice: Practice, turn: str) -> Practice:
    """The practice with that turn's answer waiting to be graded again; its old outcome is kept among `earlier`."""
    current = practice.turn(turn)
    if current.state is not TurnState.NOT_GRADED or current.outcome is None:
        raise NotNow("This answer has been graded already.")
    return practice.replace(
        current.model_copy(update={"outcome": None, "earlier": (*current.earlier, current.outcome)})
    )


def withdrawn(practice: Practice, turn: str) -> Practice:
    """The practice with that turn's ungraded answer taken back, to be said better; the old words are kept."""
    current = practice.turn(turn)
    if current.state is not TurnState.NOT_GRADED or current.answer is None or current.outcome is None:
        raise NotNow("This answer has been graded already.")
    kept = Remark(why="withdrawn", text=current.answer.text, at=current.answer.at)
    return practice.replace(
        current.model_copy(
            update={
                "answer": None,
                "outcome": None,
                "earlier": (*current.earlier, current.outcome),
                "entries": (*current.entries, kept),
            }
        )
    )


def settled(practice: Practice, question: Question, turn: str, corrections: Mapping[str, Verdict]) -> Practice:
    """The practice after the learner confirmed the suggested verdicts, with corrections where there are any.

    `question` is what the turn is graded by: for a follow-up, `question.only(target)`.
    """
    current = practice.turn(turn)
    if current.state is not TurnState.SUGGESTED or current.assessment is None:
        raise NotNow("There is nothing to confirm here.")
    outcome = confirmed(question, current.assessment, corrections)
    return practice.replace(
        current.model_copy(update={"outcome": outcome, "earlier": (*current.earlier, current.assessment)})
    )


def contested(practice: Practice, turn: str, contest: Contest) -> Practice:
    """The practice after the learner disputed one verdict of a graded turn; a dispute that failed may be had again."""
    current = practice.turn(turn)
    if current.state is not TurnState.GRADED or current.assessment is None:
        raise NotNow("Only a verdict that stands can be contested.")
    before = {one.key_point: one for one in current.contests}
    if (earlier := before.get(contest.key_point)) is not None and earlier.failed is None:
        raise NotNow("This verdict has been contested already; both verdicts are kept.")
    if not any(one.key_point == contest.key_point for one in current.assessment.verdicts):
        raise NotNow("There is no verdict on that point.")
    contests = {**before, contest.key_point: contest}
    return practice.replace(current.model_copy(update={"contests": tuple(contests.values())}))


def undecided(practice: Practice, turn: str, contest: Contest) -> Practice:
    """The practice after nobody could look at the disputed verdict again, as `contest` tells: it stands as it was."""
    current = practice.turn(turn)
    waiting = current.contest(contest.key_point)
    if waiting is None or not waiting.is_open:
        raise NotNow("This has been looked at again already.")
    contests = tuple(contest if one.key_point == contest.key_point else one for one in current.contests)
    return practice.replace(current.model_copy(update={"contests": contests}))


def reconsidered(
    practice: Practice, question: Question, turn: str, contest: Contest, verdict: PointVerdict
) -> Practice:
    """The practice after somebody looked at the disputed verdict again: `contest` says what came of it.

    `verdict` takes the place of the disputed one; the assessment as it was is kept among `earlier`. `question` is what
    the turn is graded by.
    """
    current = undecided(practice, turn, contest).turn(turn)
    assert current.assessment is not None
    outcome = corrected(question, current.assessment, verdict)
    return practice.replace(
        current.model_copy(update={"outcome": outcome, "earlier": (*current.earlier, current.assessment)})
    )


def closed(practice: Practice, turn: str, how: Literal["skipped", "gave-up"]) -> Practice:
    """The practice after the learner skipped or gave up on that turn's question."""
    _going_on(practice)
    current = practice.turn(turn)
    if current.state not in {TurnState.ASKED, TurnState.NOT_GRADED}:
        raise NotNow("This question has been answered already.")
    return practice.replace(current.model_copy(update={"closed": how}))


def abandoned(practice: Practice, turn: str) -> Practice:
    """The practice after the learner left a question by which nothing can be graded or confirmed any more.

    Its answer is kept, and suggestions that nobody confirmed are, among `earlier`.
    """
    _going_on(practice)
    current = practice.turn(turn)
    if current.closed or current.state is TurnState.GRADED:
        raise NotNow("This question has been answered already.")
    if current.assessment is not None:
        current = current.model_copy(update={"outcome": None, "earlier": (*current.earlier, current.assessment)})
    return practice.replace(current.model_copy(update={"closed": "skipped"}))


def hinted(practice: Practice, turn: str, text: str, at: datetime) -> Practice:
    """The practice after a hint was given."""
    _going_on(practice)
    return _with_entry(practice, turn, Hint(text=text, at=at))


def revealed(practice: Practice, turn: str, at: datetime) -> Practice:
    """The practice after the model answer was shown; showing it twice changes nothing."""
    return practice if practice.turn(turn).revealed else _with_entry(practice, turn, Reveal(at=at))


def asked_back(practice: Practice, turn: str, aside: Aside) -> Practice:
    """The practice after the learner asked a question of their own."""
    if any(isinstance(entry, Aside) and entry.is_open for entry in practice.turn(turn).entries):
        raise NotNow("One question at a time: the coach is still answering the one before.")
    return _with_entry(practice, turn, aside)


def replied(practice: Practice, turn: str, aside: Aside) -> Practice:
    """The practice with the aside of the same id replaced by this one, which has a reply or a failure."""
    current = practice.turn(turn)
    current.aside(aside.id)
    entries = tuple(aside if isinstance(one, Aside) and one.id == aside.id else one for one in current.entries)
    return practice.replace(current.model_copy(update={"entries": entries}))


def taken_back(practice: Practice, turn: str) -> Practice:
    """The practice without that question, if it is the open one and nothing was said to it; else unchanged."""
    last = practice.open_turn
    if last is None or last.id != turn or not last.untouched or last.follow_up:
        return practice
    return practice.model_copy(update={"turns": practice.turns[:-1]})


def replanned(practice: Practice, plan: Plan) -> Practice:
    """The practice drawing from another plan; an open question that nothing was said to is taken back."""
    _going_on(practice)
    left = taken_back(practice, practice.turns[-1].id) if practice.turns else practice
    return left.model_copy(update={"plan": plan})


def ended(practice: Practice, at: datetime) -> Practice:
    """The practice, ended; ending twice changes nothing."""
    return practice if practice.ended_at else practice.model_copy(update={"ended_at": at})


def _going_on(practice: Practice) -> None:
    if practice.ended_at is not None:
        raise NotNow("This practice has ended. Start a new one to go on.")


def _with_entry(practice: Practice, turn: str, entry: Entry) -> Practice:
    current = practice.turn(turn)
    return practice.replace(current.model_copy(update={"entries": (*current.entries, entry)}))
