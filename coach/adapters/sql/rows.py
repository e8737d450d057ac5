"""Practices as rows and back. Pure."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import ValidationError
from sqlalchemy import Row

from coach.domain.base import Record
from coach.domain.practice import Plan, Practice, Turn
from coach.errors import Corrupt

R = TypeVar("R", bound=Record)


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


def practice_of(rows: Sequence[Row[Any]]) -> Practice:
    """The practice whose columns every row repeats, with the turns in their order; `body` is None without any."""
    first = rows[0]
    return Practice(
        id=first.id,
        learner=first.learner,
        plan=parsed(Plan, first.plan),
        created_at=first.created_at,
        ended_at=first.ended_at,
        turns=tuple(_turn(row.body) for row in rows if row.body is not None),
    )


# Most of the time of an update would go into reading turns that didn't change. The same JSON is always the same turn,
# and a turn is frozen, so it may be shared. Some 20 to 40 kB each.
@lru_cache(maxsize=512)
def _turn(body: str | bytes) -> Turn:
    return parsed(Turn, body)
