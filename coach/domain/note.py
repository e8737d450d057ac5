"""A topic's curated prose and its passages."""

import re
from datetime import date

from pydantic import Field

from coach.domain.base import Record, Slug

MARK = re.compile(r"\[\^([a-z0-9-]+)\]")
"""A footnote mark: the id of a source."""


class Source(Record):
    """Where a fact comes from."""

    id: Slug
    title: str = Field(min_length=1)
    url: str | None = Field(default=None, pattern=r"^https?://", description="None for a book.")


class Passage(Record):
    """The block under one heading of a note: the unit of retrieval and of citation."""

    topic: Slug
    anchor: Slug
    heading: str
    text: str = Field(description="Markdown, with footnote marks.")

    @property
    def id(self) -> str:
        """`topic#heading-slug`."""
        return f"{self.topic}#{self.anchor}"

    @property
    def plain(self) -> str:
        """The text without footnote marks: what is embedded, searched and sent to a model."""
        return MARK.sub("", self.text)

    @property
    def marks(self) -> tuple[str, ...]:
        """Ids of the sources that the text refers to, in order of appearance, each once."""
        return tuple(dict.fromkeys(MARK.findall(self.text)))


class Note(Record):
    """A topic's note."""

    topic: Slug
    title: str
    summary: str
    sources: tuple[Source, ...]
    reviewed: date | None = Field(default=None, description="When somebody other than its writer checked it.")
    passages: tuple[Passage, ...]

    def passage(self, anchor: str) -> Passage:
        """The passage with that anchor; KeyError if there is none."""
        for passage in self.passages:
            if passage.anchor == anchor:
                return passage
        raise KeyError(anchor)
