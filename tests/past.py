"""A learner with a past: practices of months, made by the domain's own transitions, the same for the same seed."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from coach.domain.assessment import Judgement, PointJudgement, assess
from coach.domain.knowledge import Knowledge
from coach.domain.moves import answered, asked, assessed, ended
from coach.domain.practice import Plan, Practice
from coach.domain.scoring import Verdict

SITTING = 8
"""Turns in a practice."""
SAID = "From what I have seen in production, this is what I would say to that. " * 6


def practices(
    knowledge: Knowledge, now: datetime, *, turns: int, days: int, learner: str = "local", seed: int = 7
) -> Iterator[Practice]:
    """So many turns over so many days up to yesterday; the learner gets better, and misses a day now and then."""
    dice = random.Random(seed)
    questions = list(knowledge.questions.values())
    dice.shuffle(questions)
    usual = questions[: max(SITTING, len(questions) // 2)]
    sittings = -(-turns // SITTING)
    left = turns
    for number in range(sittings):
        share = number / sittings
        at = now - timedelta(days=days) + timedelta(days=(days - 1) * share)
        practice = Practice(id=f"past-{number}", learner=learner, plan=Plan(), created_at=at)
        for place in range(min(SITTING, left)):
            question = dice.choice(usual)
            turn = f"past-{number}-{place}"
            practice = asked(practice, question, at, turn=turn)
            at += timedelta(minutes=dice.uniform(1, 6))
            practice = answered(practice, turn, SAID, at)
            skill = 0.35 + 0.45 * share + dice.uniform(-0.2, 0.2)
            points = tuple(
                PointJudgement(key_point=point.id, verdict=_verdict(dice, skill), quote="From what I have seen")
                for point in question.key_points
            )
            outcome = assess(question, SAID, Judgement(points=points, feedback="Clear."), graded_by="openai:past")
            practice = assessed(practice, turn, outcome)
        left -= SITTING
        yield ended(practice, at)


def _verdict(dice: random.Random, skill: float) -> Verdict:
    roll = dice.random()
    if roll < skill:
        return Verdict.COVERED
    return Verdict.PARTIAL if roll < skill + 0.12 else Verdict.CONTRADICTED if roll > 0.97 else Verdict.MISSING
