"""Words find what they name, code words above all."""

import pytest

from coach.adapters.chroma.lexical import Lexical, terms
from tests.adapters.chroma.parts import PASSAGES, corpus, passage


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ETag", "http-https#etags"),
        ("etag", "http-https#etags"),
        ("what is If-None-Match for", "http-https#etags"),
        ("EXPLAIN", "sql#explain"),
        ("SELECT ... FOR UPDATE", "sql#lost-updates"),
        ("select for update", "sql#lost-updates"),
        ("hsts?", "http-https#hsts"),
    ],
)
def test_a_code_word_finds_its_passage(text: str, found: str) -> None:
    lexical = Lexical(corpus())

    assert lexical.search(text, topic=None, k=3)[0][0] == found
    assert lexical.covers(text, topic=None) is (found != "http-https#etags" or "what" in text or len(text) < 6)


def test_camel_case_counts_as_a_whole_and_in_parts() -> None:
    assert list(terms("StatefulSets")) == ["statefulsets", "stateful", "sets"]
    found = Lexical(corpus((*PASSAGES, passage("sql", "sets", "A StatefulSet keeps its disks.")))).search(
        "stateful set", topic=None, k=1
    )
    assert found[0][0] == "sql#sets"


def test_a_stop_word_in_capitals_is_code() -> None:
    assert list(terms("NOT IN for the rest")) == ["not", "in", "rest"]


def test_a_topic_narrows_the_search() -> None:
    found = Lexical(corpus()).search("the browser sends a row", topic="sql", k=5)

    assert found
    assert all(id_.startswith("sql#") for id_, _ in found)


@pytest.mark.parametrize("text", ["", "   ", "?!", "how do I do it", "zebra", "🦓 日本語"])
def test_words_that_nobody_wrote_find_nothing(text: str) -> None:
    lexical = Lexical(corpus())

    assert lexical.search(text, topic=None, k=5) == []
    assert lexical.strength([]) == 0
    assert not lexical.covers(text, topic=None)


def test_without_passages_nothing_is_found() -> None:
    assert Lexical(corpus(())).search("ETag", topic=None, k=5) == []


def test_strength_is_a_share() -> None:
    lexical = Lexical(corpus())
    weak = lexical.strength(lexical.search("the browser of my aunt", topic=None, k=5))
    strong = lexical.strength(
        lexical.search("hot key expires and a thousand readers rebuild: who holds the lock", topic=None, k=5)
    )

    assert 0 < weak < strong <= 1
