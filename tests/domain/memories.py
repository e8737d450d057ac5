"""Histories for tests of mastery: random ones too, with a schedule of a few lines in place of a library's."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from hypothesis import strategies as st

from coach.domain.recall import Rating, Recall, Review
from coach.domain.remembering import CountedVerdict
from coach.domain.scoring import Verdict
from tests.domain.builders import NOON

POINTS = ("core", "heavy", "light")
"""The key points of every question of `builders`."""


def plainly(reviews: tuple[Review, ...]) -> Recall:
    """Doubles on each success, starts over on each miss: enough to reason about by hand."""
    days = 1
    for review in reviews:
        days = 1 if review.rating is Rating.AGAIN else min(365, days * 2)
    return Recall(last=reviews[-1].at, stability=days, decay=0.5, interval=days)


def day(number: float) -> datetime:
    return NOON + timedelta(days=number)


def answer(
    question: str, number: float, *verdicts: Verdict, points: Sequence[str] = POINTS, follow_up: bool = False
) -> list[CountedVerdict]:
    """The verdicts on one answer, given on that day; points for which there is none are not judged."""
    return [
        CountedVerdict(f"{question}@{number}", question, point, follow_up, verdict, day(number))
        for point, verdict in zip(points, verdicts, strict=False)
    ]


@st.composite
def histories(draw: st.DrawFn, questions: Sequence[str], *, most: int = 12) -> list[CountedVerdict]:
    """Up to so many answers to those questions, the earliest first."""
    numbers = sorted(draw(st.lists(st.integers(0, 200), max_size=most, unique=True)))
    rows: list[CountedVerdict] = []
    for number in numbers:
        question = draw(st.sampled_from(list(questions)))
        verdicts = draw(st.lists(st.sampled_from(list(Verdict)), min_size=1, max_size=len(POINTS)))
        rows += answer(question, number, *verdicts, follow_up=draw(st.booleans()))
    return rows
