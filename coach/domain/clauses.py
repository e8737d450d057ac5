"""A text in sentences and clauses, and where each stands in it."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

MIN_WORDS = 4
"""A shorter clause is read together with its neighbour."""
MAX_WORDS = 45
"""Speech without full stops is cut here, so that one sentence can't swallow an answer."""

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
"""A word; an apostrophe may stand in it."""
_SENTENCE_END = re.compile(
    r"(?<!\be\.g)(?<!\bi\.e)(?<!\betc)(?<!\bvs)(?<!\bcf)[.!?…][\"'”’)\]]*(?=\s|$)"
    r"|\n\s*\n|\n(?=\s*(?:[-*•+]|\d+[.)])\s)|\n?^\s*```.*$\n?",
    re.MULTILINE,
)
_CLAUSE_END = re.compile(
    r"[;:,](?=\s)|\s[-–—]+(?=\s)|—"
    r"|\s(?=(?:but|because|so|while|whereas|although|though|unless|otherwise|instead|and|or|which|since|then)\s)",
    re.IGNORECASE,
)


class Span(NamedTuple):
    """A piece of a text, from `start` up to `end`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The piece itself."""
        return text[self.start : self.end]


def words(text: str) -> list[str]:
    """The words of a text in lower case, with one kind of apostrophe."""
    return [word.casefold().replace("’", "'") for word in WORD.findall(text)]


def sentences(text: str) -> list[Span]:
    """The sentences, list items and lines between blank lines, in order; those without a word are left out.

    A line break alone ends nothing. A run of more than `MAX_WORDS` words is cut between clauses, or failing that
    between words.
    """
    found = []
    for span in _pieces(text, Span(0, len(text)), _SENTENCE_END):
        if _count(text, span, MAX_WORDS + 1) <= MAX_WORDS:
            found.append(span)
        else:
            found.extend(_packed(text, clauses(text, span)))
    return found


def clauses(text: str, sentence: Span) -> list[Span]:
    """The clauses of a sentence, in order; one shorter than `MIN_WORDS` words goes with the one before it."""
    merged: list[Span] = []
    last = 0  # words in the last of them; counted once, for a thousand short pieces may go with one
    for piece in _pieces(text, sentence, _CLAUSE_END):
        count = _count(text, piece, MIN_WORDS)
        if merged and min(count, last) < MIN_WORDS:
            merged[-1] = Span(merged[-1].start, piece.end)
            last += count
        else:
            merged.append(piece)
            last = count
    return merged


def _count(text: str, span: Span, most: int) -> int:
    """How many words the span has, up to `most`; reads no further than that, for an answer may be one long run."""
    return sum(1 for _ in islice(WORD.finditer(text, *span), most))


def _pieces(text: str, within: Span, boundary: re.Pattern[str]) -> Iterator[Span]:
    start = within.start
    ends = [match.end() for match in boundary.finditer(text, within.start, within.end)]
    for end in (*ends, within.end):
        piece = text[start:end]
        if WORD.search(piece):
            left = len(piece) - len(piece.lstrip())
            yield Span(start + left, start + len(piece.rstrip()))
        start = end


def _packed(text: str, pieces: list[Span]) -> Iterator[Span]:
    """The pieces joined as far as `MAX_WORDS` allows, and cut where one alone is longer."""
    joined: Span | None = None
    for piece in pieces:
        if joined and _count(text, Span(joined.start, piece.end), MAX_WORDS + 1) <= MAX_WORDS:
            joined = Span(joined.start, piece.end)
            continue
        if joined:
            yield joined
        joined = piece
        while (next_word := next(islice(WORD.finditer(text, *joined), MAX_WORDS, None), None)) is not None:
            cut = next_word.start()
            yield Span(joined.start, joined.start + len(text[joined.start : cut].rstrip()))
            joined = Span(cut, joined.end)
    if joined:
        yield joined
