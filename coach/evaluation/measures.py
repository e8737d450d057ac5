"""What is measured of a set of results, from sums that can be added up question by question."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from coach.domain.scoring import MADE, Band, Verdict, band_of
from coach.evaluation.running import Result

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.floating[Any]]

VERDICTS = (Verdict.COVERED, Verdict.PARTIAL, Verdict.MISSING, Verdict.CONTRADICTED)
BANDS = tuple(reversed(Band))
"""From the lowest up."""
PARAPHRASES = ("analogy", "terse", "broken-english")
ORDERS = {
    "middling_above_wrong": (("middling",), ("wrong",)),
    "paraphrase_above_middling": (PARAPHRASES, ("middling",)),
    "strong_above_middling": (("strong",), ("middling",)),
}
"""Of two answers to one question, which kind should score above which. Pairs whose true scores say otherwise are left
out: a paraphrase that makes less than the middling answer may well score below it."""


class Sums:
    """The sums of each question, and the figures of any number of times each."""

    def __init__(self, results: Sequence[Result]) -> None:
        import numpy as np

        found: dict[str, list[Result]] = {}
        for result in results:
            found.setdefault(result.case.group, []).append(result)
        grouped = list(found.values())
        self.groups = len(grouped)
        self._verdicts = np.array([_table(_verdict_pairs(group), len(VERDICTS)) for group in grouped])
        self._bands = np.array([_table(_band_pairs(group), len(BANDS)) for group in grouped])
        self._scores = np.array([_moments(group) for group in grouped])
        self._within = np.array([_within(group) for group in grouped])
        self._orders = {
            name: np.array([_ordered(group, *kinds) for group in grouped]) for name, kinds in ORDERS.items()
        }
        self._curve = _Curve(grouped)

    def figures(self, times: "Array") -> dict[str, float | None]:
        """The figures of every question so many times."""
        if not self.groups:
            return dict.fromkeys(NAMES)

        def total(sums: "Array") -> "Array":
            added: Array = (times[(slice(None), *[None] * (sums.ndim - 1))] * sums).sum(axis=0)
            return added

        verdicts, moments = total(self._verdicts), total(self._scores)
        return {
            "accuracy": _share(float(verdicts.trace()), float(verdicts.sum())),
            "macro_f1": _macro_f1(verdicts),
            "auc_pooled": self._curve.area(times),
            "auc_within": _share(*total(self._within)),
            "score_correlation": _correlation(moments),
            "score_rmse": None if moments[0] == 0 else float((moments[6] / moments[0]) ** 0.5),
            "band_kappa": _kappa(total(self._bands)),
            **{name: _share(*total(sums)) for name, sums in self._orders.items()},
        }


NAMES = (
    "accuracy",
    "macro_f1",
    "auc_pooled",
    "auc_within",
    "score_correlation",
    "score_rmse",
    "band_kappa",
    *ORDERS,
)


class _Curve:
    """The chance that a point that was made is thought likelier than one that wasn't, over all answers."""

    def __init__(self, grouped: Sequence[Sequence[Result]]) -> None:
        import numpy as np

        rows = [
            (chance, one.case.truth[point] in MADE, at)
            for at, group in enumerate(grouped)
            for one in group
            for point, chance in one.made.items()
        ]
        rows.sort(key=lambda row: row[0])
        self._made = np.array([made for _, made, _ in rows], dtype=float)
        self._owner = np.array([at for _, _, at in rows], dtype=int)
        chances = np.array([chance for chance, _, _ in rows], dtype=float)
        self._starts = np.searchsorted(chances, chances, side="left")
        self._ends = np.searchsorted(chances, chances, side="right")

    def area(self, times: "Array") -> float | None:
        """The area under the curve, ties counting half."""
        import numpy as np

        if not len(self._owner):
            return None
        weight = times[self._owner]
        yes, no = weight * self._made, weight * (1 - self._made)
        below = np.concatenate([[0.0], np.cumsum(no)])
        won = (yes * (below[self._starts] + below[self._ends]) / 2).sum()
        pairs = yes.sum() * no.sum()
        return float(won / pairs) if pairs else None


def _share(part: float, whole: float) -> float | None:
    return float(part / whole) if whole else None


def _table(pairs: Sequence[tuple[int, int]], size: int) -> "Array":
    import numpy as np

    found = np.zeros((size, size))
    for row, column in pairs:
        found[row, column] += 1
    return found


def _verdict_pairs(group: Sequence[Result]) -> list[tuple[int, int]]:
    return [
        (VERDICTS.index(one.case.truth[point]), VERDICTS.index(told))
        for one in group
        for point, told in one.told.items()
    ]


def _band_pairs(group: Sequence[Result]) -> list[tuple[int, int]]:
    return [
        (BANDS.index(band_of(one.case.score)), BANDS.index(band_of(one.score)))
        for one in group
        if one.score is not None
    ]


def _moments(group: Sequence[Result]) -> tuple[float, ...]:
    """Count, sums and sums of products of the scores told and true, and the sum of their squared distances."""
    told = [one.score or 0.0 for one in group]
    true = [one.case.score for one in group]
    both = list(zip(told, true, strict=True))
    return (
        float(len(group)),
        sum(told),
        sum(true),
        sum(one * one for one in told),
        sum(one * one for one in true),
        sum(one * other for one, other in both),
        sum((one - other) ** 2 for one, other in both),
    )


def _within(group: Sequence[Result]) -> tuple[float, float]:
    """Of the pairs of points of one answer, one made and one not: how many are told apart, and how many there are."""
    won = total = 0.0
    for one in group:
        yes = [chance for point, chance in one.made.items() if one.case.truth[point] in MADE]
        no = [chance for point, chance in one.made.items() if one.case.truth[point] not in MADE]
        won += sum((high > low) + 0.5 * (high == low) for high in yes for low in no)
        total += len(yes) * len(no)
    return won, total


def _ordered(group: Sequence[Result], better: Sequence[str], worse: Sequence[str]) -> tuple[float, float]:
    won = total = 0.0
    for high in (one for one in group if one.case.kind in better):
        for low in (one for one in group if one.case.kind in worse):
            if high.case.score <= low.case.score or high.score is None or low.score is None:
                continue
            won += (high.score > low.score) + 0.5 * (high.score == low.score)
            total += 1
    return won, total


def _macro_f1(verdicts: "Array") -> float | None:
    """The mean F1 of the verdicts that occur, told or true."""
    both = verdicts.sum(axis=0) + verdicts.sum(axis=1)
    found = [2 * float(verdicts[at, at]) / float(both[at]) for at in range(len(both)) if both[at]]
    return sum(found) / len(found) if found else None


def _correlation(moments: "Array") -> float | None:
    """Pearson's, from the sums."""
    n, x, y, xx, yy, xy = (float(one) for one in moments[:6])
    spread = (n * xx - x * x) * (n * yy - y * y)
    return (n * xy - x * y) / spread**0.5 if spread > 1e-12 else None


def _kappa(seen: "Array") -> float | None:
    """Cohen's kappa with quadratic weights (Cohen, 1968): 1 is agreement, 0 is chance."""
    import numpy as np

    if not seen.sum():
        return None
    places = np.arange(len(seen))
    weight = (places[:, None] - places[None, :]) ** 2
    expected = np.outer(seen.sum(axis=1), seen.sum(axis=0)) / seen.sum()
    chance = float((weight * expected).sum())
    return 1.0 - float((weight * seen).sum()) / chance if chance else None
