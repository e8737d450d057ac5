"""What is indexed: every passage, as the text that is embedded and searched."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cached_property

from coach.domain.knowledge import Knowledge
from coach.domain.note import Passage

FORMAT = "1"
"""Grows when an index built earlier would no longer do: another document text, another layout of the folder."""


class Corpus:
    """The passages in order, each with its document: topic's title, heading and plain text."""

    def __init__(self, passages: Sequence[Passage], titles: Mapping[str, str]) -> None:
        """`titles` has the title of every passage's topic; an id without one stands for itself."""
        self.passages = tuple(passages)
        self.documents = tuple(
            f"{titles.get(passage.topic, passage.topic)}: {passage.heading}\n{passage.plain}"
            for passage in self.passages
        )

    @classmethod
    def of(cls, knowledge: Knowledge) -> "Corpus":
        """Everything that the knowledge has notes on."""
        titles = {topic.id: topic.title for topic in knowledge.syllabus.topics()}
        return cls(tuple(knowledge.passages()), titles)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The passages' ids, in order."""
        return tuple(passage.id for passage in self.passages)

    @cached_property
    def by_id(self) -> Mapping[str, Passage]:
        """The passages by id."""
        return {passage.id: passage for passage in self.passages}

    def hash(self, *more: str) -> str:
        """Twenty hex digits over every passage, the format and `more`: another index whenever one of them differs."""
        digest = hashlib.sha256()
        parts = [FORMAT, *more]
        for passage, document in zip(self.passages, self.documents, strict=True):
            parts += [passage.id, passage.heading, document]
        for part in parts:
            data = part.encode()
            digest.update(f"{len(data)}:".encode())
            digest.update(data)
        return digest.hexdigest()[:20]
