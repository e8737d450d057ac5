"""A job description or a résumé: its lines, and what each line is there for."""

import re
from bisect import bisect_right
from enum import StrEnum

from pydantic import Field

from coach.domain.base import Record

LONGEST = 60_000
"""Characters of a document that are read: some twenty pages."""
FILE_TYPES = ("pdf", "docx", "txt", "md")
MAX_BYTES = 5_000_000
"""Of a file that is handed in."""


class Kind(StrEnum):
    """What the document is."""

    JOB = "job description"
    RESUME = "résumé"


class Part(StrEnum):
    """What a line stands under."""

    TITLE = "title"
    WORK = "work"
    """What the job is, or what was done."""
    WANTED = "wanted"
    """What is asked for, or what somebody says they can."""
    NICE = "nice"
    """Asked for if it can be had; or studied long ago."""
    COMPANY = "company"
    OFFERED = "offered"
    """Pay, benefits, the law: nothing that anybody will be asked about."""


class Line(Record):
    """One line or list item."""

    text: str
    start: int = Field(ge=0, description="Where it stands in the document.")
    part: Part
    heading: str = Field(default="", description="The nearest heading or sub-heading above it.")
    bullet: bool = False

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


class Document(Record):
    """Somebody's text, read into lines."""

    kind: Kind
    text: str
    lines: tuple[Line, ...]

    def line_at(self, position: int) -> Line | None:
        """The line that the position falls in."""
        place = bisect_right(self.lines, position, key=lambda line: line.start)
        line = self.lines[place - 1] if place else None
        return line if line and position < line.end else None


_BULLET = re.compile(r"^[-–—*•·▪◦‣●○+>]\s+|^\(?\d{1,2}[.)]\s+")
_HEADS: tuple[tuple[Part, re.Pattern[str]], ...] = (
    (
        Part.OFFERED,
        re.compile(
            r"(?i)benefits|perks|what we offer|we offer|what you.ll get|what.s in it|compensation|salary|pay range|"
            r"equal opportunit|diversity|how to apply|interview process|hiring process|hobbies|interests|references|"
            r"why (join|work)|personal data|privacy"
        ),
    ),
    (
        Part.NICE,
        re.compile(
            r"(?i)nice.to.have|bonus|preferred|plus points|\bplus(es)?\b|good to have|desirable|extra credit|ideally|"
            r"education|courses|would be great|also great|icing"
        ),
    ),
    (
        Part.WANTED,
        re.compile(
            r"(?i)requirement|qualification|must.have|looking for|you.ll (need|bring)|you have|you bring|about you|"
            r"who you are|skills|your profile|what you need|expect|experience we|technologies|stack|tools|"
            r"languages|competenc|what it takes|you should|summary|profile"
        ),
    ),
    (
        Part.WORK,
        re.compile(
            r"(?i)responsibilit|what you.ll (do|be doing|work on)|the role|your role|the job|the position|the team|"
            r"day.to.day|you will|duties|your mission|about the|experience|employment|projects?|work history|career|"
            r"what you.ll build|open.source|publications|your impact"
        ),
    ),
    (Part.COMPANY, re.compile(r"(?i)^(about|who we are|our (mission|values|culture|story)|the company|why )")),
)
_DATE = re.compile(r"(?i)\b(present|today|now|since|until|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b")
_LAWFUL = re.compile(
    r"(?i)equal opportunity|regardless of|without regard to|background check|reasonable accommodation|visa sponsor|"
    r"401\(?k|health insurance|paid time off|parental leave|stock options|gym|days of (holiday|vacation)|free lunch|"
    r"learning budget|salary range|per (year|annum)|we offer\b"
)
_A_PLUS = re.compile(
    r"(?i)\b(is|are|would be) (a |an )?(big |huge |strong |definite )?(plus|bonus|advantage|welcome|nice)\b|"
    r"nice.to.have|\bpreferred\b|\bbonus\b|\bideally\b|not (required|essential|mandatory)|desirable"
)


def read_document(text: str, kind: Kind) -> Document:
    """The document in lines, each with what it is there for, by the headings above it."""
    text = text[:LONGEST]
    lines: list[Line] = []
    part, heading, position = Part.TITLE, "", 0
    for raw in text.splitlines(keepends=True):
        stripped = raw.strip()
        start = position + (len(raw) - len(raw.lstrip()))
        position += len(raw)
        if not stripped:
            continue
        mark = _BULLET.match(stripped)
        words = stripped[mark.end() :] if mark else stripped
        start += mark.end() if mark else 0
        if not mark and _is_heading(words, employer=kind is Kind.RESUME and part is Part.WORK):
            part, heading = _part_under(words, part), words.strip(" #*_:=-–—")
        elif not lines and part is Part.TITLE:
            pass  # the first line says what the job is
        elif part is Part.TITLE and len(words.split()) > 8:
            part = Part.WORK
        lines.append(Line(text=words, start=start, part=_part_of(words, part), heading=heading, bullet=bool(mark)))
    return Document(kind=kind, text=text, lines=tuple(lines))


def _is_heading(words: str, *, employer: bool) -> bool:
    """Whether the line heads others; dates head nothing. Where an employer may be named, a comma tells nothing."""
    bare = words.strip(" #*_")
    if not bare or len(bare.split()) > 8 or bare[-1] in ".;,!" or not re.search(r"[^\W\d_]{3}", _DATE.sub("", bare)):
        return False
    return bare.endswith((":", "?")) or "," not in bare or (employer and bare[0].isupper())


def _part_under(heading: str, before: Part) -> Part:
    """What stands under the heading; a sub-heading, such as an employer's name, changes nothing."""
    bare = heading.strip(" #*_:?")
    for part, words in _HEADS:
        if words.search(bare) and (part is not Part.WORK or len(bare.split()) <= 6):
            return part
    return before


def _part_of(words: str, part: Part) -> Part:
    if _LAWFUL.search(words):
        return Part.OFFERED
    if part in {Part.WANTED, Part.WORK, Part.TITLE} and _A_PLUS.search(words):
        return Part.NICE
    return part
