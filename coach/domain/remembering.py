"""The record's verdicts, folded into what a learner remembers, question by question.

Only what counts gets here: contested, suggested and not-graded turns leave no verdict on the record.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from coach.domain.knowledge import Knowledge
from coach.domain.question import KeyPoint, Question
from coach.domain.recall import Rating, Recall, Review, rating_of_answer, rating_of_point
from coach.domain.scoring import Verdict


class CountedVerdict(NamedTuple):
    """One verdict that counts. No Record: a year of practice has ten thousand of them."""

    turn: str
    """Names the turn, its practice's id before the last colon: the same for all verdicts on one answer."""
    question: str
    key_point: str
    is_follow_up: bool
    verdict: Verdict
    at: datetime

    @property
    def practice(self) -> str:
        """The practice's id."""
        return self.turn.rpartition(":")[0]


class GivenUp(NamedTuple):
    """A question whose model answer was asked for instead of answering."""

    turn: str
    """Names the turn, as `CountedVerdict.turn` does."""
    question: str
    at: datetime

    @property
    def practice(self) -> str:
        """The practice's id."""
        return self.turn.rpartition(":")[0]


class PointMemory(NamedTuple):
    """One key point: what was last said of it, and how well it is remembered."""

    point: KeyPoint
    verdict: Verdict
    recall: Recall


class QuestionMemory(NamedTuple):
    """One question: its key points that were ever judged, and the answers to it as a whole."""

    question: Question
    points: tuple[PointMemory, ...]
    recall: Recall
    rating: Rating
    """Of the last answer as a whole; Again where it was given up last."""
    answers: int
    """How often it was answered as a main question."""

    @property
    def last(self) -> datetime:
        """When anything of it was last said."""
        return max([self.recall.last, *(point.recall.last for point in self.points)])


Schedule = Callable[[tuple[Review, ...]], Recall]
"""Folds the reviews of one thing, at least one, in order: what `coach.ports.Scheduler.recall` does."""


def remember(
    knowledge: Knowledge, judged: Iterable[CountedVerdict], given_up: Iterable[GivenUp], schedule: Schedule
) -> Mapping[str, QuestionMemory]:
    """What the learner remembers, by question. Questions and key points that are gone from the knowledge are left out.

    Two things are scheduled: every key point, by its verdicts, and every question, by its answers as a whole. Giving a
    question up counts against the question (Again), not against its points: nothing was said about them. A question of
    which only a follow-up counts (the main answer is contested, say) is scheduled by the follow-up's verdict.
    """
    points: dict[str, dict[str, list[tuple[Review, Verdict]]]] = {}
    answers: dict[str, dict[str, tuple[datetime, bool, dict[str, Verdict]]]] = {}
    for one in judged:
        if one.question not in knowledge.questions:
            continue
        review = Review(one.at, rating_of_point(one.verdict, is_follow_up=one.is_follow_up))
        points.setdefault(one.question, {}).setdefault(one.key_point, []).append((review, one.verdict))
        answer = answers.setdefault(one.question, {}).setdefault(one.turn, (one.at, one.is_follow_up, {}))
        answer[2][one.key_point] = one.verdict
    gone: dict[str, list[Review]] = {}
    for each in given_up:
        if each.question in knowledge.questions:
            gone.setdefault(each.question, []).append(Review(each.at, Rating.AGAIN))
    memories: dict[str, QuestionMemory] = {}
    for name in {**answers, **gone}:
        question = knowledge.questions[name]
        memory = _memory(question, points.get(name, {}), answers.get(name, {}), gone.get(name, []), schedule)
        if memory is not None:
            memories[name] = memory
    return memories


def _memory(
    question: Question,
    points: Mapping[str, list[tuple[Review, Verdict]]],
    answers: Mapping[str, tuple[datetime, bool, dict[str, Verdict]]],
    gone: list[Review],
    schedule: Schedule,
) -> QuestionMemory | None:
    known: list[PointMemory] = []
    for point in question.key_points:
        if history := points.get(point.id):
            history.sort(key=lambda one: one[0].at)
            recall = schedule(tuple(review for review, _ in history))
            known.append(PointMemory(point, history[-1][1], recall))
    mains = [(at, verdicts) for at, is_follow_up, verdicts in answers.values() if not is_follow_up]
    counted = mains or ([] if gone else [(at, verdicts) for at, _, verdicts in answers.values()])
    whole = list(gone)
    for at, verdicts in counted:
        if (rating := rating_of_answer(question, verdicts)) is not None:
            whole.append(Review(at, rating))
    if not whole:
        return None
    whole.sort(key=lambda one: one.at)
    return QuestionMemory(question, tuple(known), schedule(tuple(whole)), whole[-1].rating, len(mains))
