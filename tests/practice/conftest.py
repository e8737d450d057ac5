"""A whole conversation on real parts: the real caching topic, a real SQLite file, a coach that does as it is told."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from coach.adapters.files.loader import KnowledgeSource
from coach.adapters.sql.opening import open_store
from coach.domain.assessment import Judgement, PointJudgement
from coach.domain.knowledge import Knowledge
from coach.domain.note import Passage
from coach.domain.scoring import Verdict
from coach.errors import RetrievalError
from coach.places import knowledge_folder
from coach.ports import GradingTask, Hit, Judged, Reply, ReplyTask, Store
from coach.practice.conversation import Conversation
from coach.practice.worker import Worker


class MachineClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class ScriptedCoach:
    """Judges as `verdicts` says (by key-point id; `missing` otherwise), quoting the answer's first words."""

    def __init__(self, name: str = "openai:scripted", *, suggests: bool = False) -> None:
        self.name = name
        self.suggests = suggests
        self.verdicts: dict[str, Verdict] = {}
        self.fails: Exception | None = None
        self.gate: threading.Event | None = None
        self.tasks: list[GradingTask] = []
        self.replies: list[ReplyTask] = []

    def judge(self, task: GradingTask, watch: Callable[[Judgement], None]) -> Judged:
        self.tasks.append(task)
        points: tuple[PointJudgement, ...] = ()
        quote = " ".join(task.answer.split()[:3])
        for point in task.question.key_points:
            verdict = self.verdicts.get(point.id, Verdict.MISSING)
            points = (*points, PointJudgement(key_point=point.id, verdict=verdict, quote=quote))
            watch(Judgement(points=points))
            if self.gate is not None:
                while not self.gate.wait(0.02):
                    watch(Judgement(points=points))
        if self.fails is not None:
            raise self.fails
        return Judged(judgement=Judgement(points=points, feedback="Fine."), graded_by=self.name)

    def reply(self, task: ReplyTask, watch: Callable[[str], None]) -> Reply:
        self.replies.append(task)
        if self.fails is not None:
            raise self.fails
        watch("It")
        return Reply(text="It spreads the load.", citations=(task.passages[0].id, "made#up"), by=self.name)


class WordRetriever:
    """Finds passages that share a long word with the text."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._passages = list(knowledge.passages())
        self.broken = False

    def search(self, text: str, *, topic: str | None = None, k: int = 5) -> list[Hit]:
        if self.broken:
            raise RetrievalError("The index is gone.")
        words = {word for word in text.lower().split() if len(word) > 5}
        hits = [
            Hit(passage=one, score=float(score)) for one in self._passages if (score := self._score(one, words, topic))
        ]
        return sorted(hits, key=lambda hit: -hit.score)[:k]

    def _score(self, passage: Passage, words: set[str], topic: str | None) -> int:
        return 0 if topic not in {None, passage.topic} else sum(word in passage.text.lower() for word in words)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return KnowledgeSource(knowledge_folder(), only=["caching", "sql"]).knowledge


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "record.sqlite", MachineClock())


@pytest.fixture
def scripted() -> ScriptedCoach:
    return ScriptedCoach()


@pytest.fixture
def offline() -> ScriptedCoach:
    return ScriptedCoach("embedded", suggests=True)


@pytest.fixture
def retriever(knowledge: Knowledge) -> WordRetriever:
    return WordRetriever(knowledge)


@pytest.fixture
def conversation(
    knowledge: Knowledge, store: Store, scripted: ScriptedCoach, offline: ScriptedCoach, retriever: WordRetriever
) -> Iterator[Conversation]:
    worker = Worker(store, MachineClock())
    yield Conversation(
        knowledge=knowledge,
        retriever=retriever,
        store=store,
        clock=MachineClock(),
        coach=scripted,
        fallback=offline,
        worker=worker,
    )
    worker.close()


def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until the condition holds; fail if it doesn't in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)
