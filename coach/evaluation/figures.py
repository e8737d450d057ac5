"""The figures of a set of results, each with its interval.

Every question is boiled down to a row of sums once; a resample adds up the rows of the questions that it drew, so that
four hundred of them take a second.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from coach.domain.base import Record
from coach.evaluation.measures import VERDICTS, Sums
from coach.evaluation.running import Result

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.floating[Any]]

RESAMPLES = 400
SEED = 11


class Figure(Record):
    """A figure with its 95 % interval, by resampling whole questions (percentile bootstrap; Efron, 1979)."""

    value: float | None
    low: float | None = None
    high: float | None = None


class Slice(Record):
    """The figures of one sort of answers."""

    answers: int
    accuracy: float | None
    told: float | None
    """The mean score that the coach gave."""
    true: float | None
    """The mean score that the true verdicts make."""


class Figures(Record):
    """All figures of a run."""

    answers: int
    points: int
    not_graded: dict[str, int]
    main: dict[str, Figure]
    confusion: dict[str, dict[str, int]]
    """By the true verdict, then the one that was given."""
    by_kind: dict[str, Slice]
    by_level: dict[str, Slice]
    seconds_p50: float
    seconds_p95: float
    tokens: int
    cost_usd: float | None


def figures(results: Sequence[Result]) -> Figures:
    """Everything that is said of a run. What wasn't graded is counted as such, and in nothing else."""
    import numpy as np

    graded = [one for one in results if one.score is not None]
    seconds = np.array([one.seconds for one in results] or [0.0])
    costs = [one.cost_usd for one in graded if one.cost_usd is not None]
    return Figures(
        answers=len(results),
        points=sum(len(one.told) for one in graded),
        not_graded=dict(Counter(one.reason for one in results if one.score is None)),
        main=with_intervals(graded),
        confusion=_confusion(graded),
        by_kind=_slices(graded, lambda one: one.case.kind),
        by_level=_slices(graded, lambda one: str(one.case.question.level)),
        seconds_p50=float(np.percentile(seconds, 50)),
        seconds_p95=float(np.percentile(seconds, 95)),
        tokens=sum(one.tokens for one in graded),
        cost_usd=sum(costs) if costs else None,
    )


def with_intervals(graded: Sequence[Result]) -> dict[str, Figure]:
    """The main figures with their intervals."""
    import numpy as np

    sums = Sums(graded)
    whole = sums.figures(np.ones(sums.groups))
    dice = np.random.default_rng(SEED)
    drawn: dict[str, list[float]] = {name: [] for name in whole}
    for _ in range(RESAMPLES if sums.groups > 1 else 0):
        times = np.bincount(dice.integers(0, sums.groups, sums.groups), minlength=sums.groups)
        for name, value in sums.figures(times.astype(float)).items():
            if value is not None:
                drawn[name].append(value)
    return {
        name: Figure(value=_rounded(value), low=_at(drawn[name], 2.5), high=_at(drawn[name], 97.5))
        for name, value in whole.items()
    }


def _at(values: Sequence[float], percent: float) -> float | None:
    import numpy as np

    return round(float(np.percentile(values, percent)), 4) if values else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _confusion(results: Sequence[Result]) -> dict[str, dict[str, int]]:
    pairs = Counter((one.case.truth[point], told) for one in results for point, told in one.told.items())
    return {true.value: {told.value: pairs[true, told] for told in VERDICTS} for true in VERDICTS}


def _slices(results: Sequence[Result], of: Callable[[Result], str]) -> dict[str, Slice]:
    found: dict[str, list[Result]] = {}
    for one in results:
        found.setdefault(of(one), []).append(one)
    return {
        name: Slice(
            answers=len(group),
            accuracy=_rounded(_accuracy(group)),
            told=_rounded(sum(one.score or 0.0 for one in group) / len(group)),
            true=_rounded(sum(one.case.score for one in group) / len(group)),
        )
        for name, group in sorted(found.items())
    }


def _accuracy(group: Sequence[Result]) -> float | None:
    import numpy as np

    return Sums(group).figures(np.ones(Sums(group).groups))["accuracy"]
