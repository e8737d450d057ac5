"""Which part of the story each sentence is: a logistic regression over wording, place and meaning, read as a sequence.

Plain numbers and plain Python: an answer of ten sentences takes a millisecond.
"""

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from coach.adapters.embedded.star_features import Features, sentence_features

CLASSES = ("S", "T", "A", "R", "O", "L")
"""Situation, task, action, result, other; L is what was learned, which counts as other and as reflection."""
SEQUENCE = 0.6
"""How much the order of parts counts beside the wording."""


class StarLabels:
    """Weights by feature, one a class, and how often one class follows another (the last row: begins the answer)."""

    def __init__(
        self,
        weights: Mapping[str, Sequence[float]],
        bias: Sequence[float],
        meaning: Sequence[Sequence[float]],
        moves: Sequence[Sequence[float]],
    ) -> None:
        """`meaning` has a row for each dimension of the sentence's vector."""
        self._weights, self._bias, self._meaning, self._moves = weights, bias, meaning, moves

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "StarLabels":
        """From its JSON."""
        return cls(data["weights"], data["bias"], data["meaning"], data["moves"])

    def data(self) -> dict[str, Any]:
        """As JSON: what `of` reads."""
        return {"weights": dict(self._weights), "bias": self._bias, "meaning": self._meaning, "moves": self._moves}

    def read(self, sentences: Sequence[str], vectors: Sequence[Sequence[float]]) -> list[tuple[str, dict[str, float]]]:
        """For each sentence its class, and the probability of every class with the whole answer in view."""
        if not sentences:
            return []
        pairs = zip(sentence_features(sentences), vectors, strict=True)
        scores = [self._score(features, vector) for features, vector in pairs]
        chances = self._in_view(scores)
        return [(max(zip(row, CLASSES, strict=True))[1], dict(zip(CLASSES, row, strict=True))) for row in chances]

    def _score(self, features: Features, vector: Sequence[float]) -> list[float]:
        totals = list(self._bias)
        for value, weights in zip(vector, self._meaning, strict=True):
            for at, weight in enumerate(weights):
                totals[at] += value * weight
        for name, value in features.items():
            if value and (known := self._weights.get(name)) is not None:
                for at, weight in enumerate(known):
                    totals[at] += value * weight
        top = max(totals)
        norm = top + math.log(sum(math.exp(one - top) for one in totals))
        return [one - norm for one in totals]

    def _in_view(self, scores: list[list[float]]) -> list[list[float]]:
        """Forward and backward over the sequence: each sentence's chances given all the others."""
        size = range(len(CLASSES))
        move = [[SEQUENCE * one for one in row] for row in self._moves]
        forward = [[scores[0][to] + move[-1][to] for to in size]]
        for row in scores[1:]:
            before = forward[-1]
            forward.append([row[to] + _log_sum([before[at] + move[at][to] for at in size]) for to in size])
        backward = [[0.0] * len(CLASSES)]
        for row in reversed(scores[1:]):
            after = backward[0]
            backward.insert(0, [_log_sum([move[at][to] + row[to] + after[to] for to in size]) for at in size])
        found = []
        for ahead, behind in zip(forward, backward, strict=True):
            joint = [one + other for one, other in zip(ahead, behind, strict=True)]
            norm = _log_sum(joint)
            found.append([math.exp(one - norm) for one in joint])
        return found


def _log_sum(values: list[float]) -> float:
    top = max(values)
    return top + math.log(sum(math.exp(one - top) for one in values))


@cache
def built_in() -> StarLabels:
    """The labels that the package carries."""
    path = resources.files("coach.adapters.embedded") / "data" / "star.json"
    return StarLabels.of(json.loads(path.read_text(encoding="utf-8")))
