"""What was missed, as cards to learn from: one for each key point, the same on every export."""

from collections.abc import Iterable

from pydantic import Field

from coach.domain.base import Record
from coach.domain.knowledge import Knowledge
from coach.domain.note import Passage
from coach.domain.practice import Practice, Turn, TurnState
from coach.domain.question import Question
from coach.domain.scoring import LOST


class Card(Record):
    """A key point that was missed, or said wrongly."""

    question: str
    key_point: str
    topic: str = Field(description="Its title.")
    topic_id: str
    prompt: str
    place: int = Field(ge=1, description="Of the point among those of the question.")
    points: int = Field(ge=1)
    claim: str
    passage: Passage | None = Field(default=None, description="That proves it, where a note does.")


def cards_of(practices: Iterable[Practice], knowledge: Knowledge) -> tuple[Card, ...]:
    """A card for every key point that was ever missed in a graded answer or a question given up on, in that order.

    A contested verdict makes none, nor does a question that is gone from the knowledge.
    """
    cards: dict[tuple[str, str], Card] = {}
    for practice in practices:
        for turn in practice.turns:
            question = turn.own or knowledge.questions.get(turn.question)
            if question is None:
                continue
            for point in _missed(turn, question):
                if (question.id, point) not in cards:
                    cards[question.id, point] = _card(question, point, knowledge)
    return tuple(cards.values())


def _missed(turn: Turn, question: Question) -> list[str]:
    known = [point.id for point in question.key_points]
    if turn.state is TurnState.GAVE_UP and turn.follow_up is None:
        return known
    if turn.state is not TurnState.GRADED or turn.assessment is None:
        return []
    contested = {contest.key_point for contest in turn.contests}
    lost = {one.key_point for one in turn.assessment.verdicts if one.verdict in LOST} - contested
    return [point for point in known if point in lost]


def _card(question: Question, point: str, knowledge: Knowledge) -> Card:
    claims = [one.id for one in question.key_points]
    found = question.key_point(point)
    passage = None
    if found.see:
        try:
            passage = knowledge.passage(f"{question.topic}#{found.see}")
        except KeyError:
            passage = None
    return Card(
        question=question.id,
        key_point=point,
        topic=knowledge.title_of(question.topic),
        topic_id=question.topic,
        prompt=question.prompt,
        place=claims.index(point) + 1,
        points=len(claims),
        claim=found.claim,
        passage=passage,
    )
