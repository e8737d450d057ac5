"""What learners ask, by topic: plain spoken questions as examples beside the notes.

Notes are written in the field's terms, and most spoken questions aren't. A question that is like one that was asked of
a topic before is probably of that topic as well. The examples were written from the syllabus alone, without a look at
the notes or at any question that the search is measured by. Texts and topics are in `data/asked.txt`.
"""

from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CLOSEST = 2
"""Examples that speak for a topic: one is chance."""


class Asked(NamedTuple):
    """A question, and the topics that answer it."""

    text: str
    topics: tuple[str, ...]


@cache
def examples() -> tuple[Asked, ...]:
    """All of them, in the file's order."""
    file = resources.files("coach.adapters.chroma") / "data" / "asked.txt"
    return tuple(parsed(file.read_text(encoding="utf-8")))


def parsed(text: str) -> list[Asked]:
    """Questions, a line each, under `# topic`; after a `|`, other topics that are as right."""
    topic, found = "", []
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("#"):
            topic = line.removeprefix("#").strip()
        else:
            said, _, others = line.partition("|")
            found.append(Asked(said.strip(), (topic, *others.split())))
    return found


class Examples:
    """Their vectors, by topic. Read-only once made."""

    def __init__(self, asked: Sequence[Asked], vectors: "NDArray[np.float32]") -> None:
        """`vectors` has a row an example."""
        import numpy as np

        self._vectors = vectors
        self._rows = {
            topic: np.array([row for row, one in enumerate(asked) if topic in one.topics], dtype=np.int64)
            for topic in dict.fromkeys(topic for one in asked for topic in one.topics)
        }

    def near(self, vector: "NDArray[np.float32]", topics: Sequence[str]) -> "NDArray[np.float64]":
        """For each topic the mean cosine of its closest examples; NaN for one that has none."""
        import numpy as np

        cosines = self._vectors @ vector
        return np.array(
            [
                np.sort(cosines[self._rows[topic]])[-CLOSEST:].mean() if topic in self._rows else np.nan
                for topic in topics
            ],
            dtype=np.float64,
        )
