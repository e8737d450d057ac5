"""Hybrid search: by meaning and by words, ranked together, and silent when nothing is relevant."""

import math
from typing import TYPE_CHECKING, NamedTuple

from coach.adapters.chroma.asked import Examples
from coach.adapters.chroma.collection import NotesIndex
from coach.adapters.chroma.corpus import Corpus
from coach.adapters.chroma.lexical import Lexical
from coach.adapters.chroma.ranking import Ranking
from coach.adapters.chroma.spoken import implied
from coach.errors import RetrievalError
from coach.ports import Embedding, Hit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PIECES = 200
"""How many of the nearest pieces speak for their topics."""
NEIGHBOURS = 3
"""How many of the everyday sentences a question is held against."""
LEXICAL_WEIGHT = 0.1
"""What full lexical strength adds to a difference of cosines."""
GATE = 0.2
"""The relevance below which nothing is found.

Set by `tools/fit_ranking.py` on the tuning half of `tests/data/retrieval` with the search's MiniLM and 48 topics, where
98 % of 132 off-syllabus questions are refused and 0.7 % of 284 real ones. A text whose every word is in one passage is
never refused.
"""
WORD_GATE = 0.2
"""The lexical strength below which nothing is found while there is no index.

Lenient: on the same tuning half it refuses 51 % of the off-syllabus questions and 5 % of the real ones.
"""


def relevance(cosine: float, everyday: float, strength: float) -> float:
    """How much more a text belongs to the notes than to everyday talk; compared with `GATE`.

    `cosine` is that of the nearest passage or of the closest topic's examples, `everyday` the mean of the nearest
    everyday sentences', `strength` the lexical overlap, 0 to 1.
    """
    return cosine - everyday + LEXICAL_WEIGHT * strength


class _Looked(NamedTuple):
    """What a text was found to be near."""

    pieces: list[tuple[str, float]]
    asked: "NDArray[np.float64] | None"
    relevance: float


class HybridRetriever:
    """Finds passages by meaning and by words. Threads may share it."""

    def __init__(
        self,
        corpus: Corpus,
        lexical: Lexical,
        embedding: Embedding,
        index: NotesIndex,
        everyday: "NDArray[np.float32]",
        *,
        examples: Examples | None = None,
    ) -> None:
        """`everyday` has the vectors of `EVERYDAY`, `examples` those of what was asked, all by the same embedding."""
        self._corpus = corpus
        self._lexical = lexical
        self._embedding = embedding
        self._index = index
        self._everyday = everyday
        self._examples = examples
        self._ranking = Ranking(corpus)

    def search(self, text: str, *, topic: str | None = None, k: int = 5) -> list[Hit]:
        """Up to `k` hits, best first; empty when nothing is relevant. Raises RetrievalError if it can't search."""
        if k < 1 or not text.strip():
            return []
        looked = self._look(text, topic)
        if looked.relevance < GATE and not self._lexical.covers(text, topic=topic):
            return []
        words, notes = self._lexical.scores(text)
        among = self._ranking.within(topic)
        ranked = self._ranking.order(looked.pieces, words, notes, looked.asked, among=among, k=k)
        return [Hit(passage=self._corpus.by_id[id_], score=score) for id_, score in ranked]

    def evidence(self, text: str) -> "tuple[tuple[str, ...], NDArray[np.float64]]":
        """The topics, and for each what speaks for it, before any weight: what `tools/fit_ranking.py` fits on."""
        looked = self._look(text, None)
        words, notes = self._lexical.scores(text)
        return self._ranking.topics, self._ranking.evidence(looked.pieces, words, notes, looked.asked)

    def relevance(self, text: str) -> float:
        """What is compared with `GATE`; infinite for a text that is never refused."""
        return math.inf if self._lexical.covers(text, topic=None) else self._look(text, None).relevance

    def _look(self, text: str, topic: str | None) -> "_Looked":
        import numpy as np

        vector = self._vector(text)
        if vector.shape != self._everyday.shape[1:]:
            raise RetrievalError("The embedding's model changed while the coach was running. Start the coach again.")
        pieces = self._index.search(vector, topic=topic, k=PIECES)
        asked = self._examples.near(vector, self._ranking.topics) if self._examples else None
        near = [cosine for _, cosine in pieces[:1]]
        if asked is not None:
            of = self._ranking.topics
            near += [float(asked[place]) for place in range(len(of)) if topic in {None, of[place]}]
        strength = self._lexical.strength(self._lexical.search(text, topic=topic, k=1))
        everyday = float(np.sort(self._everyday @ vector)[-NEIGHBOURS:].mean())
        nearest = float(np.nanmax(near)) if pieces else -math.inf
        return _Looked(pieces, asked, relevance(nearest, everyday, strength))

    def _vector(self, text: str) -> "NDArray[np.float32]":
        """Of the text, or half-way between the text and the text with the terms that it implies."""
        import numpy as np

        more = " ".join(implied(text))
        vectors = np.asarray(self._embedding.embed([text, f"{text} ({more})"] if more else [text]), dtype=np.float32)
        middle: NDArray[np.float32] = vectors.mean(axis=0)
        return middle / max(float(np.linalg.norm(middle)), 1e-12)


class WordRetriever:
    """Finds passages by words alone: what there is while the index is being built, or when it can't be."""

    def __init__(self, corpus: Corpus, lexical: Lexical) -> None:
        self._corpus = corpus
        self._lexical = lexical
        self._ranking = Ranking(corpus)

    def search(self, text: str, *, topic: str | None = None, k: int = 5) -> list[Hit]:
        """Up to `k` hits, best first; empty when too few rare words are shared."""
        if k < 1:
            return []
        strength = self._lexical.strength(self._lexical.search(text, topic=topic, k=1))
        if strength < WORD_GATE and not self._lexical.covers(text, topic=topic):
            return []
        words, notes = self._lexical.scores(text)
        ranked = self._ranking.order([], words, notes, among=self._ranking.within(topic) & (words > 0), k=k)
        return [Hit(passage=self._corpus.by_id[id_], score=score) for id_, score in ranked]
