"""A behavioural answer read as a story: situation, task, action, result; and what a reviewer makes of it.

The reviewer labels sentences and reports what it found; marks, score and advice are computed here in the domain.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from coach.domain.assessment import Usage
from coach.domain.base import Record
from coach.domain.clauses import Span, sentences
from coach.domain.question import Level


class Part(StrEnum):
    """What a sentence does in the story."""

    SITUATION = "S"
    TASK = "T"
    ACTION = "A"
    RESULT = "R"
    OTHER = "O"


PART_NAMES = {
    Part.SITUATION: "Situation",
    Part.TASK: "Task",
    Part.ACTION: "Action",
    Part.RESULT: "Result",
    Part.OTHER: "Other",
}
STORY_PARTS = (Part.SITUATION, Part.TASK, Part.ACTION, Part.RESULT)


class Scale(StrEnum):
    """What an answer is marked on, each from 1 to 5."""

    STRUCTURE = "structure"
    OWNERSHIP = "ownership"
    IMPACT = "impact"
    RELEVANCE = "relevance"
    REFLECTION = "reflection"


StoryKind = Literal["real", "hypothetical", "general"]
Ownership = Literal["i", "we", "mixed"]


class StarTask(Record):
    """An answer to be reviewed."""

    question: str
    answer: str
    level: Level = Level.MID


class StarReading(Record):
    """What a reviewer found, before its evidence was checked: one label a sentence of `star_sentences`, in order."""

    parts: tuple[Part, ...]
    reflections: tuple[int, ...] = Field(default=(), description="Indexes of sentences that say what was learned.")
    measured: str | None = Field(default=None, description="The words that measure the result; None leaves it to code.")
    ownership: Ownership | None = Field(default=None, description="None leaves it to code.")
    story: StoryKind | None = Field(default=None, description="None leaves it to code.")
    blame: tuple[str, ...] | None = Field(default=None, description="Words that blame others; None leaves it to code.")
    relevance: int = Field(ge=1, le=5, description="How well the answer answers the question.")
    best: str = Field(default="", description="The best thing about it, to the learner.")
    lift: str = Field(default="", description="The one change that would lift it most.")
    ask: str = Field(default="", description="One question that digs into the weakest part.")
    suggestion: str = Field(default="", description="A tightened version, of nothing but the learner's own facts.")


class Read(Record):
    """A reading and where it came from."""

    reading: StarReading
    reviewed_by: str
    prompt_version: str = ""
    usage: Usage | None = None


class Sentence(Record):
    """A sentence of the answer, from `start` up to `end`, with its part."""

    start: int
    end: int
    part: Part
    reflects: bool = Field(default=False, description="It says what was learned.")


class Has(Record):
    """Which parts are there."""

    situation: bool
    task: bool
    action: bool
    result: bool


class Mark(Record):
    """A mark on one scale, and why."""

    scale: Scale
    mark: int = Field(ge=1, le=5)
    why: str


class Share(Record):
    """How much of the story's words a part takes."""

    part: Part
    share: float = Field(ge=0, le=1)
    verdict: Literal["missing", "thin", "healthy", "overlong"]


class StarReview(Record):
    """The review of one version of an answer."""

    kind: Literal["star-review"] = "star-review"
    sentences: tuple[Sentence, ...]
    has: Has
    shares: tuple[Share, ...]
    quantified_result: bool
    measured: str = Field(default="", description="The learner's words that measure the result.")
    ownership: Ownership
    reflection: bool
    story: StoryKind
    blame: tuple[str, ...] = ()
    marks: tuple[Mark, ...]
    score: int = Field(ge=1, le=5)
    level: Level
    words: int
    seconds_to_say: int
    advice: tuple[str, ...] = Field(description="What would lift it, the most first.")
    best: str = ""
    ask: str = Field(description="One question that digs into the weakest part.")
    suggestion: str = ""
    suggestion_dropped: str = Field(default="", description="Why the reviewer's suggestion isn't shown.")
    reviewed_by: str
    prompt_version: str = ""
    usage: Usage | None = None
    took: float | None = Field(default=None, ge=0, description="Seconds.")

    def mark(self, scale: Scale) -> Mark:
        """The mark on that scale."""
        return next(one for one in self.marks if one.scale is scale)


class NotReviewed(Record):
    """Why there is no review; never a score."""

    kind: Literal["not-reviewed"] = "not-reviewed"
    reason: str
    message: str = Field(description="In plain words: what happened, what is safe, what to do next.")
    retry: bool = True
    reviewed_by: str = ""


StarOutcome = Annotated[StarReview | NotReviewed, Field(discriminator="kind")]


def star_sentences(answer: str) -> list[Span]:
    """The sentences that are labelled, as a learner would count them."""
    return sentences(answer)
