"""What is indexed: every passage, as the texts that are embedded and searched."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from coach.domain.knowledge import Knowledge
from coach.domain.note import Passage

FORMAT = "1"
"""Grows when an index built earlier would no longer do: another document text, another layout of the folder."""


WINDOW = 3
"""Sentences in a piece.

A question is about one thing that a passage says. Held against whole passages, five times as many real questions of the
tuning half were refused where nine in ten off-syllabus ones were, and the ranking was no better.
"""
_CODE = re.compile(r"```.*?```", re.DOTALL)
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+")
_SHORTEST = 20


class Piece(NamedTuple):
    """What is embedded: a few sentences of a passage under its topic's title and its heading."""

    id: str
    passage: Passage
    text: str


class Corpus:
    """The passages in order, each with its document (topic's title, heading and plain text) and its pieces."""

    def __init__(self, passages: Sequence[Passage], titles: Mapping[str, str]) -> None:
        """`titles` has the title of every passage's topic; an id without one stands for itself."""
        self.passages = tuple(passages)
        heads = [f"{titles.get(passage.topic, passage.topic)}: {passage.heading}" for passage in self.passages]
        self.documents = tuple(f"{head}\n{passage.plain}" for head, passage in zip(heads, self.passages, strict=True))
        self.pieces = tuple(
            Piece(f"{passage.id}/{number}", passage, f"{head}\n{text}")
            for head, passage in zip(heads, self.passages, strict=True)
            for number, text in enumerate(windows(passage.plain), start=1)
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
        """Twenty hex digits over every piece, the format and `more`: another index whenever one of them differs."""
        digest = hashlib.sha256()
        for part in (
            FORMAT,
            *more,
            *(part for piece in self.pieces for part in (piece.id, piece.text)),
            *self.documents,
        ):
            data = part.encode()
            digest.update(f"{len(data)}:".encode())
            digest.update(data)
        return digest.hexdigest()[:20]


def windows(text: str) -> list[str]:
    """The prose in runs of `WINDOW` sentences, code left out; the whole text if it is no longer than one."""
    sentences = [one for one in _SENTENCE_END.split(_CODE.sub(" ", text)) if len(one) > _SHORTEST]
    if len(sentences) <= WINDOW:
        return [text]
    return [" ".join(sentences[start : start + WINDOW]) for start in range(0, len(sentences), WINDOW)]
