"""Hybrid search: dense and lexical, fused by reciprocal rank, and silent when nothing is relevant."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from coach.adapters.chroma.collection import NotesIndex
from coach.adapters.chroma.corpus import Corpus
from coach.adapters.chroma.lexical import Lexical
from coach.errors import RetrievalError
from coach.ports import Embedding, Hit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RANK_CONSTANT = 60
"""Of reciprocal rank fusion: Cormack, Clarke and Buettcher (SIGIR 2009)."""
DEPTH = 50
"""How many of each half are fused."""
NEIGHBOURS = 3
"""How many of the everyday sentences a question is held against."""
LEXICAL_WEIGHT = 0.1
"""What full lexical strength adds to a difference of cosines."""
GATE = 0.12
"""The relevance below which nothing is found.

Set on the tuning half of `tests/data/retrieval` with MiniLM and 18 topics, so that nine in ten off-syllabus questions
are refused: 91 % of 100, with 1 % of 108 real ones. Held out: 88 % of 60 and 1 % of 88. A text whose every word is in
one passage is never refused.
"""
WORD_GATE = 0.2
"""The lexical strength below which nothing is found while there is no index.

Lenient: on the same tuning half it refuses 56 % of the off-syllabus questions and 6 % of the real ones.
"""


def relevance(cosine: float, everyday: float, strength: float) -> float:
    """How much more a text belongs to the notes than to everyday talk; compared with `GATE`.

    `cosine` is that of the nearest passage, `everyday` the mean of the nearest everyday sentences', `strength` the
    lexical overlap, 0 to 1.
    """
    return cosine - everyday + LEXICAL_WEIGHT * strength


def fused(rankings: Sequence[Sequence[str]]) -> list[tuple[str, float]]:
    """Ids by the sum of their reciprocal ranks, best first; ties in the order of the rankings."""
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, id_ in enumerate(ranking, start=1):
            scores[id_] = scores.get(id_, 0.0) + 1 / (RANK_CONSTANT + rank)
    return sorted(scores.items(), key=lambda item: -item[1])


class HybridRetriever:
    """Finds passages by meaning and by words. Threads may share it."""

    def __init__(
        self,
        corpus: Corpus,
        lexical: Lexical,
        embedding: Embedding,
        index: NotesIndex,
        everyday: "NDArray[np.float32]",
    ) -> None:
        """`everyday` has the vectors of `EVERYDAY`, by the same embedding."""
        self._corpus = corpus
        self._lexical = lexical
        self._embedding = embedding
        self._index = index
        self._everyday = everyday

    def search(self, text: str, *, topic: str | None = None, k: int = 5) -> list[Hit]:
        """Up to `k` hits, best first; empty when nothing is relevant. Raises RetrievalError if it can't search."""
        import numpy as np

        if k < 1 or not text.strip():
            return []
        vector = np.asarray(self._embedding.embed([text])[0], dtype=np.float32)
        if vector.shape != self._everyday.shape[1:]:
            raise RetrievalError("The embedding's model changed while the coach was running. Start the coach again.")
        dense = self._index.search(vector, topic=topic, k=max(k, DEPTH))
        words = self._lexical.search(text, topic=topic, k=max(k, DEPTH))
        everyday = float(np.sort(self._everyday @ vector)[-NEIGHBOURS:].mean())
        bearing = dense and relevance(dense[0][1], everyday, self._lexical.strength(words)) >= GATE
        if not bearing and not self._lexical.covers(text, topic=topic):
            return []
        ranked = fused([[id_ for id_, _ in dense], [id_ for id_, _ in words]])
        return [Hit(passage=self._corpus.by_id[id_], score=score) for id_, score in ranked[:k]]


class WordRetriever:
    """Finds passages by words alone: what there is while the index is being built, or when it can't be."""

    def __init__(self, corpus: Corpus, lexical: Lexical) -> None:
        self._corpus = corpus
        self._lexical = lexical

    def search(self, text: str, *, topic: str | None = None, k: int = 5) -> list[Hit]:
        """Up to `k` hits, best first; empty when too few rare words are shared."""
        if k < 1:
            return []
        hits = self._lexical.search(text, topic=topic, k=k)
        if self._lexical.strength(hits) < WORD_GATE and not self._lexical.covers(text, topic=topic):
            return []
        return [Hit(passage=self._corpus.by_id[id_], score=score) for id_, score in hits]
