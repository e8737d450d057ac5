"""What a learner has told of their own preparation: the date, the time they have, what they know, what counts."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from pydantic import Field

from coach.domain.base import Record


class Mark(StrEnum):
    """What the learner says of a topic."""

    DONE = "done"
    """Studied, by their own account: reviewed lightly instead of taught."""
    HIDDEN = "hidden"
    """Not to be practised."""
    TO_DO = "to-do"
    """Neither, though the syllabus says done."""


class Preparation(Record):
    """One learner's. What the syllabus itself marks as done holds where `marks` says nothing."""

    interview: date | None = Field(default=None, description="The day of the interview.")
    minutes: int = Field(default=20, ge=5, le=240, description="How long a sitting may take.")
    marks: Mapping[str, Mark] = Field(default={}, description="By topic.")
    focus: Mapping[str, float] = Field(
        default={}, description="By topic: 1 is as usual, above counts more, below less; 0 leaves it out."
    )

    listed: tuple[str, ...] = Field(
        default=(), description="Topics of the learner's own list that the syllabus doesn't have."
    )

    def weight(self, topic: str) -> float:
        """How much the topic counts, 0 where it is hidden."""
        return 0.0 if self.marks.get(topic) is Mark.HIDDEN else self.focus.get(topic, 1.0)
