"""Questions and their marking schemes."""

import hashlib
from enum import StrEnum
from typing import Literal

from pydantic import Field, model_validator

from coach.domain.base import Record, Slug


class Level(StrEnum):
    """The seniority that a question is asked at."""

    JUNIOR = "junior"
    MID = "mid"
    SENIOR = "senior"


class QuestionKind(StrEnum):
    """What a question asks the candidate to do."""

    EXPLAIN = "explain"
    COMPARE = "compare"
    DESIGN = "design"
    DEBUG = "debug"
    READ = "read"
    DECIDE = "decide"
    BEHAVIOURAL = "behavioural"


Competency = Literal[
    "ownership", "collaboration", "debugging", "trade-offs", "communication", "leadership", "learning", "delivery"
]


class KeyPoint(Record):
    """One thing that a good answer says."""

    id: Slug = Field(description="Stable for ever: stored verdicts refer to it.")
    claim: str = Field(min_length=10, description="Checkable on its own.")
    weight: int = Field(default=1, ge=1, le=3, description="Relative to its siblings.")
    core: bool = Field(default=False, description="Missing it caps the score.")
    any_of: tuple[str, ...] = Field(default=(), description="Alternatives of which `need` make the point.")
    need: int = Field(default=1, ge=1, description="How many of `any_of` are needed.")
    see: Slug | None = Field(default=None, description="The passage of the topic's note that proves it.")

    @model_validator(mode="after")
    def _need_within_alternatives(self) -> "KeyPoint":
        if self.any_of and self.need > len(self.any_of):
            raise ValueError(f"need is {self.need}, but any_of has only {len(self.any_of)}")
        return self


class Misconception(Record):
    """A known wrong belief with its correction."""

    id: Slug
    belief: str = Field(min_length=5)
    correction: str = Field(min_length=5)
    see: Slug | None = None


class FollowUp(Record):
    """What to ask next when a key point was not made."""

    targets: Slug = Field(description="The key point that it digs into.")
    ask: str = Field(min_length=10)


class Anchors(Record):
    """What answers of three qualities look like; for behavioural questions."""

    weak: str
    middling: str
    strong: str


class Question(Record):
    """A prompt with its rubric."""

    id: Slug
    topic: Slug
    facet: Slug | None = None
    level: Level = Level.MID
    kind: QuestionKind = QuestionKind.EXPLAIN
    competency: Competency | None = None
    prompt: str = Field(min_length=5)
    key_points: tuple[KeyPoint, ...] = Field(min_length=1)
    misconceptions: tuple[Misconception, ...] = ()
    hints: tuple[str, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    anchors: Anchors | None = None
    model_answer: str = ""

    def key_point(self, key_point: str) -> KeyPoint:
        """The key point with that id; KeyError if there is none."""
        for candidate in self.key_points:
            if candidate.id == key_point:
                return candidate
        raise KeyError(key_point)

    def misconception(self, misconception: str) -> Misconception:
        """The misconception with that id; KeyError if there is none."""
        for candidate in self.misconceptions:
            if candidate.id == misconception:
                return candidate
        raise KeyError(misconception)

    def only(self, key_point: str) -> "Question":
        """The same question marked on one key point alone: what a follow-up is graded by."""
        point = self.key_point(key_point)
        return self.model_copy(update={"key_points": (point,)})

    @property
    def passages(self) -> tuple[str, ...]:
        """Ids of the passages that the rubric names, in order, each once."""
        points: tuple[KeyPoint | Misconception, ...] = (*self.key_points, *self.misconceptions)
        return tuple(dict.fromkeys(f"{self.topic}#{point.see}" for point in points if point.see))

    @property
    def rubric_hash(self) -> str:
        """Sixteen hex digits that change whenever anything that grading depends on does."""
        rubric = self.model_dump_json(include={"prompt", "level", "key_points", "misconceptions"})
        return hashlib.sha256(rubric.encode()).hexdigest()[:16]
