"""Which passages come first: each by its own evidence and by its topic's.

A question is about a topic, and a topic shows in more than one passage. So a topic's evidence is the mean of its best
few pieces by meaning, the mean of its best few passages by words, its whole note by words, and how close the question
is to what was asked of the topic before (`asked`); a passage adds its own.
All of it is in log-odds: the weights are those of a multinomial logit over the topics.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from coach.adapters.chroma.corpus import Corpus

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEW = 3
"""Pieces and passages that speak for a topic. One is chance; eight are about something else again."""


class Weights(NamedTuple):
    """What a topic's evidence counts."""

    meaning: float
    words: float
    note: float
    asked: float


WEIGHTS = Weights(meaning=10.4, words=1.06, note=0.25, asked=20.7)
"""By `tools/fit_ranking.py` on the tuning half of `tests/data/retrieval`, with the search's MiniLM and 48 topics."""
OWN = 0.3
"""What a passage's own evidence counts beside its topic's.

Its meaning counts by the weights of meaning and of the examples, which speak for topics only, and its words by theirs.
"""
AGAIN = 4.0
"""The log-odds that a passage loses for each one of its topic that is already in the list.

Where one topic is clear, its passages still fill the list. Where two are about as likely, both are in it.
"""


class Ranking:
    """The order of a corpus's passages. Read-only once made."""

    def __init__(self, corpus: Corpus) -> None:
        import numpy as np

        self._ids = corpus.ids
        self._place = {id_: place for place, id_ in enumerate(corpus.ids)}
        self.topics = tuple(dict.fromkeys(passage.topic for passage in corpus.passages))
        numbers = {topic: number for number, topic in enumerate(self.topics)}
        self._topic_of = np.array([numbers[passage.topic] for passage in corpus.passages], dtype=np.int64)
        self._members = [np.flatnonzero(self._topic_of == number) for number in range(len(self.topics))]

    def evidence(
        self,
        pieces: Sequence[tuple[str, float]],
        words: "NDArray[np.float64]",
        notes: "NDArray[np.float64]",
        asked: "NDArray[np.float64] | None" = None,
    ) -> "NDArray[np.float64]":
        """A row a topic: meaning, words, note, asked, as `Weights` has them.

        `pieces` are the nearest, nearest first, each with its passage and cosine; whatever isn't among them is taken to
        be as near as the last. `words` and `notes` have the lexical scores of every passage and of every topic. `asked`
        has the closeness of every topic's examples; one without any (NaN) is as close to them as to its pieces.
        """
        import numpy as np

        floor = pieces[-1][1] if pieces else 0.0
        near: list[list[float]] = [[] for _ in self.topics]
        for passage, cosine in pieces:
            of_topic = near[self._topic_of[self._place[passage]]]
            if len(of_topic) < FEW:
                of_topic.append(cosine)
        meaning = [(sum(found) + floor * (FEW - len(found))) / FEW for found in near]
        best = [np.sort(words[members])[-FEW:].mean() for members in self._members]
        close = np.array(meaning) if asked is None else np.where(np.isnan(asked), meaning, asked)
        return np.column_stack([meaning, best, notes, close])

    def order(
        self,
        pieces: Sequence[tuple[str, float]],
        words: "NDArray[np.float64]",
        notes: "NDArray[np.float64]",
        asked: "NDArray[np.float64] | None" = None,
        *,
        among: "NDArray[np.bool_]",
        k: int,
    ) -> list[tuple[str, float]]:
        """The best `k` of the passages `among`, best first, each with its odds beside those of the best (1)."""
        import numpy as np

        cosines = np.full(len(words), pieces[-1][1] if pieces else 0.0)
        for passage, cosine in reversed(pieces):
            cosines[self._place[passage]] = cosine
        of_topics = self.evidence(pieces, words, notes, asked) @ np.array(WEIGHTS)
        scores = of_topics[self._topic_of] + OWN * ((WEIGHTS.meaning + WEIGHTS.asked) * cosines + WEIGHTS.words * words)
        scores[~among] = -np.inf
        found: list[tuple[str, float]] = []
        for _ in range(min(k, int(among.sum()))):
            place = int(np.argmax(scores))
            found.append((self._ids[place], float(scores[place])))
            scores[self._topic_of == self._topic_of[place]] -= AGAIN
            scores[place] = -np.inf
        return [(id_, float(np.exp(odds - found[0][1]))) for id_, odds in found]

    def within(self, topic: str | None) -> "NDArray[np.bool_]":
        """Which passages belong to the topic; all of them for None."""
        import numpy as np

        if topic is None:
            return np.ones(len(self._topic_of), dtype=np.bool_)
        return np.array([self.topics[number] == topic for number in self._topic_of], dtype=np.bool_)
