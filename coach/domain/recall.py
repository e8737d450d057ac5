"""How well something is remembered: ratings of what was said, and the forgetting curve between them.

A scheduler (`coach.ports.Scheduler`) folds the ratings of one thing into a `Recall`; everything else here is pure
arithmetic on it, so that a page can draw thousands of curves without asking the scheduler again.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, tzinfo
from enum import IntEnum
from typing import NamedTuple

from pydantic import Field

from coach.domain.base import Record
from coach.domain.question import Question
from coach.domain.scoring import CREDIT, Band, Verdict, band_of

RETAINED = 0.9
"""What is still recalled after `Recall.stability` days: that is what stability means."""


class Rating(IntEnum):
    """How well something was recalled, in the words of spaced repetition."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Review(NamedTuple):
    """One thing was asked for, and how well it came."""

    at: datetime
    rating: Rating


class Recall(Record):
    """What is known of how well one thing is remembered, after its last review."""

    last: datetime = Field(description="When it was last asked for.")
    stability: float = Field(gt=0, description="Days until the chance of recalling it has fallen to 0.9.")
    decay: float = Field(gt=0, description="How the curve bends: the exponent of its power law.")
    interval: int = Field(ge=1, description="Days until it should be asked for again.")


_OF_VERDICT: Mapping[Verdict, Rating] = {
    Verdict.COVERED: Rating.GOOD,
    Verdict.PARTIAL: Rating.HARD,
    Verdict.MISSING: Rating.AGAIN,
    Verdict.CONTRADICTED: Rating.AGAIN,
}
_OF_BAND: Mapping[Band, Rating] = {
    Band.STRONG: Rating.GOOD,
    Band.SOLID: Rating.GOOD,
    Band.DEVELOPING: Rating.HARD,
    Band.NOT_YET: Rating.AGAIN,
}


def rating_of_point(verdict: Verdict, *, is_follow_up: bool) -> Rating:
    """A key point's rating: covered is Good, partial Hard, missing and contradicted Again.

    Never Easy: a verdict says whether a point was made, not how easily. In a follow-up the question itself points at
    what was missed, so what is covered there is Hard: recalled, with a nudge.
    """
    rating = _OF_VERDICT[verdict]
    return min(rating, Rating.HARD) if is_follow_up else rating


def rating_of_answer(question: Question, verdicts: Mapping[str, Verdict]) -> Rating | None:
    """A whole answer's rating by the band that its verdicts come to: not yet is Again, developing Hard, else Good.

    Easy only where every key point of the rubric was covered: nothing was left to ask about. None if no verdict is on
    a key point that the rubric still has. The cap for a missed core point holds as in the score.
    """
    judged = [point for point in question.key_points if point.id in verdicts]
    if not judged:
        return None
    if len(judged) == len(question.key_points) and all(verdicts[one.id] is Verdict.COVERED for one in judged):
        return Rating.EASY
    earned = sum(CREDIT[verdicts[point.id]] * point.weight for point in judged)
    share = max(0.0, earned / sum(point.weight for point in judged))
    if any(point.core and CREDIT[verdicts[point.id]] <= 0 for point in judged):
        return min(_OF_BAND[band_of(share)], Rating.HARD)
    return _OF_BAND[band_of(share)]


def retrievability(recall: Recall, at: datetime) -> float:
    """The chance, 0 to 1, that it is recalled at that moment; 1 at its last review and before."""
    days = max(0.0, (at - recall.last).total_seconds() / 86_400)
    factor = RETAINED ** (-1 / recall.decay) - 1
    return float((1 + factor * days / recall.stability) ** -recall.decay)


def due_on(last: datetime, interval: int, zone: tzinfo, interview: date | None) -> date | None:
    """The day to come back to what was last asked for at `last` and could rest for `interval` days.

    An interview compresses the schedule towards it. With `room` days from the last review to the eve of the interview,
    `interval` becomes interval · room / (interval + room): short intervals hardly change, long ones shrink to fit, a
    longer one never comes before a shorter one, and all fall on the eve at the latest. None where there is no room
    left: it was seen on the eve, or on the day itself, and nothing more is to be done before the interview.
    """
    day = last.astimezone(zone).date()
    if interview is None:
        return day + timedelta(days=interval)
    room = (interview - day).days - 1
    if room < 1:
        return None
    return day + timedelta(days=max(1, round(interval * room / (interval + room))))
