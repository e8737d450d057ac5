"""One line of somebody's list of topics: its bullet or number, its mark, its words."""

import re
from collections.abc import Iterator

from coach.domain.base import Record

_TAB = 4
# A line may be 60,000 signs long. So where a pattern is searched for, a run of signs is taken from its beginning alone
# (what it may not follow stands before it) and given back in no part (possessive `++`).
_HEADING = re.compile(r"(#{1,6})\s+(.*)$")
_NUMBER = re.compile(r"\(?(\d{1,3}(?:\.\d{1,3})*)(?:[.):]|(?<=\.\d)|(?<=\.\d\d)|(?=\s[A-Z]))\s+(.*)")
_ROMAN = re.compile(r"\(?(?=[IVXLC])(?:X[CL]|L?X{0,3})(?:I[XV]|V?I{0,3})[.)]\s+(.*)")
_LETTER = re.compile(r"\(?[A-Za-z][.)]\s+(.*)")
_BULLET = re.compile(r"[-*+•·●○◦▪▫■□‣⁃–—→>]\s+(.*)|[•●◦▪‣→]\s*(.*)")
_BOX = re.compile(r"(?:\[( |x|X|✓|✔|-)?\]|([☑☒✅✓✔])|([☐⬜]))\s*(.*)")
_TICKED = re.compile(r"(?<![\s\-–—:,])[\s\-–—:,]*+[(\[]?[✓✔✅☑][)\]]?$")
_DONE = re.compile(
    r"(?:(?<![\s\-–—:,|])[\s\-–—:,|]++|(?<=[)\]])|^)[(\[]?\*{0,2}(?:done|completed|finished|studied)\*{0,2}[)\].!]*$",
    re.IGNORECASE,
)
_NOT_DONE = re.compile(
    r"(?<![\s\-–—:,|])[\s\-–—:,|]++[(\[]?(?:not (?:done|started)|to[- ]?do|in progress|pending|open)[)\].!]*$",
    re.IGNORECASE,
)
_STRUCK = re.compile(r"~~(.+)~~$")
_LINK = re.compile(r"!?\[([^\[\]]+)\]\([^)\[]*\)")
_EMPHASIS = re.compile(r"(\*{1,3}|_{2,3}|`)(?=\S)(.{1,200}?)(?<=\S)\1")
_RULE = re.compile(r"[\s|:=_*\-–—+.]*$")


class Line(Record):
    """A line with words in it."""

    number: int
    indent: int
    style: str = ""
    """Before the words: `h1` to `h6`, `number1` (1.), `number2` (1.1), `roman`, `letter`, `bullet`, or “”."""
    words: str = ""
    done: bool | None = None
    """What its mark says; None where it has none."""


def lines_of(text: str) -> Iterator[Line]:
    """The lines that say something; rules, fences and the frame of a table are left out."""
    rows = text.expandtabs(_TAB).splitlines()
    for number, row in enumerate(rows, start=1):
        bare = row.strip()
        below = rows[number].strip() if number < len(rows) else ""
        heads_a_table = bare.startswith("|") and below.startswith("|") and _RULE.fullmatch(below)
        if _RULE.fullmatch(bare) or bare.startswith(("```", "~~~ ")) or heads_a_table:
            continue
        underlined = 1 if re.fullmatch(r"={3,}", below) else 2 if re.fullmatch(r"-{3,}", below) else 0
        line = _line(number, f"{'#' * underlined} {bare}" if underlined else row)
        if line.words:
            yield line


def _line(number: int, row: str) -> Line:
    indent = len(row) - len(row.lstrip())
    words = row.strip()
    if words.startswith("|"):
        words = " ".join(cell.strip() for cell in words.strip("|").split("|"))
    style, words = _style(words)
    done: bool | None = None
    # A number may stand before a box, a box before a number; a bullet before both.
    for _ in range(3):
        if (box := _BOX.match(words)) and (box[2] or box[3] or words.startswith("[")):
            ticked = (box[1] or "").strip() not in {"", "-"} or bool(box[2])
            done, words = ticked, box[4].strip()
            continue
        inner, rest = _style(words)
        if not inner or inner.startswith("h"):
            break
        style, words = (inner if style in {"", "bullet"} else style), rest
    words = _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", words))
    said, words = _mark(words)
    return Line(number=number, indent=indent, style=style, words=words, done=done if said is None else said)


def _style(words: str) -> tuple[str, str]:
    if heading := _HEADING.match(words):
        return f"h{len(heading[1])}", heading[2].rstrip().rstrip("#").rstrip()
    if number := _NUMBER.match(words):
        return f"number{number[1].count('.') + 1}", number[2].strip()
    for name, pattern in (("roman", _ROMAN), ("letter", _LETTER), ("bullet", _BULLET)):
        if found := pattern.match(words):
            return name, next((group for group in found.groups() if group is not None), "").strip()
    return "", words


def _mark(words: str) -> tuple[bool | None, str]:
    """What the end of the line says of it, and the line without that."""
    if struck := _STRUCK.match(words):
        return True, struck[1].strip()
    if found := _NOT_DONE.search(words):
        return False, words[: found.start()].strip()
    for pattern in (_TICKED, _DONE):
        if (found := pattern.search(words)) and found.start():
            return True, words[: found.start()].strip()
    return None, words.strip()
