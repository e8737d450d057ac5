"""Practices as rows and back. Pure."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Row

from coach.domain.base import Record
from coach.domain.practice import Pause, Plan, Practice, Turn, TurnState
from coach.errors import Corrupt

R = TypeVar("R", bound=Record)

_PAUSES = TypeAdapter(tuple[Pause, ...])


def parsed(model: type[R], body: str | bytes) -> R:
    """What that JSON holds; Corrupt if this version can't read it."""
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise Corrupt(
            f"A part of the record ({model.__name__.lower()}) can't be read by this version of the coach. "
            "Nothing was changed. Was it written by a newer version? Then install that one again."
        ) from error


def turn_row(practice: str, position: int, turn: Turn) -> dict[str, Any]:
    """The row of `turns` at that position."""
    return {
        "practice_id": practice,
        "position": position,
        "id": turn.id,
        "question": turn.question,
        "topic": turn.topic,
        "is_follow_up": turn.follow_up is not None,
        "state": turn.state.value,
        "score": turn.assessment.score if turn.assessment else None,
        "graded_by": turn.outcome.graded_by if turn.outcome else "",
        "asked_at": turn.asked_at,
        "answered_at": turn.answer.at if turn.answer else None,
        "body": turn.model_dump_json(),
    }


def verdict_rows(practice: str, learner: str, position: int, turn: Turn) -> list[dict[str, Any]]:
    """The rows of `verdicts`: none for a turn that says nothing of what was known.

    That is one that is not graded, that is contested, or whose answer had been shown before it was given.
    """
    if turn.state is not TurnState.GRADED or turn.answer is None or turn.assessment is None:
        return []
    if turn.contests or turn.helped:
        return []
    return [
        {
            "practice_id": practice,
            "position": position,
            "key_point": one.key_point,
            "learner": learner,
            "topic": turn.topic,
            "question": turn.question,
            "is_follow_up": turn.follow_up is not None,
            "verdict": one.verdict.value,
            "graded_by": turn.assessment.graded_by,
            "at": turn.answer.at,
        }
        for one in turn.assessment.verdicts
    ]


def pauses_of(body: str | bytes | None) -> tuple[Pause, ...]:
    """The pauses of a practice; none in one from before there were any."""
    return () if body is None else _PAUSES.validate_json(body)


def pauses_json(pauses: tuple[Pause, ...]) -> str:
    """The pauses as they are kept."""
    return _PAUSES.dump_json(pauses).decode()


def practice_of(rows: Sequence[Row[Any]]) -> Practice:
    """The practice whose columns every row repeats, with the turns in their order; `body` is None without any."""
    first = rows[0]
    return Practice(
        id=first.id,
        learner=first.learner,
        plan=parsed(Plan, first.plan),
        created_at=first.created_at,
        ended_at=first.ended_at,
        pauses=pauses_of(first.pauses),
        turns=tuple(_turn(row.body) for row in rows if row.body is not None),
    )


# Most of the time of an update would go into reading turns that didn't change. The same JSON is always the same turn,
# and a turn is frozen, so it may be shared. Some 20 to 40 kB each.
@lru_cache(maxsize=512)
def _turn(body: str | bytes) -> Turn:
    return parsed(Turn, body)
