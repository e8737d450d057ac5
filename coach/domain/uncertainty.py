"""How far a mean of few scores can be trusted."""

import math

from pydantic import Field

from coach.domain.base import Record

Z = 1.645
"""Of a normal distribution, the point that leaves one in twenty above and one below: a 90 % range."""
FEW = 4
"""Below this many questions a range is too wide to tell neighbouring bands apart."""


class Range(Record):
    """A mean score and where the true one probably lies."""

    mean: float = Field(ge=0, le=1)
    low: float = Field(ge=0, le=1)
    high: float = Field(ge=0, le=1)
    questions: int = Field(ge=1)

    @property
    def is_few(self) -> bool:
        """Whether the range says little."""
        return self.questions < FEW


HOW = (
    "Each question's score is the weight of the key points that you made, follow-up included; a section's score is "
    "their mean. The range is Wilson's 90 % interval with each question as one observation, since the points of one "
    "question rise and fall together. It is on the cautious side: answers may be partly right."
)


def wilson(scores: list[float]) -> Range | None:
    """The mean of scores between 0 and 1 with Wilson's (1927) interval at 90 %; None without any."""
    n = len(scores)
    if not n:
        return None
    mean = min(max(sum(scores) / n, 0.0), 1.0)
    spread = Z * math.sqrt(mean * (1 - mean) / n + Z * Z / (4 * n * n))
    low, high = ((mean + Z * Z / (2 * n) + sign * spread) / (1 + Z * Z / n) for sign in (-1, 1))
    return Range(
        mean=round(mean, 4),
        low=round(max(0.0, min(low, mean)), 4),
        high=round(min(1.0, max(high, mean)), 4),
        questions=n,
    )
