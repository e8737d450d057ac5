"""A practice: a sitting of turns. State in, new state out; ids and times are handed in."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from coach.domain.assessment import Assessment, NotGraded, Outcome, Verdict, confirmed
from coach.domain.base import Record
from coach.domain.question import Level, Question
from coach.errors import NotNow

MAX_DEPTH = 2
"""How deep follow-ups go under one question."""


class Mode(StrEnum):
    """What kind of sitting it is."""

    CONVERSATION = "conversation"
    DRILL_DOWN = "drill-down"
    STAR_REVIEW = "star-review"
    MOCK_INTERVIEW = "mock-interview"


class Answer(Record):
    """What the learner said, exactly as they said it."""

    text: str
    at: datetime


class AskedFollowUp(Record):
    """A turn that digs into one key point of an earlier turn."""

    of: str = Field(description="Id of the turn that it follows.")
    depth: int = Field(ge=1, le=MAX_DEPTH)
    target: str = Field(description="The key point that it is graded by.")
    ask: str


class Hint(Record):
    """A hint that was given."""

    kind: Literal["hint"] = "hint"
    text: str
    at: datetime


class Aside(Record):
    """The learner's own question in mid-practice, and what the coach made of it."""

    kind: Literal["aside"] = "aside"
    id: str
    question: str
    explain: bool = Field(default=False, description="Asked for by “Explain”, not in words of the learner's own.")
    at: datetime
    reply: str | None = None
    citations: tuple[str, ...] = Field(default=(), description="Ids of the passages that the reply rests on.")
    by: str = ""
    failed: str | None = Field(default=None, description="Why there is no reply.")

    @property
    def is_open(self) -> bool:
        """Whether a reply is still to come."""
        return self.reply is None and self.failed is None


class Reveal(Record):
    """The model answer was shown."""

    kind: Literal["model-answer"] = "model-answer"
    at: datetime


class Remark(Record):
    """The learner's words that are not graded: kept, since nothing typed is ever lost."""

    kind: Literal["remark"] = "remark"
    why: Literal["request", "late", "withdrawn"] = Field(
        description="A request such as “I don't know”; an answer that came when there was one; one that was replaced."
    )
    text: str
    at: datetime


Entry = Annotated[Hint | Aside | Reveal | Remark, Field(discriminator="kind")]


class TurnState(StrEnum):
    """Where a turn stands."""

    ASKED = "asked"
    ANSWERED = "answered"
    SUGGESTED = "suggested"
    GRADED = "graded"
    NOT_GRADED = "not-graded"
    SKIPPED = "skipped"
    GAVE_UP = "gave-up"


class Turn(Record):
    """One question with its answer and its outcome."""

    id: str
    position: int = Field(ge=0)
    question: str
    topic: str
    follow_up: AskedFollowUp | None = None
    asked_at: datetime
    answer: Answer | None = None
    outcome: Outcome | None = None
    earlier: tuple[Outcome, ...] = Field(default=(), description="Outcomes that a retry or a correction replaced.")
    closed: Literal["skipped", "gave-up"] | None = None
    entries: tuple[Entry, ...] = ()

    @property
    def state(self) -> TurnState:
        """Where the turn stands, derived from what has happened."""
        if self.closed:
            return TurnState(self.closed)
        if self.answer is None:
            return TurnState.ASKED
        if self.outcome is None:
            return TurnState.ANSWERED
        if isinstance(self.outcome, NotGraded):
            return TurnState.NOT_GRADED
        return TurnState.SUGGESTED if self.outcome.suggested else TurnState.GRADED

    @property
    def assessment(self) -> Assessment | None:
        """The assessment, if there is one."""
        return self.outcome if isinstance(self.outcome, Assessment) else None

    @property
    def hints(self) -> tuple[str, ...]:
        """The hints given so far."""
        return tuple(entry.text for entry in self.entries if isinstance(entry, Hint))

    @property
    def revealed(self) -> bool:
        """Whether the model answer was shown."""
        return any(isinstance(entry, Reveal) for entry in self.entries)

    @property
    def helped(self) -> bool:
        """Whether the answer was given away before it was given: a model answer or an explanation came first."""
        before = self.answer.at if self.answer else None
        return any(
            isinstance(entry, Reveal) or (isinstance(entry, Aside) and entry.explain)
            for entry in self.entries
            if before is None or entry.at < before
        )

    def aside(self, aside: str) -> Aside:
        """The aside with that id; KeyError if there is none."""
        for entry in self.entries:
            if isinstance(entry, Aside) and entry.id == aside:
                return entry
        raise KeyError(aside)


class Plan(Record):
    """What a practice draws its questions from."""

    mode: Mode = Mode.CONVERSATION
    level: Level = Level.MID
    sections: tuple[str, ...] = Field(default=(), description="Section ids; empty means all.")
    topics: tuple[str, ...] = Field(default=(), description="Topic ids; empty means all of the sections.")


class Practice(Record):
    """A sitting of turns in one mode, by one learner."""

    id: str
    learner: str
    plan: Plan = Plan()
    created_at: datetime
    ended_at: datetime | None = None
    turns: tuple[Turn, ...] = ()

    @property
    def open_turn(self) -> Turn | None:
        """The last turn, unless the practice has ended or not begun."""
        return self.turns[-1] if self.turns and self.ended_at is None else None

    def turn(self, turn: str) -> Turn:
        """The turn with that id; NotNow if there is none."""
        for candidate in reversed(self.turns):
            if candidate.id == turn:
                return candidate
        raise NotNow("That question is not part of this practice.")

    def replace(self, turn: Turn) -> "Practice":
        """The practice with that turn in place of the one at the same position."""
        turns = (*self.turns[: turn.position], turn, *self.turns[turn.position + 1 :])
        return self.model_copy(update={"turns": turns})


def _going_on(practice: Practice) -> None:
    if practice.ended_at is not None:
        raise NotNow("This practice has ended. Start a new one to go on.")


def asked(
    practice: Practice, question: Question, at: datetime, *, turn: str, follow_up: AskedFollowUp | None = None
) -> Practice:
    """The practice after the coach asked a question. Asking while a question is open is NotNow."""
    _going_on(practice)
    last = practice.open_turn
    if last and last.state in {TurnState.ASKED, TurnState.ANSWERED, TurnState.SUGGESTED}:
        raise NotNow("The question before this one is still open.")
    new = Turn(
        id=turn,
        position=len(practice.turns),
        question=question.id,
        topic=question.topic,
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


def closed(practice: Practice, turn: str, how: Literal["skipped", "gave-up"]) -> Practice:
    """The practice after the learner skipped or gave up on that turn's question."""
    _going_on(practice)
    current = practice.turn(turn)
    if current.state not in {TurnState.ASKED, TurnState.NOT_GRADED}:
        raise NotNow("This question has been answered already.")
    return practice.replace(current.model_copy(update={"closed": how}))


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


def replanned(practice: Practice, plan: Plan) -> Practice:
    """The practice drawing from another plan; an open question that nothing was said to is taken back."""
    _going_on(practice)
    last = practice.open_turn
    untouched = last is not None and last.state is TurnState.ASKED and not last.entries and not last.follow_up
    turns = practice.turns[:-1] if untouched else practice.turns
    return practice.model_copy(update={"plan": plan, "turns": turns})


def ended(practice: Practice, at: datetime) -> Practice:
    """The practice, ended; ending twice changes nothing."""
    return practice if practice.ended_at else practice.model_copy(update={"ended_at": at})


def _with_entry(practice: Practice, turn: str, entry: Entry) -> Practice:
    current = practice.turn(turn)
    return practice.replace(current.model_copy(update={"entries": (*current.entries, entry)}))
