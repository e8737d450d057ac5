"""A quote counts only if the candidate said it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.evidence import find_quote, says_something

ANSWER = """At noon  everybody
misses together. I'd let ONE caller rebuild — the rest get the “old copy”. Straße, naïve."""


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("everybody misses together", "everybody\nmisses together"),
        ("At noon everybody", "At noon  everybody"),
        ("i’d let one caller rebuild", "I'd let ONE caller rebuild"),
        ('the rest get the "old copy"', "the rest get the “old copy"),
        ("“rebuild - the rest”", "rebuild — the rest"),
        ("misses together.", "misses together"),
        ("…everybody misses…", "everybody\nmisses"),
        ("every\u200bbody misses", "everybody\nmisses"),
        ("STRASSE", "Straße"),
    ],
)
def test_what_was_said_is_found_whatever_its_case_space_and_marks(quote: str, found: str) -> None:
    span = find_quote(ANSWER, quote)

    assert span is not None
    assert ANSWER[span[0] : span[1]] == found


@pytest.mark.parametrize(
    "quote",
    [
        "everybody misses at once",  # reworded
        "body misses",  # begins inside a word
        "everybody miss",  # ends inside a word
        "misses together I'd let",  # leaves a full stop out
        "naive",
        "use a mutex",
        "the",
        ":",
        "it is the",
        "",
        "   ",
        "“”",
        "a",
    ],
)
def test_what_was_not_said_or_says_nothing_is_not_found(quote: str) -> None:
    assert find_quote(ANSWER, quote) is None


def test_a_later_whole_word_is_found_past_an_earlier_half_one() -> None:
    answer = "Precached values aren't cached values."

    span = find_quote(answer, "cached values")

    assert span == (24, 37)
    assert answer[24:37] == "cached values"


@given(st.text(max_size=80), st.integers(0, 80), st.integers(0, 80))
def test_a_found_span_lies_in_the_answer(answer: str, start: int, end: int) -> None:
    quote = answer[min(start, end) : max(start, end)]

    span = find_quote(answer, quote)

    if span is not None:
        assert 0 <= span[0] < span[1] <= len(answer)
        assert says_something(answer[span[0] : span[1]])
