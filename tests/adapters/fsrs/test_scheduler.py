"""FSRS behind our port: its numbers, and nobody's clock or dice."""

import random
from datetime import UTC, datetime, timedelta, timezone

import fsrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.adapters.fsrs.scheduler import LONGEST, FsrsScheduler
from coach.domain.recall import Rating, Review, retrievability

START = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
RATINGS = st.sampled_from(list(Rating))


def reviews(*steps: tuple[float, Rating]) -> tuple[Review, ...]:
    at, found = START, []
    for days, rating in steps:
        at += timedelta(days=days)
        found.append(Review(at, rating))
    return tuple(found)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 90), RATINGS), min_size=1, max_size=12), st.integers(0, 400))
def test_it_is_the_library_s_own_arithmetic(steps: list[tuple[float, Rating]], later: int) -> None:
    """The fold by whole days, its shared prefixes, and our curve: against the library used plainly."""
    history = reviews(*steps)
    plain = fsrs.Scheduler(learning_steps=(), relearning_steps=(), maximum_interval=LONGEST, enable_fuzzing=False)
    card = fsrs.Card(card_id=1, due=START)
    for review in history:
        card, _ = plain.review_card(card, fsrs.Rating(review.rating), review.at)
    scheduler = FsrsScheduler()
    scheduler.recall(history[: len(history) // 2 + 1])

    recall = scheduler.recall(history)

    assert card.last_review
    assert recall.stability == pytest.approx(card.stability)
    assert recall.last == card.last_review
    assert timedelta(days=recall.interval) == card.due - card.last_review
    at = recall.last + timedelta(days=later)
    assert retrievability(recall, at) == pytest.approx(plain.get_card_retrievability(card, at))


def test_the_same_reviews_give_the_same_answer_whatever_was_asked_between() -> None:
    history = reviews((0, Rating.GOOD), (3, Rating.AGAIN), (1, Rating.HARD))
    first = FsrsScheduler().recall(history)
    busy = FsrsScheduler()
    for seed in range(20):
        random.seed(seed)
        busy.recall(reviews((seed, Rating.EASY), (3, Rating.GOOD)))
    assert busy.recall(history) == first


def test_a_miss_comes_back_tomorrow_and_success_rests_longer_each_time() -> None:
    scheduler = FsrsScheduler()
    assert scheduler.recall(reviews((0, Rating.AGAIN))).interval == 1
    intervals, steps = [], [(0.0, Rating.GOOD)]
    for _ in range(5):
        intervals.append(scheduler.recall(reviews(*steps)).interval)
        steps.append((float(intervals[-1]), Rating.GOOD))
    assert intervals == sorted(set(intervals))
    assert intervals[-1] > 60
    steps.append((1.0, Rating.AGAIN))
    assert scheduler.recall(reviews(*steps)).interval < intervals[-1] / 5


def test_nothing_rests_longer_than_a_year() -> None:
    steps = [(0.0, Rating.EASY), *[(365.0, Rating.EASY)] * 12]
    assert FsrsScheduler().recall(reviews(*steps)).interval == LONGEST


def test_a_time_in_another_zone_is_the_same_moment() -> None:
    kolkata = timezone(timedelta(hours=5, minutes=30))
    history = reviews((0, Rating.GOOD), (2, Rating.GOOD))
    there = tuple(Review(review.at.astimezone(kolkata), review.rating) for review in history)
    assert FsrsScheduler().recall(there) == FsrsScheduler().recall(history)
