"""What the flows need of the outside world: the smallest promises, as Protocols.

Adapters keep them; the practice layer calls them; tests put other parts behind them.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from pydantic import Field

from coach.domain.application import Kind
from coach.domain.assessment import HeldBelief, Judgement, Line, PointVerdict, Usage
from coach.domain.base import Record
from coach.domain.note import Passage
from coach.domain.portable import Copies, Forgotten, Imported, Kept
from coach.domain.practice import Plan, Practice
from coach.domain.question import Question
from coach.domain.recall import Recall, Review
from coach.domain.remembering import CountedVerdict, GivenUp
from coach.domain.scoring import Verdict
from coach.domain.sittings import AnswerLine
from coach.domain.speech import Transcript
from coach.domain.star import Read, StarTask
from coach.domain.story import Story
from coach.domain.tailoring import Expected, TopicWeight


class Hit(Record):
    """A passage that was found."""

    passage: Passage
    score: float = Field(description="Higher is better; comparable within one search only.")


class Retriever(Protocol):
    """Finds the passages that bear on a text."""

    def search(self, text: str, *, topic: str | None = None, k: int = 5) -> list[Hit]:
        """Return up to `k` hits, best first; empty when nothing is relevant.

        Raises RetrievalError if the index can't be read.
        """


class Dispute(Record):
    """Why a verdict is to be looked at again."""

    verdict: Verdict = Field(description="The one that was given.")
    quote: str = ""
    why: str = ""
    reason: str = Field(description="What the learner says against it, in their words.")


class GradingTask(Record):
    """An answer to be judged."""

    question: Question = Field(description="The rubric; for a follow-up, of its target alone.")
    answer: str
    passages: tuple[Passage, ...] = ()
    follow_up: str | None = Field(
        default=None, description="What was asked, where it wasn't the question's own prompt."
    )
    said_before: str | None = Field(default=None, description="The answer to the question that the follow-up follows.")
    dispute: Dispute | None = Field(
        default=None, description="The learner contests the verdict on the rubric's only key point."
    )


class Judged(Record):
    """A judgement and where it came from."""

    judgement: Judgement
    graded_by: str = Field(description="`openai:<model>` or `embedded`.")
    prompt_version: str = ""
    usage: Usage | None = None
    exchange: tuple[Line, ...] = Field(default=(), description="What a model was sent and what it replied.")


class Exchange(Record):
    """A question of the learner's own with the reply to it, earlier in the practice."""

    question: str
    reply: str


class ReplyTask(Record):
    """A learner's own question in mid-practice."""

    asked: str
    explain: bool = Field(default=False, description="“Explain” was pressed: `asked` is ours.")
    clarify: bool = Field(default=False, description="Asked in a mock interview: the scope is told, not the solution.")
    about: Question | None = None
    answer: str | None = Field(default=None, description="What the learner answered, if they have.")
    passages: tuple[Passage, ...] = Field(default=(), description="Best first; empty when nothing relevant was found.")
    history: tuple[Exchange, ...] = ()


class Reply(Record):
    """The coach's reply to a learner's own question."""

    text: str
    citations: tuple[str, ...] = Field(default=(), description="Ids of passages, all of them among those given.")
    by: str
    usage: Usage | None = None


class Coach(Protocol):
    """Whoever judges answers and converses."""

    @property
    def name(self) -> str:
        """What is written on the record: `openai:<model>` or `embedded`."""

    @property
    def suggests(self) -> bool:
        """Whether its verdicts are suggestions that the learner confirms."""

    def judge(self, task: GradingTask, watch: Callable[[Judgement], None]) -> Judged:
        """Judge an answer, calling `watch` with all that has arrived so far whenever more arrives.

        What `watch` raises (Stopped) ends the work. Raises ModelError or CannotGrade.
        """

    def reply(self, task: ReplyTask, watch: Callable[[str], None]) -> Reply:
        """Answer a learner's question from the passages, calling `watch` with the whole text so far.

        When no passage bears on the question, it says so. Raises ModelError; what `watch` raises ends the work.
        """


class DraftingTask(Record):
    """A learner's own question that has no marking scheme yet."""

    prompt: str
    passages: tuple[Passage, ...] = ()


class Drafter(Protocol):
    """Says what a good answer has in it."""

    def draft(self, task: DraftingTask) -> tuple[str, ...]:
        """The key points, at least one, the weightiest first. Raises ModelError or CannotGrade."""


class Progress(Record):
    """How far a piece of work has come: what a screen shows while it runs."""

    job: str
    owner: str = Field(description="The process and thread that work on it.")
    stage: str = Field(default="", description="In plain words, such as “reading your answer”.")
    verdicts: tuple[PointVerdict, ...] = ()
    held: tuple[HeldBelief, ...] = ()
    text: str = ""
    at: datetime = Field(description="The last sign of life.")
    stopping: bool = Field(default=False, description="The learner pressed Stop.")


class PracticeLine(Record):
    """A practice in a list."""

    id: str
    plan: Plan
    created_at: datetime
    ended_at: datetime | None
    updated_at: datetime
    questions: int = Field(description="Turns that are no follow-ups.")
    answers: int
    score: float | None = Field(description="Mean over the graded questions; None without any.")
    topics: tuple[str, ...] = ()


class StarReviewer(Protocol):
    """Whoever reads behavioural answers."""

    @property
    def name(self) -> str:
        """What is written on the record: `openai:<model>` or `embedded`."""

    def read_story(self, task: StarTask, watch: Callable[[str], None]) -> Read:
        """Read an answer, calling `watch` with the stage in plain words at every sign of life.

        What `watch` raises (Stopped) ends the work. Raises ModelError or CannotGrade.
        """


class Stories(Protocol):
    """The story bank, by learner. Every method raises StoreError if it can't."""

    def create_story(self, story: Story) -> None:
        """Keep a new story."""

    def story(self, story: str, learner: str) -> Story:
        """The story; NotFound if there is none or it is somebody else's."""

    def update_story(self, story: str, learner: str, change: Callable[[Story], Story]) -> Story:
        """Read, change, write as one transaction; `change` is pure and may raise NotNow. NotFound as in `story`."""

    def delete_story(self, story: str, learner: str) -> None:
        """Forget the story with all its versions; NotFound as in `story`."""

    def stories(self, learner: str) -> Sequence[Story]:
        """All of the learner's, the last changed first."""

    def story_revision(self, story: str) -> int:
        """A number that grows with every change of the story; 0 if there is no such story. Cheap."""


class Store(Stories, Protocol):
    """The record: practices by learner, and the work in progress. Every method raises StoreError if it can't."""

    def create(self, practice: Practice) -> None:
        """Keep a new practice."""

    def practice(self, practice: str, learner: str) -> Practice:
        """The practice; NotFound if there is none or it is somebody else's."""

    def update(self, practice: str, learner: str, change: Callable[[Practice], Practice]) -> Practice:
        """Read, change, write as one transaction that excludes others, in other processes too.

        `change` is pure and may raise NotNow, which is passed on and leaves all as it was. NotFound as in `practice`.
        """

    def revision(self, practice: str) -> int:
        """A number that grows with every change of the practice; 0 if there is no such practice. Cheap."""

    def practices(
        self, learner: str, *, limit: int = 20, before: datetime | None = None, answered: bool = False
    ) -> Sequence[PracticeLine]:
        """The learner's practices, the last changed first; only those changed before `before` when it is given.

        Where `answered` says so, only those in which something was answered: they alone count towards the limit.
        """

    def last_asked(self, learner: str) -> Mapping[str, datetime]:
        """For every question that the learner was ever asked, when it was last."""

    def record_revisions(self, learner: str) -> Mapping[str, str]:
        """For every practice of the learner's, by id, a text that differs after each change of it. Cheap."""

    def counted_verdicts(self, learner: str, practices: Collection[str] | None = None) -> Sequence[CountedVerdict]:
        """Every verdict of the learner's that counts towards mastery, the earliest first; of those practices only."""

    def given_up(self, learner: str, practices: Collection[str] | None = None) -> Sequence[GivenUp]:
        """Every question that the learner had the model answer shown to instead of answering, the earliest first."""

    def answers(self, learner: str) -> Sequence[AnswerLine]:
        """Every answer that the learner gave, the earliest first; no answer's words are read."""

    def preference(self, learner: str, key: str) -> str | None:
        """What `prefer` kept under the key."""

    def prefer(self, learner: str, key: str, value: str) -> None:
        """Keep a small choice of the learner's, such as the level."""

    def change_preference(self, learner: str, key: str, change: Callable[[str | None], str]) -> str:
        """The same from what is kept, None for nothing, as one transaction that excludes others; what is kept now.

        `change` is pure; it may be called twice.
        """

    def kept(self, learner: str) -> Kept:
        """All that is kept of the learner, practices the first begun first."""

    def changed_at(self, practice: str) -> datetime:
        """When the practice last changed; NotFound if there is none."""

    def keep(self, learner: str, kept: Kept) -> Imported:
        """Bring all of that in as the learner's, in one transaction; what is there already stays as it is."""

    def copies(self, learner: str) -> Copies:
        """The copies that were put beside the record, and whether others than the learner are on it."""

    def forget(self, learner: str) -> Forgotten:
        """Delete all that is kept of the learner for good, and the copies beside the record that hold nobody else's."""

    def claim(self, progress: Progress, *, stale_before: datetime) -> bool:
        """Take the job unless somebody has it, wasn't told to stop, and gave a sign of life since `stale_before`.

        True if it is ours now.
        """

    def write_progress(self, progress: Progress) -> bool:
        """Write how far the job has come. False (and nothing written) if it was stopped or isn't `progress.owner`'s."""

    def progress(self, job: str) -> Progress | None:
        """How far the job has come, or None if nobody works on it."""

    def progresses(self, jobs: Iterable[str]) -> Mapping[str, Progress]:
        """The same for many jobs in one read."""

    def stop(self, job: str) -> None:
        """Ask whoever has the job to stop. Nothing happens if nobody does."""

    def release(self, job: str, owner: str) -> None:
        """Give the job back; nothing happens if it isn't `owner`'s."""


class Scheduler(Protocol):
    """Says how well something is remembered, and when to ask for it again."""

    def recall(self, reviews: tuple[Review, ...]) -> Recall:
        """What is remembered after those reviews: at least one, the earliest first. The same ones, the same answer."""


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The time, with its zone."""


class Embedding(Protocol):
    """Turns texts into vectors of unit length."""

    @property
    def id(self) -> str:
        """Model and version, fit for a folder's name: an index built with another id isn't comparable."""

    def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """One vector a text, in order. Raises RetrievalError if it can't."""


class AdviceTask(Record):
    """A job description or a résumé to be read with a view to what should be practised."""

    document: str
    kind: Kind
    topics: Mapping[str, str] = Field(description="Titles of the syllabus' topics, by id.")
    questions: Mapping[str, str] = Field(description="Prompts of behavioural questions, by id.")


class Advice(Record):
    """What was made of it; every weight and every question rests on words that stand in the document."""

    topics: tuple[TopicWeight, ...] = ()
    expected: tuple[Expected, ...] = ()
    by: str
    notice: str = ""


class Adviser(Protocol):
    """Reads a document and says what to weigh more."""

    @property
    def name(self) -> str:
        """`openai:<model>`."""

    def advise(self, task: AdviceTask) -> Advice:
        """Read it. Raises ModelError."""


class Transcriber(Protocol):
    """Writes down what was said."""

    @property
    def name(self) -> str:
        """`openai:<model>` or `whisper`."""

    def transcribe(self, audio: bytes, *, hint: str = "") -> Transcript:
        """The words of a WAV recording; `hint` has names that may be said. Raises ModelError or RecordingError."""
