"""Verdicts and the score that code makes of them: never a model's, never a default."""

from collections.abc import Mapping
from enum import StrEnum

from coach.domain.question import Question


class Verdict(StrEnum):
    """What an answer did with one key point."""

    COVERED = "covered"
    PARTIAL = "partial"
    MISSING = "missing"
    CONTRADICTED = "contradicted"


MADE = frozenset({Verdict.COVERED, Verdict.PARTIAL})
"""The verdicts on a claim that the answer makes, whole or in part."""


class Band(StrEnum):
    """The score in words."""

    STRONG = "strong"
    SOLID = "solid"
    DEVELOPING = "developing"
    NOT_YET = "not yet"


CREDIT: Mapping[Verdict, float] = {
    Verdict.COVERED: 1.0,
    Verdict.PARTIAL: 0.5,
    Verdict.MISSING: 0.0,
    Verdict.CONTRADICTED: -0.5,
}
CORE_CAP = 0.6
"""The highest score of an answer that misses or contradicts a core point."""
BAND_FLOORS: Mapping[Band, float] = {Band.STRONG: 0.85, Band.SOLID: 0.65, Band.DEVELOPING: 0.4, Band.NOT_YET: 0.0}
LOST = frozenset({Verdict.MISSING, Verdict.CONTRADICTED})


def band_of(score: float) -> Band:
    """The band that a score between 0 and 1 falls in."""
    return next(band for band, floor in BAND_FLOORS.items() if score >= floor)


def score_of(question: Question, verdicts: Mapping[str, Verdict]) -> float:
    """The score, 0 to 1: the credit of each verdict by weight, floored at 0, capped where a core point was lost.

    Raises KeyError if a key point has no verdict: a score is never made up.
    """
    total = sum(point.weight for point in question.key_points)
    earned = sum(CREDIT[verdicts[point.id]] * point.weight for point in question.key_points)
    score = max(0.0, earned / total)
    if any(point.core and verdicts[point.id] in LOST for point in question.key_points):
        score = min(score, CORE_CAP)
    return round(score, 4)
