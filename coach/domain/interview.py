"""A mock interview: what is asked next, and when it is over. Pure."""

import random
from collections.abc import Mapping
from datetime import datetime

from coach.domain.choosing import next_follow_up, next_question, topics_of
from coach.domain.knowledge import Knowledge
from coach.domain.practice import AskedFollowUp, Mode, Plan, Practice, TurnState
from coach.domain.probing import takes_up
from coach.domain.question import Level, Question
from coach.domain.scoring import BAND_FLOORS, Band

FEWEST, MOST = 3, 12
"""Questions that an interview may have."""
SHORTEST, LONGEST = 5, 180
"""Minutes that it may take."""
PER_QUESTION = 5
"""Minutes a question, follow-up included: what is proposed."""
ENOUGH = BAND_FLOORS[Band.STRONG]
"""An answer as good as this isn't followed up."""


def interview_plan(level: Level, *, questions: int, minutes: int, sections: tuple[str, ...] = ()) -> Plan:
    """What an interview draws from; no sections means “surprise me”. ValueError outside what an interview may be."""
    if not FEWEST <= questions <= MOST:
        raise ValueError(f"A mock interview has {FEWEST} to {MOST} questions.")
    if not SHORTEST <= minutes <= LONGEST:
        raise ValueError(f"A mock interview takes {SHORTEST} to {LONGEST} minutes.")
    return Plan(mode=Mode.MOCK_INTERVIEW, level=level, sections=sections, questions=questions, minutes=minutes)


def asked_so_far(practice: Practice) -> int:
    """How many main questions were asked."""
    return sum(turn.follow_up is None for turn in practice.turns)


def next_interview_question(
    knowledge: Knowledge,
    practice: Practice,
    last_asked: Mapping[str, datetime] | None = None,
    *,
    priority: Mapping[str, float] | None = None,
) -> Question | None:
    """The next main question, or None after the last: sections take turns, within each as in a conversation."""
    plan = practice.plan
    if plan.questions is not None and asked_so_far(practice) >= plan.questions:
        return None
    syllabus = knowledge.syllabus
    times = {section.id: 0 for section in syllabus.sections}
    home = {topic.id: section.id for section in syllabus.sections for topic in section.topics}
    for turn in practice.turns:
        if turn.follow_up is None and turn.topic in home:
            times[home[turn.topic]] += 1
    offered = list(dict.fromkeys(home[topic] for topic in topics_of(knowledge, plan)))
    dice = random.Random(f"{practice.id}:sections:{asked_so_far(practice)}")  # noqa: S311 - a shuffle, not a secret
    for section in sorted(dice.sample(offered, len(offered)), key=lambda one: times[one]):
        narrowed = practice.model_copy(update={"plan": plan.model_copy(update={"sections": (section,)})})
        if question := next_question(knowledge, narrowed, last_asked, priority=priority):
            return question
    return None


def next_dig(practice: Practice, question: Question) -> AskedFollowUp | None:
    """The one follow-up that a question may have, on its heaviest point not yet made; None to move on.

    Verdicts that await confirmation point the way too: they choose what is asked, never what counts.
    """
    turn = practice.open_turn
    if turn is None or turn.state not in {TurnState.GRADED, TurnState.SUGGESTED} or turn.assessment is None:
        return None
    if turn.assessment.score >= ENOUGH:
        return None
    return next_follow_up(
        practice,
        question,
        deepest=1,
        unconfirmed=True,
        accept=lambda offer, answered: takes_up(offer, answered, question),
    )
