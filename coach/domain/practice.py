"""A practice: a sitting of turns. What may happen to it stands in `moves`."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from coach.domain.assessment import Assessment, NotGraded, Outcome
from coach.domain.base import Record
from coach.domain.question import Level, Question
from coach.domain.scoring import Verdict
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


class Contest(Record):
    """A verdict that the learner disputes, and what came of it; both verdicts are kept."""

    key_point: str
    reason: str = Field(description="The learner's, in their words.")
    at: datetime
    was: Verdict = Field(description="The verdict that is disputed.")
    now: Verdict | None = Field(default=None, description="After the coach looked again; None until it has.")
    why: str = Field(default="", description="What the coach says to it.")
    by: str = Field(default="", description="Who looked again.")
    failed: str | None = Field(default=None, description="Why nobody could look again.")

    @property
    def is_open(self) -> bool:
        """Whether somebody has still to look."""
        return self.now is None and self.failed is None


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
    own: Question | None = Field(
        default=None, description="The question itself, where it is the learner's own: no knowledge has it."
    )
    follow_up: AskedFollowUp | None = None
    asked_at: datetime
    answer: Answer | None = None
    outcome: Outcome | None = None
    earlier: tuple[Outcome, ...] = Field(default=(), description="Outcomes that a retry or a correction replaced.")
    closed: Literal["skipped", "gave-up"] | None = None
    entries: tuple[Entry, ...] = ()
    contests: tuple[Contest, ...] = Field(
        default=(), description="One a key point at most; a contested turn has no say in mastery."
    )

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
    def untouched(self) -> bool:
        """Whether nothing was said to the question yet, by either side."""
        return self.state is TurnState.ASKED and not self.entries

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

    def contest(self, key_point: str) -> Contest | None:
        """What became of the learner's dispute of that verdict, if there was one."""
        return next((one for one in self.contests if one.key_point == key_point), None)

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
    questions: int | None = Field(default=None, ge=1, description="How many questions it has; None where it goes on.")
    minutes: int | None = Field(
        default=None, ge=1, description="How long it is meant to take; None where nobody looks."
    )


class Pause(Record):
    """A while that the clock of a practice stood still."""

    at: datetime
    until: datetime | None = Field(default=None, description="None while it lasts.")


class Practice(Record):
    """A sitting of turns in one mode, by one learner."""

    id: str
    learner: str
    plan: Plan = Plan()
    created_at: datetime
    ended_at: datetime | None = None
    turns: tuple[Turn, ...] = ()
    pauses: tuple[Pause, ...] = ()

    @property
    def open_turn(self) -> Turn | None:
        """The last turn, unless the practice has ended or not begun."""
        return self.turns[-1] if self.turns and self.ended_at is None else None

    @property
    def untouched(self) -> bool:
        """Whether its first question is asked and nothing else has happened."""
        return self.ended_at is None and len(self.turns) == 1 and self.turns[0].untouched

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
