"""The clock of a practice: what has passed, what is left, and when it stands still. The time is handed in."""

from datetime import datetime, timedelta
from enum import StrEnum

from coach.domain.practice import Pause, Practice, Turn

NEARLY = 0.8
"""The share of the time after which an interviewer looks at the clock."""
_NONE = timedelta(0)


class Nudge(StrEnum):
    """What an interviewer says about the time."""

    NEARLY = "nearly"
    OVER = "over"


def is_paused(practice: Practice) -> bool:
    """Whether the clock stands still."""
    return bool(practice.pauses) and practice.pauses[-1].until is None


def paused(practice: Practice, at: datetime) -> Practice:
    """The practice with its clock stopped; stopping it twice, or after the end, changes nothing."""
    if practice.ended_at is not None or is_paused(practice):
        return practice
    return practice.model_copy(update={"pauses": (*practice.pauses, Pause(at=at))})


def resumed(practice: Practice, at: datetime) -> Practice:
    """The practice with its clock going; starting it twice changes nothing."""
    if not is_paused(practice):
        return practice
    last = practice.pauses[-1]
    closed = last.model_copy(update={"until": max(at, last.at)})
    return practice.model_copy(update={"pauses": (*practice.pauses[:-1], closed)})


def between(practice: Practice, start: datetime, end: datetime) -> timedelta:
    """The time that the clock went between the two moments: pauses are left out."""
    if end <= start:
        return _NONE
    stood = _NONE
    for pause in practice.pauses:
        overlap = min(end, pause.until or end) - max(start, pause.at)
        stood += max(overlap, _NONE)
    return max(end - start - stood, _NONE)


def elapsed(practice: Practice, now: datetime) -> timedelta:
    """The time that the practice has taken so far, or took until its end."""
    return between(practice, practice.created_at, practice.ended_at or now)


def remaining(practice: Practice, now: datetime) -> timedelta | None:
    """The time that is left of the plan's, negative when it is over; None where nobody looks at the clock."""
    if practice.plan.minutes is None:
        return None
    return timedelta(minutes=practice.plan.minutes) - elapsed(practice, now)


def nudge(practice: Practice, now: datetime) -> Nudge | None:
    """What to say about the time now, or None."""
    left = remaining(practice, now)
    if left is None or practice.ended_at is not None:
        return None
    if left <= _NONE:
        return Nudge.OVER
    assert practice.plan.minutes is not None
    return Nudge.NEARLY if elapsed(practice, now) >= NEARLY * timedelta(minutes=practice.plan.minutes) else None


def time_on(practice: Practice, turn: Turn) -> timedelta:
    """The time from the question to its answer, or, without one, to the next question or the end."""
    if turn.answer is not None:
        return between(practice, turn.asked_at, turn.answer.at)
    after = practice.turns[turn.position + 1 : turn.position + 2]
    end = after[0].asked_at if after else practice.ended_at
    return between(practice, turn.asked_at, end) if end else _NONE
