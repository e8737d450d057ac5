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
    replaces: bool = Field(
        default=False, description="In a folder of one's own: it stands for the built-in one instead of adding to it."
    )

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


def extended(built_in: Syllabus, own: Syllabus) -> Syllabus:
    """The built-in syllabus with a learner's own on top: what has the same id is theirs, what is new comes last.

    Facets, topics and sections that theirs doesn't name stay as they are.
    """
    sections = {section.id: section for section in built_in.sections}
    homes = {topic.id: section.id for section in built_in.sections for topic in section.topics}
    for section in own.sections:
        known = sections.get(section.id)
        topics = {topic.id: topic for topic in known.topics} if known else {}
        for topic in section.topics:
            home = homes.setdefault(topic.id, section.id)
            if home == section.id:
                topics[topic.id] = _extended_topic(topics.get(topic.id), topic)
            else:  # a topic keeps its place: it can't be in two sections
                elsewhere = {one.id: one for one in sections[home].topics}
                elsewhere[topic.id] = _extended_topic(elsewhere.get(topic.id), topic)
                sections[home] = sections[home].model_copy(update={"topics": tuple(elsewhere.values())})
        if topics:
            sections[section.id] = Section(id=section.id, title=section.title, topics=tuple(topics.values()))
    return Syllabus(sections=tuple(sections.values()))


def _extended_topic(built_in: Topic | None, own: Topic) -> Topic:
    if built_in is None:
        return own
    facets = {facet.id: facet for facet in (*built_in.facets, *own.facets)}
    aliases = tuple(dict.fromkeys((*built_in.aliases, *own.aliases)))
    return own.model_copy(update={"facets": tuple(facets.values()), "aliases": aliases})
