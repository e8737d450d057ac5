"""Which topic or section somebody means by a title of their own."""

import math
import re
import unicodedata
from collections import Counter
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache
from typing import NamedTuple

from coach.domain.syllabus import Section, Syllabus, Topic

LIKE = 0.62
"""From this likeness on, a title means the topic."""
SPELT_ALIKE = 0.86
"""The same for words that are merely misspelt."""
WORD_ALIKE = 0.8
"""The same for a single word, which then counts as the one of the syllabus."""
SAME_SECTION = 0.08
"""What it is worth that a topic stands in the section that the title stands in."""
LONGEST = 160
"""Characters; what is longer is no title."""

_FILLERS = frozenset("a an and or the of in on to for with vs versus basics basic e g eg etc your you ve".split())
_WORD = re.compile(r"[a-z0-9+#]+")


class Match(NamedTuple):
    """What a title means."""

    topic: Topic
    whole: bool
    """False where the title names one facet of the topic only."""


class Matcher:
    """Finds the topics and sections of one syllabus."""

    def __init__(self, syllabus: Syllabus) -> None:
        self._syllabus = syllabus
        self._sections = {section.id: stems(section.title) for section in syllabus.sections}
        self._names = [
            (topic, section.id, [words for name in (topic.title, *topic.aliases) if (words := stems(name))])
            for section in syllabus.sections
            for topic in section.topics
        ]
        names = [words for _, _, all_words in self._names for words in all_words]
        frequency = Counter(word for words in names for word in set(words))
        self._rarity = {word: math.log(1 + len(names) / count) for word, count in frequency.items()}
        self._unheard = max(self._rarity.values(), default=1.0)
        self._facets = self._facets_by_words()
        self._corrected: dict[str, str] = {}
        self._found: dict[tuple[tuple[str, ...], str | None], Match | None] = {}

    def section(self, title: str) -> Section | None:
        """The section of that title, give or take a letter; None if there is none."""
        words = stems(title)
        for section, known in self._sections.items():
            if words and (words == known or _spelt(words, known) >= SPELT_ALIKE):
                return self._syllabus.section(section)
        return None

    def topic(self, title: str, *, section: str | None = None, strict: bool = False) -> Match | None:
        """The topic that the title means, or the one that has a facet of that name; `strict`: by its very words."""
        words = stems(title)
        if not words or len(title) > LONGEST:
            return None
        for topic, _, names in self._names:
            if words in names:
                return Match(topic, whole=True)
        if strict:
            return None
        key = (words, section)
        if key not in self._found:
            self._found[key] = self._nearest(words, section)
        return self._found[key]

    def _nearest(self, words: tuple[str, ...], section: str | None) -> Match | None:
        words = tuple(self._known_word(word) for word in words)
        best = max(
            (
                (max(self._likeness(words, name) for name in names) + SAME_SECTION * (home == section), -place, topic)
                for place, (topic, home, names) in enumerate(self._names)
                if names
            ),
            key=lambda one: one[:2],
            default=None,
        )
        if best and best[0] >= LIKE:
            return Match(best[2], whole=True)
        owner = self._facets.get(words)
        return Match(owner, whole=False) if owner else None

    def _known_word(self, word: str) -> str:
        """The word, or the one of the syllabus that it is a misspelling of."""
        if word in self._rarity or len(word) < 5:
            return word
        if word not in self._corrected:
            self._corrected[word] = next(iter(get_close_matches(word, self._rarity, 1, WORD_ALIKE)), word)
        return self._corrected[word]

    def _facets_by_words(self) -> dict[tuple[str, ...], Topic]:
        """The owner of each facet; where several topics have one of that name, nobody knows which is meant."""
        owners: dict[tuple[str, ...], list[Topic]] = {}
        for topic in self._syllabus.topics():
            for facet in topic.facets:
                owners.setdefault(stems(facet.title), []).append(topic)
        return {words: topics[0] for words, topics in owners.items() if words and len(topics) == 1}

    def _likeness(self, one: tuple[str, ...], other: tuple[str, ...]) -> float:
        """Shared words by how rare they are (Dice's coefficient), or how alike the letters are where that says more."""
        common = set(one) & set(other)
        total = self._weight(one) + self._weight(other)
        shared = 2 * self._weight(common) / total if total else 0.0
        if shared >= LIKE:
            return shared
        spelt = _spelt(one, other)
        return max(shared, spelt if spelt >= SPELT_ALIKE else 0.0)

    def _weight(self, words: tuple[str, ...] | set[str]) -> float:
        return sum(self._rarity.get(word, self._unheard) for word in set(words))


@lru_cache(maxsize=4_096)
def stems(title: str) -> tuple[str, ...]:
    """The words that tell a title from others, without case, accents, endings and fillers."""
    folded = unicodedata.normalize("NFKD", title.casefold().replace("&", " and "))
    plain = "".join(character for character in folded if not unicodedata.combining(character)).replace("ci/cd", "cicd")
    found = tuple(_stem(word) for word in _WORD.findall(plain) if word not in _FILLERS)
    return found or tuple(_WORD.findall(plain))


def _stem(word: str) -> str:
    for ending, instead in (("ies", "y"), ("ing", ""), ("es", ""), ("s", ""), ("e", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word[: -len(ending)] + instead
    return word


def _spelt(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    left, right = " ".join(one), " ".join(other)
    # Three letters that differ in one are another word rather than a misspelling.
    if min(len(left), len(right)) < 5:
        return 0.0
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.real_quick_ratio() < SPELT_ALIKE or matcher.quick_ratio() < SPELT_ALIKE:
        return 0.0
    return matcher.ratio()
