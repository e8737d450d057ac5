"""Hybrid search over a small corpus with the real embedding."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from coach.adapters.chroma.lazy import open_retriever
from coach.adapters.chroma.lexical import Lexical
from coach.adapters.chroma.retriever import HybridRetriever, WordRetriever
from coach.adapters.embedded.minilm import SEARCH, MiniLM
from coach.errors import RetrievalError
from coach.ports import Hit, Retriever
from tests.adapters.chroma.parts import WordEmbedding, corpus


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> HybridRetriever:
    return open_retriever(corpus(), MiniLM(tuning=SEARCH), tmp_path_factory.mktemp("cache"))


def ids(hits: Sequence[Hit]) -> list[str]:
    return [hit.passage.id for hit in hits]


def test_it_keeps_the_port(retriever: HybridRetriever) -> None:
    port: Retriever = retriever
    assert port.search("What is an ETag?")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("a thousand readers rebuild the same thing when a key expires", "caching#stampede"),
        ("how do I see what the database really does with my query", "sql#explain"),
        ("how do I lock a row so that nobody else changes it meanwhile", "sql#lost-updates"),
        ("how does the browser know that the page is still the same", "http-https#etags"),
        ("EXPLAIN", "sql#explain"),
        ("SELECT ... FOR UPDATE", "sql#lost-updates"),
        ("ETag", "http-https#etags"),
    ],
)
def test_questions_in_plain_words_and_bare_terms_find_their_passage(
    retriever: HybridRetriever, asked: str, found: str
) -> None:
    assert ids(retriever.search(asked, k=1)) == [found]


@pytest.mark.parametrize(
    "asked", ["who is taylor swift dating now", "how long do I boil an egg", "tell me a joke", "", "  \n", "?!"]
)
def test_what_the_notes_say_nothing_on_finds_nothing(retriever: HybridRetriever, asked: str) -> None:
    assert retriever.search(asked) == []


def test_a_topic_narrows_and_k_bounds(retriever: HybridRetriever) -> None:
    asked = "how do I keep cached pages fresh in the browser"

    assert {hit.passage.topic for hit in retriever.search(asked, topic="caching", k=5)} == {"caching"}
    assert len(retriever.search(asked, k=2)) == 2
    assert retriever.search(asked, k=0) == []
    assert retriever.search(asked, topic="no-such-topic") == []


def test_everyday_words_stand_for_terms(retriever: HybridRetriever) -> None:
    """None of these words is in the passage; “stale” is what they imply."""
    assert ids(retriever.search("they still get the old value", k=1)) == ["caching#ttl"]


def test_the_evidence_is_a_row_a_topic_with_the_right_one_ahead(retriever: HybridRetriever) -> None:
    topics, evidence = retriever.evidence("EXPLAIN ANALYZE shows the plan")

    assert topics == ("caching", "sql", "http-https")
    assert evidence.shape == (3, 4)
    assert evidence.argmax(axis=0).tolist() == [1, 1, 1, 1]


def test_scores_fall(retriever: HybridRetriever) -> None:
    scores = [hit.score for hit in retriever.search("cache stampede with an expired key", k=5)]

    assert scores == sorted(scores, reverse=True)
    assert scores[0] == 1


def test_an_answer_of_two_hundred_words_is_a_query_too(retriever: HybridRetriever) -> None:
    answer = "The key expires and every reader misses at once, so they all rebuild the page together. " * 14

    assert ids(retriever.search(answer, k=1)) == ["caching#stampede"]


def test_eight_threads_share_one(retriever: HybridRetriever) -> None:
    asked = ["What is an ETag for?", "SELECT FOR UPDATE", "cache stampede", "how long do I boil an egg"] * 20
    alone = [ids(retriever.search(one)) for one in asked]

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda one: ids(retriever.search(one)), asked))

    assert together == alone


def test_a_model_that_changed_its_dimensions_is_told(tmp_path: Path) -> None:
    embedding = WordEmbedding()
    retriever = open_retriever(corpus(), embedding, tmp_path)
    embedding.size = 32

    with pytest.raises(RetrievalError, match="changed"):
        retriever.search("What is an ETag for?")


def test_words_alone_find_and_refuse() -> None:
    words = WordRetriever(corpus(), Lexical(corpus()))

    assert ids(words.search("the browser and its ETag"))[:1] == ["http-https#etags"]
    assert ids(words.search("EXPLAIN")) == ["sql#explain"]
    assert words.search("how do I get to the moon") == []
    assert words.search("ETag", topic="sql") == []
    assert words.search("ETag", k=0) == []
