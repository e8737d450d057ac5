"""The lexical half: BM25 over the same documents, in memory, ready at once.

Robertson and Zaragoza, “The Probabilistic Relevance Framework: BM25 and Beyond” (2009), as `bm25s` computes it. Words
are not stemmed: no stemmer is among the dependencies, and the dense half sees through endings.
"""

import math
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from coach.adapters.chroma.corpus import Corpus
from coach.adapters.chroma.spoken import implied

if TYPE_CHECKING:
    import numpy as np
    from bm25s import BM25
    from numpy.typing import NDArray

_WORD = re.compile(r"[A-Za-z0-9]+")
_HUMP = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_SHORTEST_PART = 3
IMPLIED = 0.5
"""What a term that is only implied counts beside one that is named."""
LONG = 12
"""Words of a text that count in full. The more there are, the less each does: BM25 adds them up, meaning doesn't."""


def terms(text: str) -> Iterator[str]:
    """The words to search by, lower case; a stop word written in capitals is code (`FOR UPDATE`) and stays.

    A name in camel case counts as itself and as its parts, so that “stateful set” finds `StatefulSet`.
    """
    for word in _WORD.findall(text):
        lower = word.lower()
        if lower in STOP_WORDS and not (len(word) > 1 and word.isupper()):
            continue
        yield lower
        parts = _HUMP.findall(word)
        if len(parts) > 1:
            yield from (part.lower() for part in parts if len(part) >= _SHORTEST_PART)


class Lexical:
    """BM25 over a corpus. Read-only once made, so threads may share it."""

    def __init__(self, corpus: Corpus) -> None:
        import bm25s
        import numpy as np

        self._corpus = corpus
        self._topics = np.array([passage.topic for passage in corpus.passages])
        documents = [list(terms(document)) for document in corpus.documents]
        self._documents = [frozenset(words) for words in documents]
        self._known = frozenset[str]().union(*self._documents)
        self._bm25 = bm25s.BM25()
        self._notes = bm25s.BM25()
        self._size = len(dict.fromkeys(self._topics.tolist()))
        if self._known:
            self._bm25.index(documents, show_progress=False)
            notes: dict[str, list[str]] = {}
            for topic, words in zip(self._topics.tolist(), documents, strict=True):
                notes.setdefault(topic, []).extend(words)
            self._notes.index(list(notes.values()), show_progress=False)

    def search(self, text: str, *, topic: str | None, k: int) -> list[tuple[str, float]]:
        """Ids of the passages that share a word with the text, with their BM25 scores, best first."""
        import numpy as np

        scores = self._score(self._bm25, list(terms(text)), len(self._corpus.ids)) * self._within(topic)
        order = np.argsort(-scores, kind="stable")[:k]
        return [(self._corpus.ids[index], float(scores[index])) for index in order if scores[index] > 0]

    def scores(self, text: str) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
        """For every passage, and for every topic's whole note, how much it shares with what the text says and implies.

        In the order of the corpus; topics in the order of their first passage.
        """
        said = list(terms(text))
        meant = list(terms(" ".join(implied(text))))
        share = min(1.0, LONG / max(1, len(said)))
        passages, notes = (
            share * (self._score(bm25, said, size) + IMPLIED * self._score(bm25, meant, size))
            for bm25, size in ((self._bm25, len(self._corpus.ids)), (self._notes, self._size))
        )
        return passages, notes

    def strength(self, hits: Sequence[tuple[str, float]]) -> float:
        """How much the best of `search`'s hits shares with the text, 0 to 1: 1 is two of the corpus's rarest words."""
        if not hits:
            return 0.0
        rarest = math.log(1 + (len(self._corpus.ids) - 0.5) / 1.5)
        return float(min(1.0, hits[0][1] / (2 * rarest)))

    def covers(self, text: str, *, topic: str | None) -> bool:
        """Whether one passage has every word of the text: somebody looks for a term, such as `ETag`."""
        words = frozenset(terms(text))
        return bool(words) and any(
            words <= document and topic in {None, passage.topic}
            for document, passage in zip(self._documents, self._corpus.passages, strict=True)
        )

    def _score(self, bm25: "BM25", words: Sequence[str], size: int) -> "NDArray[np.float64]":
        import numpy as np

        known = [word for word in words if word in self._known]
        if not known:
            return np.zeros(size)
        scores: NDArray[np.float64] = bm25.get_scores(known).astype(np.float64)
        return scores

    def _within(self, topic: str | None) -> "NDArray[np.float64]":
        import numpy as np

        if topic is None:
            return np.ones(len(self._topics))
        within: NDArray[np.float64] = (self._topics == topic).astype(np.float64)
        return within


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOP_WORDS = _words(
    """a about after again all also always am an and any are aren as at be because been before being both but by can
    could couldn d did didn do does doesn doing don down each even ever every explain few for from get gets getting
    give go goes going got had happen happened happens has have having he help helped helps her here hers him his how
    i if in into is isn it its itself just
    keep keeps know let like ll look m make makes many may me mean might more most much must my need never no
    nor not now of off on once one only or other our ours out over own please put re really s same say says see
    she should so some someone something somebody still such sure t take tell than thanks that the their theirs
    them then there these they thing things think this those though to too under until up us use used using v ve
    very want wants was wasn way we well were what when where whether which while who whom whose why will with
    won works would you your yours yet"""
)
"""Function words and the small talk around a question: they tell no passage from another."""
