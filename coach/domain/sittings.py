"""When somebody practised, how it went over time, and how long it took: what the pictures of time are made of."""

import math
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple

from pydantic import Field

from coach.domain.base import Record

LONGEST_MINUTES = 15.0
"""An answer that took longer counts as that: nobody knows whether the learner was still there."""
ENOUGH = 3
"""From so many answers on, a week's score has an interval; fewer say too little."""

# Student's t, two-sided 95 %, by degrees of freedom.
_T = (12.71, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131)
_T_FAR = 2.0


class AnswerLine(NamedTuple):
    """One answer in a list, without its words. No Record: a year of practice has thousands of them."""

    topic: str
    question: str
    is_follow_up: bool
    score: float | None
    """None where it was not graded, is only suggested, or is contested: then it counts in no average."""
    asked_at: datetime
    answered_at: datetime


class Streak(Record):
    """Days in a row."""

    current: int = Field(ge=0, description="Up to today; yesterday still counts, since today isn't over.")
    longest: int = Field(ge=0)
    days: int = Field(ge=0, description="Days with any answer at all.")


class Week(Record):
    """How the answers of one week went."""

    monday: date
    answers: int = Field(ge=1, description="Graded main questions.")
    score: float = Field(ge=0, le=1, description="Their mean.")
    low: float | None = Field(default=None, description="The mean's 95 % interval, where there are enough answers.")
    high: float | None = None


def answers_by_day(answers: Iterable[AnswerLine], zone: tzinfo) -> Counter[date]:
    """How many answers were given on each day, by the learner's own calendar."""
    return Counter(one.answered_at.astimezone(zone).date() for one in answers)


def streak(days: Iterable[date], today: date) -> Streak:
    """The streak that ends today or yesterday, and the longest ever."""
    ordered = sorted(set(days))
    longest = run = 0
    before: date | None = None
    for day in ordered:
        run = run + 1 if before is not None and day - before == timedelta(days=1) else 1
        longest, before = max(longest, run), day
    current = run if before is not None and today - before <= timedelta(days=1) else 0
    return Streak(current=current, longest=longest, days=len(ordered))


def weeks(answers: Iterable[AnswerLine], zone: tzinfo) -> tuple[Week, ...]:
    """Week by week, the mean score of the graded main questions, with the mean's 95 % interval."""
    scores: dict[date, list[float]] = {}
    for one in answers:
        if one.score is not None and not one.is_follow_up:
            scores.setdefault(monday(one.answered_at.astimezone(zone).date()), []).append(one.score)
    return tuple(_week(start, scores[start]) for start in sorted(scores))


def _week(start: date, scores: Sequence[float]) -> Week:
    mean = statistics.fmean(scores)
    if len(scores) < ENOUGH:
        return Week(monday=start, answers=len(scores), score=mean)
    freedom = len(scores) - 1
    half = (_T[freedom - 1] if freedom <= len(_T) else _T_FAR) * statistics.stdev(scores) / math.sqrt(len(scores))
    return Week(monday=start, answers=len(scores), score=mean, low=max(0.0, mean - half), high=min(1.0, mean + half))


def minutes_by_week(answers: Iterable[AnswerLine], zone: tzinfo) -> dict[date, float]:
    """Minutes from question to answer, week by week, each answer counted for `LONGEST_MINUTES` at most."""
    spent: dict[date, float] = {}
    for one in answers:
        start = monday(one.answered_at.astimezone(zone).date())
        spent[start] = spent.get(start, 0.0) + minutes_of(one)
    return dict(sorted(spent.items()))


def minutes_by_topic(answers: Iterable[AnswerLine]) -> dict[str, float]:
    """The same by topic, the longest first."""
    spent: dict[str, float] = {}
    for one in answers:
        spent[one.topic] = spent.get(one.topic, 0.0) + minutes_of(one)
    return dict(sorted(spent.items(), key=lambda item: -item[1]))


def minutes_of(answer: AnswerLine) -> float:
    """How long the answer took, as far as one can say."""
    return min(LONGEST_MINUTES, max(0.0, (answer.answered_at - answer.asked_at).total_seconds() / 60))


def monday(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())
