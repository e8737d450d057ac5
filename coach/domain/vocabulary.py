"""What people write for what the syllabus calls otherwise, and where it stands in a text."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Literal

from pydantic import Field

from coach.domain.base import Record, Slug
from coach.domain.knowledge import Knowledge
from coach.domain.syllabus import Syllabus

Strength = Literal["name", "hint"]

_GAP = r"[\s\-‐‑–]+"
_NAME = re.compile(r"\b[A-Z][a-z]+(?:[A-Z][a-z0-9]*)+\b|\b[A-Z][a-z]{3,}\b")
_ORDINARY = re.compile(r"\b[a-z]{3,}\b")
_NOTE_TIMES = 2
"""A note's own word has to stand in it this often."""


class TopicWords(Record):
    """Words for one topic."""

    names: tuple[str, ...] = Field(default=(), description="Each says alone that the topic is wanted.")
    hints: tuple[str, ...] = Field(default=(), description="Two of them do.")


class ClaimWords(Record):
    """Words in a line that lead an interviewer to a question of the bank."""

    question: Slug
    words: tuple[str, ...] = Field(min_length=1)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds any of the words."""
        return re.compile("|".join(pattern_of(word).pattern for word in self.words))


class Vocabulary(Record):
    """The curated table."""

    topics: Mapping[Slug, TopicWords] = {}
    generic: tuple[str, ...] = Field(default=(), description="Titles and facets that say nothing by themselves.")
    alternatives: tuple[tuple[Slug, ...], ...] = Field(
        default=(), description="Topics of which a job wants those that it names, and the others less."
    )
    claims: tuple[ClaimWords, ...] = ()


class Term(Record):
    """One word or phrase that speaks for a topic."""

    topic: str
    words: str
    strength: Strength

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds it."""
        return pattern_of(self.words)


class Mention(Record):
    """Where a term stands."""

    term: Term
    start: int
    end: int


def pattern_of(phrase: str) -> re.Pattern[str]:
    """A phrase as a pattern: whole words, a plural too; a trailing * stands for any ending.

    With a capital in it, it is matched as it stands; else case doesn't matter. A space stands for a hyphen as well.
    """
    any_ending = phrase.endswith("*")
    bare = phrase.rstrip("*")
    body = _GAP.join(re.escape(word) for word in re.split(r"[ -]", bare))
    before = r"(?<!\w)" if bare[0].isalnum() else ""
    after = ""
    if bare[-1].isalnum():
        after = r"\w*" if any_ending else r"(?:s)?(?!\w)"
    exact = any(character.isupper() for character in bare)
    return re.compile(f"{before}{body}{after}" if exact else f"(?i:{before}{body}{after})")


def terms_of(vocabulary: Vocabulary, knowledge: Knowledge) -> tuple[Term, ...]:
    """Every term for a topic of the syllabus: the table's, the syllabus' own titles and facets, the notes' own words.

    A title or facet that isn't generic is a name; a word that stands in one topic's note alone is a hint.
    """
    found: dict[tuple[str, str], Term] = {}
    known = {topic.id for topic in knowledge.syllabus.topics()}
    curated: tuple[tuple[Strength, str], ...] = (("name", "names"), ("hint", "hints"))
    for topic, words in vocabulary.topics.items():
        if topic in known:
            for strength, field in curated:
                for phrase in getattr(words, field):
                    found.setdefault((topic, phrase.lower()), Term(topic=topic, words=phrase, strength=strength))
    generic = {word.lower() for word in vocabulary.generic}
    for topic, title in _titles(knowledge.syllabus):
        folded = title.lower()
        if folded not in generic:
            # Lower case, so that “load balancing” is found as well as “Load balancing”; unless it is spelled oddly.
            words_ = title if any(one.isupper() for one in title[1:]) else folded
            found.setdefault((topic, folded), Term(topic=topic, words=words_, strength="name"))
    taken = {phrase for _, phrase in found}
    for topic, word in _note_words(knowledge):
        if word.lower() not in taken | generic:
            found.setdefault((topic, word.lower()), Term(topic=topic, words=word, strength="hint"))
    return tuple(found.values())


def mentions(text: str, terms: tuple[Term, ...]) -> Iterator[Mention]:
    """Every place where a term stands in the text, term by term."""
    for term in terms:
        for match in term.pattern.finditer(text):
            yield Mention(term=term, start=match.start(), end=match.end())


def _titles(syllabus: Syllabus) -> Iterator[tuple[str, str]]:
    """Titles and facets that name one topic only."""
    titles = [(topic.id, topic.title) for topic in syllabus.topics()]
    titles += [(topic.id, facet.title) for topic in syllabus.topics() for facet in topic.facets]
    topics_of: dict[str, set[str]] = {}
    for topic, title in titles:
        topics_of.setdefault(title.lower(), set()).add(topic)
    for topic, title in titles:
        if len(topics_of[title.lower()]) == 1:
            yield topic, title


def _note_words(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Names of things, by their spelling, that one topic's note has and no other's."""
    texts = {topic: " ".join(one.plain for one in note.passages) for topic, note in knowledge.notes.items()}
    counts = {topic: Counter(_NAME.findall(text)) for topic, text in texts.items()}
    spread = Counter(word for topic in counts for word in counts[topic])
    # What also stands in small letters begins sentences, and names nothing.
    ordinary = {word for text in texts.values() for word in _ORDINARY.findall(text)}
    for topic, words in counts.items():
        for word, times in words.items():
            if times >= _NOTE_TIMES and spread[word] == 1 and word.lower() not in ordinary:
                yield topic, word
