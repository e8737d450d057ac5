"""A learner's own list of topics, read: what of it the syllabus has, what is marked done, and what it doesn't know."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pydantic import Field

from coach.domain.base import Record
from coach.domain.preparation import Mark, Preparation
from coach.domain.syllabus import Syllabus
from coach.domain.syllabus_lines import Line, lines_of
from coach.domain.syllabus_matching import LONGEST, Matcher, stems

MOST = 2_000
"""Lines that are looked at."""
_FEW, _MANY = 6, 14
"""Words: a title has a few, and what has many is prose."""
_PARTS = re.compile(r"(?P<title>[^:(]+?)(?<!\s)\s*(?:\((?P<inner>[^)]*)\)?|:\s*(?P<after>.*)|\s[-–—]\s(?P<dashed>.*))")
_EXAMPLE = re.compile(r"\b(?:e\.?g\.?,?|i\.?e\.?,?|such as|including|like|etc\.?)(?=\s|$|,)\s*", re.IGNORECASE)


class ListedTopic(Record):
    """A topic of the list."""

    line: int
    title: str
    facets: tuple[str, ...] = ()
    done: bool | None = Field(default=None, description="None where the line has no mark.")
    topic: str | None = Field(default=None, description="The topic of ours that it is; None where we have none.")
    part: bool = Field(default=False, description="It names a facet of that topic, and not the topic.")


class ListedSection(Record):
    """A section of the list."""

    line: int
    title: str
    section: str | None = None
    topics: tuple[ListedTopic, ...] = ()


class SyllabusReading(Record):
    """What a list says."""

    sections: tuple[ListedSection, ...] = ()
    """Topics before the first heading stand in one without a title."""
    remarks: tuple[str, ...] = Field(default=(), description="Lines that are prose, not topics.")
    twice: tuple[str, ...] = Field(default=(), description="Titles that stand there again; counted once.")
    unread: int = Field(default=0, description="Lines beyond the most that are looked at.")

    @property
    def topics(self) -> tuple[ListedTopic, ...]:
        """Every topic, in order."""
        return tuple(topic for section in self.sections for topic in section.topics)

    @property
    def done(self) -> tuple[ListedTopic, ...]:
        """Those marked as done."""
        return tuple(topic for topic in self.topics if topic.done)

    @property
    def unknown(self) -> tuple[ListedTopic, ...]:
        """Those that the syllabus doesn't have."""
        return tuple(topic for topic in self.topics if topic.topic is None)

    @property
    def known(self) -> Mapping[str, bool | None]:
        """For each topic of ours that the list names as a whole: whether it is done; None where it has no mark."""
        return {one.topic: one.done for one in self.topics if one.topic is not None and not one.part}

    @property
    def touched(self) -> frozenset[str]:
        """Ids of the topics that the list names, wholly or in part."""
        return frozenset(one.topic for one in self.topics if one.topic is not None)

    def words(self) -> str:
        """What was found, in one line."""
        counts = [
            (sum(bool(section.title) for section in self.sections), "section", "sections"),
            (len(self.topics), "topic", "topics"),
        ]
        found = ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in counts)
        return f"{found}, {len(self.done)} done, {len(self.unknown)} unknown"


def read_syllabus(text: str, syllabus: Syllabus) -> SyllabusReading:
    """Read the list, whatever its bullets, numbers and marks. Nothing is dropped: what is unknown is listed."""
    lines = list(lines_of(text))
    reader = _Reader(Matcher(syllabus), lines[:MOST])
    reading = reader.read()
    return reading.model_copy(update={"unread": max(0, len(lines) - MOST)})


def with_list(
    preparation: Preparation, reading: SyllabusReading, syllabus: Syllabus, *, hide_others: bool = False
) -> Preparation:
    """The preparation after the list was taken over: its marks, and its own topics that the syllabus doesn't have.

    Topics that it doesn't name stay as they are, unless they are to be hidden. A list without any mark says nothing
    about what is done; one with marks says of the others that they are to do.
    """
    marks = dict(preparation.marks)
    has_marks = any(topic.done is not None for topic in reading.topics)
    for topic, done in reading.known.items():
        if done:
            marks[topic] = Mark.DONE
        elif has_marks and _is_done(topic, preparation, syllabus):
            marks[topic] = Mark.TO_DO
        elif marks.get(topic) is Mark.HIDDEN:
            del marks[topic]
    for topic in reading.touched - reading.known.keys():
        if marks.get(topic) is Mark.HIDDEN:
            del marks[topic]
    if hide_others:
        marks |= {topic.id: Mark.HIDDEN for topic in syllabus.topics() if topic.id not in reading.touched}
    own = dict.fromkeys([*preparation.listed, *(topic.title for topic in reading.unknown)])
    return preparation.model_copy(update={"marks": marks, "listed": tuple(own)})


def _is_done(topic: str, preparation: Preparation, syllabus: Syllabus) -> bool:
    mark = preparation.marks.get(topic)
    return mark is Mark.DONE or (mark in {None, Mark.HIDDEN} and syllabus.topic(topic).done)


class _Reader:
    """One pass over the lines."""

    def __init__(self, matcher: Matcher, lines: Sequence[Line]) -> None:
        self._matcher = matcher
        self._lines = lines
        self._heading_styles = _heading_styles(lines, matcher)
        self._sections = [ListedSection(line=1, title="")]
        self._topics: list[tuple[int, ListedTopic]] = []
        """Each with the place of its section."""
        self._places: dict[tuple[str, ...], int] = {}
        """Of every topic among `_topics`, by what makes it the same."""
        self._indent: int | None = None
        """Of the last topic in the section at hand."""
        self._remarks: list[str] = []
        self._twice: list[str] = []

    def read(self) -> SyllabusReading:
        for line, following in _with_next(self._lines):
            if self._is_heading(line, following):
                self._open(line)
            elif self._is_facet(line):
                self._facet(line)
            else:
                self._topic(line)
        sections = [
            section.model_copy(update={"topics": tuple(topic for home, topic in self._topics if home == place)})
            for place, section in enumerate(self._sections)
        ]
        # A heading with nothing below it is the title of the list, or of a part of it.
        titles = [one.title for one in sections if one.title and not one.topics and one.section is None]
        return SyllabusReading(
            sections=tuple(one for one in sections if one.topics or one.section),
            remarks=(*titles, *self._remarks),
            twice=tuple(self._twice),
        )

    def _is_heading(self, line: Line, following: Line | None) -> bool:
        if self._matcher.section(line.words.rstrip(":")) is not None:
            return True
        if following is None or self._matcher.topic(_split(line.words)[0]) is not None:
            return False
        if (line.style, line.indent) in self._heading_styles:
            return True
        if following.indent > line.indent and self._indent is None:
            below = self._matcher.topic(_split(following.words)[0])
            return below is not None and below.whole
        return line.words.endswith(":") and len(line.words.split()) <= _FEW

    def _open(self, line: Line) -> None:
        title = line.words.rstrip(":").strip()
        section = self._matcher.section(title)
        self._sections.append(
            ListedSection(line=line.number, title=title[:LONGEST], section=section.id if section else None)
        )
        self._indent = None

    def _is_facet(self, line: Line) -> bool:
        if self._indent is None or line.indent <= self._indent:
            return False
        match = self._matcher.topic(_split(line.words)[0])
        return match is None or not match.whole

    def _facet(self, line: Line) -> None:
        home, topic = self._topics[-1]
        facets = tuple(dict.fromkeys((*topic.facets, line.words[:LONGEST])))
        self._topics[-1] = (home, topic.model_copy(update={"facets": facets}))

    def _topic(self, line: Line) -> None:
        title, facets = _split(line.words)
        home = self._sections[-1].section
        match = (
            self._matcher.topic(line.words, strict=True)
            or self._matcher.topic(title, section=home)
            or self._matcher.topic(line.words, section=home)
        )
        if match is None and _is_prose(line.words):
            self._remarks.append(line.words)
            return
        whole = match is not None and match.whole
        topic = ListedTopic(
            line=line.number,
            title=title[:LONGEST],
            facets=facets,
            done=line.done,
            topic=match.topic.id if match else None,
            part=match is not None and not match.whole,
        )
        key = ("topic", match.topic.id) if match and whole else ("title", *stems(title))
        if key in self._places:
            self._again(self._places[key], topic)
        else:
            self._places[key] = len(self._topics)
            self._topics.append((len(self._sections) - 1, topic))
            self._indent = line.indent

    def _again(self, place: int, topic: ListedTopic) -> None:
        """The same topic again: counted once, done if either is."""
        self._twice.append(topic.title)
        home, before = self._topics[place]
        marks = [one.done for one in (before, topic) if one.done is not None]
        done = any(marks) if marks else None
        facets = tuple(dict.fromkeys((*before.facets, *topic.facets)))
        self._topics[place] = (home, before.model_copy(update={"done": done, "facets": facets}))


def _heading_styles(lines: Sequence[Line], matcher: Matcher) -> frozenset[tuple[str, int]]:
    """The styles that this list sets its sections in, each with its indent."""
    count: Counter[tuple[str, int]] = Counter()
    sections: Counter[tuple[str, int]] = Counter()
    topics: Counter[tuple[str, int]] = Counter()
    last_of_a_run: Counter[tuple[str, int]] = Counter()
    for line, following in _with_next(lines):
        style = (line.style, line.indent)
        count[style] += 1
        if matcher.section(line.words.rstrip(":")) is not None:
            sections[style] += 1
        elif matcher.topic(_split(line.words)[0]) is not None:
            topics[style] += 1
        last_of_a_run[style] += following is not None and (following.style, following.indent) != style
    return frozenset(
        style
        for style, times in count.items()
        if sections[style] > topics[style]
        or (
            style[0] not in {"", "bullet"}
            and topics[style] * 2 < times
            and last_of_a_run[style] * 2 >= times
            and len(count) > 1
        )
    )


def _with_next(lines: Sequence[Line]) -> Iterator[tuple[Line, Line | None]]:
    """Each line with the one below it."""
    for place, line in enumerate(lines, start=1):
        yield line, lines[place] if place < len(lines) else None


def _split(words: str) -> tuple[str, tuple[str, ...]]:
    """The title, and the facets that stand behind it: in brackets, after a colon, or after a dash."""
    parts = _PARTS.match(words)
    if parts is None:
        return words, ()
    inside = parts["inner"] or parts["after"] or parts["dashed"] or ""
    facets = (_EXAMPLE.sub("", piece).strip(" .)") for piece in re.split(r"[,;]", inside))
    return parts["title"].strip(), tuple(facet.removeprefix("and ")[:LONGEST] for facet in facets if facet)


def _is_prose(words: str) -> bool:
    """A sentence rather than a title."""
    count = len(words.split())
    return len(words) > LONGEST or count > _MANY or (count > _FEW and words.endswith((".", ":", "!", "?")))
