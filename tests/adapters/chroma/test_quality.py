"""How well the real notes are found, on the half of the question set that nothing was tuned on.

`tests/data/retrieval`: questions as people talk, with their topic, and questions that have nothing to do with the
syllabus. With every topic that is added, more of them have a second right answer, which the set doesn't know. So
whether the right topic comes first is measured among the topics that the set asks about, and what is refused over all
the notes.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from coach.adapters.chroma.corpus import Corpus
from coach.adapters.chroma.lazy import open_retriever
from coach.adapters.chroma.retriever import HybridRetriever
from coach.adapters.embedded.minilm import MiniLM
from coach.adapters.files.loader import KnowledgeSource
from coach.domain.knowledge import Knowledge
from coach.places import knowledge_folder

DATA = Path(__file__).parents[2] / "data" / "retrieval"


def held_out(name: str) -> list[dict[str, Any]]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, lines) if row["half"] == "held-out"]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return KnowledgeSource(knowledge_folder()).knowledge


@pytest.fixture(scope="module")
def retriever(knowledge: Knowledge, request: pytest.FixtureRequest) -> HybridRetriever:
    """Over all the notes."""
    assert request.config.cache
    return open_retriever(Corpus.of(knowledge), MiniLM(), request.config.cache.mkdir("notes-index"))


@pytest.fixture(scope="module")
def among_asked(knowledge: Knowledge, request: pytest.FixtureRequest) -> HybridRetriever:
    """Over the topics that the set asks about."""
    assert request.config.cache
    topics = {topic for row in held_out("on_syllabus.jsonl") for topic in row["topics"]}
    notes = {topic: note for topic, note in knowledge.notes.items() if topic in topics}
    corpus = Corpus.of(knowledge.model_copy(update={"notes": notes}))
    return open_retriever(corpus, MiniLM(), request.config.cache.mkdir("notes-index"))


def share(outcomes: list[bool]) -> float:
    return sum(outcomes) / len(outcomes)


@pytest.mark.timeout(600)
def test_questions_in_plain_words_find_their_topic(among_asked: HybridRetriever) -> None:
    asked = held_out("on_syllabus.jsonl")
    found = [[hit.passage.topic for hit in among_asked.search(row["query"], k=3)] for row in asked]
    first = share([topics[:1] == row["topics"][:1] for topics, row in zip(found, asked, strict=True)])
    in_three = share([row["topics"][0] in topics for topics, row in zip(found, asked, strict=True)])
    print(f"{len(asked)} questions: first {first:.3f}, in three {in_three:.3f}")

    assert first >= 0.75
    assert in_three >= 0.85


@pytest.mark.timeout(600)
def test_questions_on_the_syllabus_are_hardly_ever_refused(retriever: HybridRetriever) -> None:
    asked = held_out("on_syllabus.jsonl")
    refused = share([not retriever.search(row["query"]) for row in asked])
    print(f"{len(asked)} questions: refused {refused:.3f}")

    assert refused <= 0.03


@pytest.mark.timeout(600)
def test_questions_off_the_syllabus_are_refused(retriever: HybridRetriever) -> None:
    asked = held_out("off_syllabus.jsonl")
    refused = share([not retriever.search(row["query"]) for row in asked])
    print(f"{len(asked)} questions: refused {refused:.3f}")

    assert refused >= 0.80
