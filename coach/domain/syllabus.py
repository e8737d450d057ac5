"""The table of contents: sections, topics, facets."""

from collections.abc import Iterator

from pydantic import Field

from coach.domain.base import Record, Slug


class Facet(Record):
    """A sub-item of a topic, such as Redis or isolation levels."""

    id: Slug
    title: str = Field(min_length=1)
    added: bool = Field(default=False, description="Ours: the syllabus that we were given doesn't name it.")


class Topic(Record):
    """One line of the syllabus."""

    id: Slug
    title: str = Field(min_length=1)
    done: bool = Field(default=False, description="Marked as studied in the syllabus.")
    facets: tuple[Facet, ...] = ()
    aliases: tuple[str, ...] = Field(default=(), description="Other names that a learner's own list may use.")

    def facet(self, facet: str) -> Facet:
        """The facet with that id; KeyError if there is none."""
        for candidate in self.facets:
            if candidate.id == facet:
                return candidate
        raise KeyError(facet)


class Section(Record):
    """A group of topics."""

    id: Slug
    title: str = Field(min_length=1)
    topics: tuple[Topic, ...] = Field(min_length=1)


class Syllabus(Record):
    """Sections in order."""

    sections: tuple[Section, ...] = Field(min_length=1)

    def topics(self) -> Iterator[Topic]:
        """Every topic, in order."""
        for section in self.sections:
            yield from section.topics

    def topic(self, topic: str) -> Topic:
        """The topic with that id; KeyError if there is none."""
        for candidate in self.topics():
            if candidate.id == topic:
                return candidate
        raise KeyError(topic)

    def section(self, section: str) -> Section:
        """The section with that id; KeyError if there is none."""
        for candidate in self.sections:
            if candidate.id == section:
                return candidate
        raise KeyError(section)
