"""Mastery: what the record says the learner can recall now, per key point, question, topic and section.

**The value**, 0 to 1, is coverage weighted by retrievability. A key point is worth the credit of its last verdict
(covered 1, partial ½, missed or contradicted 0) times the chance that it is still recalled at the moment asked about.
A question, topic or section is worth the mean over its key points that were ever judged, by their weights. So it falls
with time, falls or stays on a miss, and never says anything about what was never asked: that is None, not 0, and
`points` of `of_points` says how much the value rests on.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, tzinfo

from pydantic import Field

from coach.domain.base import Record
from coach.domain.knowledge import Knowledge
from coach.domain.marking import mark_of
from coach.domain.preparation import Mark, Preparation
from coach.domain.question import Level, Question
from coach.domain.recall import Rating, due_on, retrievability
from coach.domain.remembering import PointMemory, QuestionMemory
from coach.domain.scoring import CREDIT, LOST
from coach.domain.syllabus import Topic

HEAVY = 3
"""From this weight on, and if it is core, a missed key point brings its question back by itself."""
LIGHTLY = 60
"""Days between two looks at a topic that the learner calls done."""

Memories = Mapping[str, QuestionMemory]


class Standing(Record):
    """How something stands, and what that rests on."""

    value: float | None = Field(default=None, ge=0, le=1, description="None where nothing was ever asked.")
    points: int = Field(default=0, description="Key points ever judged.")
    of_points: int = Field(default=0, description="Key points that there are.")
    questions: int = Field(default=0, description="Questions ever answered, or given up.")
    of_questions: int = Field(default=0, description="Questions that there are.")
    last: datetime | None = Field(default=None, description="When anything of it was last said.")


def value_of_point(memory: PointMemory, at: datetime) -> float:
    """What the key point is worth at that moment."""
    return max(0.0, CREDIT[memory.verdict]) * retrievability(memory.recall, at)


def standing(questions: Iterable[Question], memories: Memories, at: datetime) -> Standing:
    """How those questions stand together."""
    asked = list(questions)
    seen = [memories[one.id] for one in asked if one.id in memories]
    points = [point for memory in seen for point in memory.points]
    weight = sum(one.point.weight for one in points)
    value = sum(one.point.weight * value_of_point(one, at) for one in points) / weight if points else None
    return Standing(
        value=None if value is None else min(1.0, value),
        points=len(points),
        of_points=sum(len(one.key_points) for one in asked),
        questions=len(seen),
        of_questions=len(asked),
        last=max((memory.last for memory in seen), default=None),
    )


def topic_standings(knowledge: Knowledge, memories: Memories, at: datetime) -> Mapping[str, Standing]:
    """Every topic of the syllabus, written or not, by id."""
    return {topic.id: standing(knowledge.questions_on(topic.id), memories, at) for topic in knowledge.syllabus.topics()}


def section_standings(knowledge: Knowledge, memories: Memories, at: datetime) -> Mapping[str, Standing]:
    """Every section of the syllabus, by id."""
    return {
        section.id: standing(
            [question for topic in section.topics for question in knowledge.questions_on(topic.id)], memories, at
        )
        for section in knowledge.syllabus.sections
    }


def due_of_question(memory: QuestionMemory, zone: tzinfo, interview: date | None) -> date | None:
    """The day to ask the question again, or None for not before the interview.

    That is when the answer as a whole has rested long enough, or, if that is sooner, one of its core or heavy key
    points that was lost. A light point waits for its question: else nearly everything would be due every day.
    """
    lost = [
        one.recall for one in memory.points if one.verdict in LOST and (one.point.core or one.point.weight >= HEAVY)
    ]
    days = [due_on(one.last, one.interval, zone, interview) for one in (memory.recall, *lost)]
    if any(day is None for day in days):
        return None  # all of it was seen on the eve: what an older point still asks for would be asked twice in a day
    return min(day for day in days if day is not None)


def is_done(topic: Topic, preparation: Preparation, memories: Memories, knowledge: Knowledge) -> bool:
    """Whether the topic is reviewed lightly: done by the learner's own account, and no answer since says otherwise.

    The learner's own mark goes before the syllabus'. A question whose last answer was Again brings the topic back,
    until it is answered better.
    """
    if mark_of(topic, preparation) is not Mark.DONE:
        return False
    asked = (memories.get(question.id) for question in knowledge.questions_on(topic.id))
    return not any(memory is not None and memory.rating is Rating.AGAIN for memory in asked)


def light_review(
    topic: Topic, knowledge: Knowledge, memories: Memories, zone: tzinfo, interview: date | None
) -> tuple[Question, date | None] | None:
    """For a topic that is done: the one mid question to look in with, and the day; a day long past if never.

    The question is the mid one answered longest ago, never before any other; another level only where there is no mid.
    """
    asked = knowledge.questions_on(topic.id, Level.MID) or knowledge.questions_on(topic.id)
    if not asked:
        return None
    seen = [memories[one.id].last for one in knowledge.questions_on(topic.id) if one.id in memories]
    question = min(asked, key=lambda one: memories[one.id].last.timestamp() if one.id in memories else 0.0)
    if not seen:
        return question, date.min
    return question, due_on(max(seen), LIGHTLY, zone, interview)


def forecast(
    questions: Iterable[Question], memories: Memories, start: datetime, days: int, step: int = 1
) -> tuple[tuple[int, float], ...]:
    """How those questions' value would fall without practice: (days from `start`, value); empty if never asked."""
    points = [point for one in questions if one.id in memories for point in memories[one.id].points]
    weight = sum(one.point.weight for one in points)
    if not points:
        return ()
    curve: list[tuple[int, float]] = []
    for day in range(0, days + 1, step):
        at = start + timedelta(days=day)
        curve.append((day, sum(one.point.weight * value_of_point(one, at) for one in points) / weight))
    return tuple(curve)
