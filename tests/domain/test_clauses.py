"""Where sentences and clauses stand."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.clauses import MAX_WORDS, clauses, sentences, words


def told(text: str) -> list[str]:
    return [span.of(text) for span in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two? Three", ["One.", "Two?", "Three"]),
        ("We use e.g. Redis, i.e. a cache. Fine.", ["We use e.g. Redis, i.e. a cache.", "Fine."]),
        ("a line\nbroken in the middle.\n\nnext", ["a line\nbroken in the middle.", "next"]),
        ("Two things:\n- a lock\n- some jitter", ["Two things:", "- a lock", "- some jitter"]),
        ("Version 3.11 is out.", ["Version 3.11 is out."]),
        ("", []),
        (" … ?! \n", []),
    ],
)
def test_a_text_is_cut_where_its_sentences_end(text: str, expected: list[str]) -> None:
    assert told(text) == expected


def test_a_clause_too_short_to_say_anything_goes_with_its_neighbour() -> None:
    text = "Nothing there, then it runs the SELECT itself, because the cache knows nothing of the database."

    (sentence,) = sentences(text)

    assert [clause.of(text) for clause in clauses(text, sentence)] == [
        "Nothing there, then it runs the SELECT itself,",
        "because the cache knows nothing of the database.",
    ]


def test_speech_without_full_stops_is_cut() -> None:
    text = "so we look in the cache and then it was empty and we asked the database " * 12

    assert len(told(text)) > 2
    assert all(len(words(piece)) <= MAX_WORDS for piece in told(text))


@given(st.text(alphabet="ab c,.;\n-!`é—", max_size=300))
def test_pieces_lie_in_order_and_lose_no_word(text: str) -> None:
    spans = sentences(text)

    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert [word for span in spans for word in words(span.of(text))] == words(text)
    for span in spans:
        assert [word for clause in clauses(text, span) for word in words(clause.of(text))] == words(span.of(text))
