"""What to practise now, and why: due questions first, then weak topics, then new ones, sized to the time there is."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, tzinfo
from enum import StrEnum
from itertools import chain, zip_longest
from typing import NamedTuple

from pydantic import Field

from coach.domain.base import Record
from coach.domain.choosing import distance
from coach.domain.knowledge import Knowledge
from coach.domain.mastery import (
    Memories,
    due_of_question,
    is_done,
    light_review,
    standing,
    topic_standings,
)
from coach.domain.preparation import Preparation
from coach.domain.question import Level
from coach.domain.remembering import QuestionMemory
from coach.domain.scoring import BAND_FLOORS, Band
from coach.domain.syllabus import Topic

MINUTES_A_QUESTION = 4
"""What a question takes, its follow-ups included."""
WEAK = BAND_FLOORS[Band.SOLID]
"""Below this value a topic is weak."""
SHARE_OF_DUE = 0.6
"""How much of a sitting goes to what is due while there is something else to do: else nobody would get on."""
ROOM_FOR_LIGHT = 4
"""From so many questions on, a sitting has room for one look at a topic that is done."""


class Reason(StrEnum):
    """Why a question is on the agenda."""

    DUE = "due"
    WEAK = "weak"
    NEW = "new"
    LIGHT = "done"


class Item(Record):
    """A question to practise."""

    question: str
    topic: str
    reason: Reason
    worth: float = Field(ge=0, description="How much is to be gained, among items of the same reason.")
    due: date | None = Field(default=None, description="Since when it is due.")


class Agenda(Record):
    """What to practise in one sitting, in order."""

    items: tuple[Item, ...] = ()
    due: int = Field(default=0, ge=0, description="Questions that are due, those that found no room included.")
    days_left: int | None = Field(default=None, description="Until the interview.")
    next_due: date | None = Field(default=None, description="When the next question falls due, if none is now.")

    @property
    def minutes(self) -> int:
        """About how long it takes."""
        return MINUTES_A_QUESTION * len(self.items)

    @property
    def topics(self) -> tuple[str, ...]:
        """Its topics, each once, in order."""
        return tuple(dict.fromkeys(item.topic for item in self.items))


class Situation(NamedTuple):
    """A learner at a moment: everything that a plan depends on."""

    knowledge: Knowledge
    memories: Memories
    preparation: Preparation
    at: datetime
    zone: tzinfo
    """The learner's: a day ends when theirs does."""
    level: Level

    @property
    def today(self) -> date:
        """The learner's day."""
        return self.at.astimezone(self.zone).date()

    @property
    def interview(self) -> date | None:
        """The interview's day, unless it is over."""
        told = self.preparation.interview
        return told if told and told >= self.today else None

    def due_of(self, memory: QuestionMemory) -> date | None:
        """The day to ask that question again, if there is one."""
        return due_of_question(memory, self.zone, self.interview)


def agenda(now: Situation) -> Agenda:
    """What to practise at that moment."""
    offers = offered(now)
    due = sum(item.reason is Reason.DUE for item in offers)
    return Agenda(
        items=interleaved(_chosen(offers, max(1, now.preparation.minutes // MINUTES_A_QUESTION))),
        due=due,
        days_left=(now.interview - now.today).days if now.interview else None,
        next_due=None if due else _next_due(now),
    )


def offered(now: Situation) -> list[Item]:
    """Everything worth asking now, what is worth most first. Hidden topics offer nothing."""
    standings = topic_standings(now.knowledge, now.memories, now.at)
    items: list[tuple[tuple[float, int, int], Item]] = []
    for section in now.knowledge.syllabus.sections:
        touched = sum(standings[topic.id].questions for topic in section.topics)
        for position, topic in enumerate(section.topics):
            if now.preparation.weight(topic.id) <= 0 or not now.knowledge.is_written(topic.id):
                continue
            done = is_done(topic, now.preparation, now.memories, now.knowledge)
            found = _light(now, topic) if done else _taught(now, topic, standings[topic.id].value)
            # Of two that are worth the same: the section that was touched least, then the order of the syllabus.
            items += [((-item.worth, touched, position), item) for item in found]
    items.sort(key=lambda pair: pair[0])
    return [item for _, item in items]


def _light(now: Situation, topic: Topic) -> Iterator[Item]:
    look = light_review(topic, now.knowledge, now.memories, now.zone, now.interview)
    if look is not None and look[1] is not None and look[1] <= now.today:
        worth = now.preparation.weight(topic.id)
        yield Item(question=look[0].id, topic=topic.id, reason=Reason.LIGHT, worth=worth)


def _taught(now: Situation, topic: Topic, value: float | None) -> Iterator[Item]:
    questions = now.knowledge.questions_on(topic.id)
    weight = now.preparation.weight(topic.id)
    for question in questions:
        memory = now.memories.get(question.id)
        day = now.due_of(memory) if memory else None
        if day is not None and day <= now.today:
            known = standing([question], now.memories, now.at).value or 0.0
            yield Item(question=question.id, topic=topic.id, reason=Reason.DUE, worth=weight * (1 - known), due=day)
    fresh = [question for question in questions if question.id not in now.memories]
    if fresh:
        question = min(fresh, key=lambda one: distance(one.level, now.level))
        if value is not None and value < WEAK:
            yield Item(question=question.id, topic=topic.id, reason=Reason.WEAK, worth=weight * (1 - value))
        else:
            # A topic never asked about goes before more of one that stands well.
            worth = weight * (1.0 if value is None else 0.5 * (1 - value))
            yield Item(question=question.id, topic=topic.id, reason=Reason.NEW, worth=worth)


def _chosen(offers: Sequence[Item], count: int) -> list[Item]:
    by_reason = {reason: [item for item in offers if item.reason is reason] for reason in Reason}
    due, light = by_reason[Reason.DUE], by_reason[Reason.LIGHT]
    pairs = zip_longest(by_reason[Reason.WEAK], by_reason[Reason.NEW])
    others = [item for item in chain.from_iterable(pairs) if item is not None]
    first = due[: max(1, round(SHARE_OF_DUE * count))]
    look = light[:1] if count >= ROOM_FOR_LIGHT else []
    others_first = others[: max(0, count - len(first) - len(look))]
    rest = [*due[len(first) :], *others[len(others_first) :], *light[len(look) :]]
    return [*first, *others_first, *look, *rest][:count]


def interleaved(items: Iterable[Item]) -> tuple[Item, ...]:
    """The items in an order in which no topic follows itself, as far as there is one."""
    left = list(items)
    ordered: list[Item] = []
    while left:
        counts = Counter(item.topic for item in left)
        last = ordered[-1].topic if ordered else None
        others = [item for item in left if item.topic != last] or left
        following = max(others, key=lambda item: counts[item.topic])  # the first of them where they tie
        left.remove(following)
        ordered.append(following)
    return tuple(ordered)


def _next_due(now: Situation) -> date | None:
    wanted = (one for one in now.memories.values() if now.preparation.weight(one.question.topic) > 0)
    days = [now.due_of(memory) for memory in wanted]
    return min((day for day in days if day is not None and day > now.today), default=None)


_RANK = {Reason.DUE: 3.0, Reason.WEAK: 2.0, Reason.NEW: 1.0, Reason.LIGHT: 0.5}
_LAST = 0.1
_PLANNED = 10.0


def priorities(now: Situation) -> Mapping[str, float]:
    """For choosing the next question: how much each topic, and each question, is to come first; 0 leaves a topic out.

    What is on the agenda comes in its order, then whatever else is worth asking, by reason and worth; a topic that has
    nothing to offer comes last.
    """
    found: dict[str, float] = {}
    for topic in now.knowledge.syllabus.topics():
        found[topic.id] = _LAST if now.preparation.weight(topic.id) > 0 else 0.0
    for item in offered(now):
        worth = _RANK[item.reason] + item.worth / (1 + item.worth)
        found[item.question] = worth
        found[item.topic] = max(found[item.topic], worth)
    for place, item in enumerate(reversed(agenda(now).items), start=1):
        found[item.question] = found[item.topic] = _PLANNED + place
    return found
