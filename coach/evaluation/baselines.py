"""What a plain measure would score: without them, a coach's figures mean nothing.

Each measure says one number a key point; from which number on a point counts as made is learned on the questions of
other folds, so a baseline never sets its threshold on what it is measured on.
"""

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence

from coach.domain.clauses import sentences, words
from coach.domain.scoring import MADE, Verdict, score_of
from coach.evaluation.cases import Case
from coach.evaluation.running import Result
from coach.ports import Embedding

FOLDS = 5
Measure = Callable[[Case], Mapping[str, float]]


def length(case: Case) -> Mapping[str, float]:
    """How long the answer is, the same for each point."""
    size = math.log(1 + len(words(case.text)))
    return {point.id: size for point in case.question.key_points}


def word_recall(case: Case) -> Mapping[str, float]:
    """The share of a claim's words that the answer has."""
    said = set(words(case.text))
    return {
        point.id: len(said & (claim := set(words(point.claim)))) / max(1, len(claim))
        for point in case.question.key_points
    }


def cosine(embedding: Embedding) -> Measure:
    """The cosine of a claim with the sentence of the answer that is nearest to it."""
    vectors: dict[str, Sequence[float]] = {}

    def vector(text: str) -> Sequence[float]:
        if text not in vectors:
            vectors[text] = embedding.embed([text])[0]
        return vectors[text]

    def measure(case: Case) -> Mapping[str, float]:
        said = [vector(span.of(case.text)) for span in sentences(case.text)] or [vector(case.text)]
        return {
            point.id: max(sum(a * b for a, b in zip(vector(point.claim), one, strict=True)) for one in said)
            for point in case.question.key_points
        }

    return measure


def baseline(cases: Sequence[Case], measure: Measure) -> list[Result]:
    """What the measure would have said of each case."""
    values = [measure(case) for case in cases]
    folds = [int(hashlib.sha256(case.question.topic.encode()).hexdigest(), 16) % FOLDS for case in cases]
    results: list[Result] = []
    for fold in range(FOLDS):
        elsewhere = [at for at, one in enumerate(folds) if one != fold]
        floor = _floor([cases[at] for at in elsewhere], [values[at] for at in elsewhere])
        for at in (at for at, one in enumerate(folds) if one == fold):
            told = {
                point: Verdict.COVERED if value >= floor else Verdict.MISSING for point, value in values[at].items()
            }
            results.append(
                Result(case=cases[at], told=told, made=dict(values[at]), score=score_of(cases[at].question, told))
            )
    return results


def _floor(cases: Sequence[Case], values: Sequence[Mapping[str, float]]) -> float:
    """The value from which on calling a point made is right most often."""
    rows = sorted(
        (value, case.truth[point] in MADE)
        for case, of in zip(cases, values, strict=True)
        for point, value in of.items()
    )
    right = sum(made for _, made in rows)
    best, floor = right, -math.inf
    for at, (value, made) in enumerate(rows):
        right += -1 if made else 1
        if right > best and (at + 1 == len(rows) or rows[at + 1][0] > value):
            best, floor = right, value + 1e-12
    return floor
