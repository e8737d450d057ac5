"""Everyday words imply the field's terms."""

import pytest

from coach.adapters.chroma.spoken import LONGEST, SPOKEN, implied, stem


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("my boxes are full", "server"),
        ("Two BOXES", "server"),
        ("why do I get out of date data", "stale"),
        ("k6 or something else", "load"),
        ("people can't log in", "authentication"),
    ],
)
def test_a_word_or_phrase_stands_for_its_terms_whatever_its_ending(text: str, term: str) -> None:
    assert term in implied(text)


@pytest.mark.parametrize("text", ["", "?!", "how long do I boil an egg", "the date is out", "in the log"])
def test_what_stands_for_nothing_implies_nothing(text: str) -> None:
    assert implied(text) == ()


def test_what_is_named_is_not_implied_again() -> None:
    assert "server" in implied("a box")
    assert "server" not in implied("a box is a server")
    assert "server" not in implied("boxes are servers")


def test_no_term_comes_twice() -> None:
    found = implied("a box, a machine, a computer, a box")

    assert len(found) == len(set(found)) == 2


def test_an_answer_brings_its_own_terms() -> None:
    assert implied("box " * LONGEST)
    assert implied("box " * (LONGEST + 1)) == ()


def test_endings_fall_and_short_words_stay() -> None:
    assert stem("caching") == stem("cached") == stem("caches") == stem("cache")
    assert stem("servers") == stem("server")
    assert stem("queries") == stem("query")
    assert stem("used") == "used"
    assert stem("is") == "is"


def test_every_line_says_something_for_something() -> None:
    for line in SPOKEN.strip().splitlines():
        said, colon, terms = line.partition(":")
        assert colon, line
        assert terms.split(), line
        assert all(part.strip() for part in said.split(",")), line
