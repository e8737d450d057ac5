"""From features to probabilities: the part to replace when a better judge is trained.

What it must keep is `Scorer`. The one here is a multinomial logistic regression whose coefficients
`tools/train_scorer.py` learns from the graded answers.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Protocol

from coach.adapters.embedded.features import Measured, table
from coach.adapters.embedded.folds import fold_of
from coach.domain.scoring import Verdict

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.floating[Any]]

VERDICTS = (Verdict.COVERED, Verdict.PARTIAL, Verdict.MISSING, Verdict.CONTRADICTED)
"""The order of the columns of probabilities."""


class Scorer(Protocol):
    """Turns measurements into calibrated probabilities."""

    def verdicts(self, measured: Measured) -> "Array":
        """A row a key point, a column a verdict in the order of `VERDICTS`; each row sums to 1."""

    def held(self, measured: Measured) -> "Array":
        """For each misconception, the probability that the answer holds it."""


class Logistic:
    """Multinomial logistic regression on standardised features; what is NaN counts as average."""

    def __init__(self, names: list[str], mean: "Array", scale: "Array", weights: "Array") -> None:
        """`weights` has a row a feature and a last one for the intercept, and a column a class."""
        self.names = names
        self._mean, self._scale, self._weights = mean, scale, weights

    @classmethod
    def of(cls, data: Mapping[str, object]) -> "Logistic":
        """From its JSON."""
        import numpy as np

        numbers = {name: np.asarray(data[name], dtype=np.float64) for name in ("mean", "scale", "weights")}
        names = data["features"]
        assert isinstance(names, list)
        return cls(names, numbers["mean"], numbers["scale"], numbers["weights"])

    def data(self) -> dict[str, object]:
        """As JSON: what `of` reads."""
        return {
            "features": self.names,
            "mean": self._mean.round(5).tolist(),
            "scale": self._scale.round(5).tolist(),
            "weights": self._weights.round(4).tolist(),
        }

    def probabilities(self, rows: "Array") -> "Array":
        """A row for each row, a column for each class."""
        import numpy as np

        standard = np.nan_to_num((rows - self._mean) / self._scale, nan=0.0)
        logits = np.hstack([standard, np.ones((len(rows), 1))]) @ self._weights
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        found: Array = odds / odds.sum(axis=1, keepdims=True)
        return found


class LogisticScorer:
    """One regression for claims, one for the signals of a story, one for misconceptions."""

    def __init__(self, points: Logistic, stories: Logistic, beliefs: Logistic) -> None:
        self._points, self._stories, self._beliefs = points, stories, beliefs

    def verdicts(self, measured: Measured) -> "Array":
        """See `Scorer`."""
        model = self._stories if measured.story else self._points
        return model.probabilities(table(measured.points, model.names))

    def held(self, measured: Measured) -> "Array":
        """See `Scorer`."""
        import numpy as np

        if not measured.beliefs:
            return np.zeros(0)
        chances: Array = self._beliefs.probabilities(table(measured.beliefs, self._beliefs.names))[:, 1]
        return chances


@cache
def built_in() -> LogisticScorer:
    """The scorer that the package carries."""
    return _scorer(_data("scorer.json"))


def unseen(topic: str) -> LogisticScorer:
    """A scorer that was trained without that topic, and without the others of its fold."""
    return _fold(fold_of(topic))


@cache
def _fold(fold: int) -> LogisticScorer:
    return _scorer(_data("scorer-folds.json")[str(fold)])


def _scorer(data: Mapping[str, Any]) -> LogisticScorer:
    return LogisticScorer(*(Logistic.of(data[name]) for name in ("points", "stories", "beliefs")))


def _data(name: str) -> Any:
    path = resources.files("coach.adapters.embedded") / "data" / name
    return json.loads(path.read_text(encoding="utf-8"))
