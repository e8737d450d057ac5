"""Practices and turns into their tables, inside somebody else's transaction."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, insert

from coach.adapters.sql.rows import pauses_json, turn_row, verdict_rows
from coach.adapters.sql.tables import practices, turns, verdicts
from coach.domain.practice import Practice, Turn


def write_practice(connection: Connection, practice: Practice, updated_at: datetime) -> None:
    """A new practice with its turns."""
    new = insert(practices).values(
        id=practice.id,
        learner=practice.learner,
        plan=practice.plan.model_dump_json(),
        created_at=practice.created_at,
        ended_at=practice.ended_at,
        updated_at=updated_at,
        revision=1,
        pauses=pauses_json(practice.pauses),
    )
    connection.execute(new)
    write_turns(connection, practice, dict(enumerate(practice.turns)))


def write_turns(connection: Connection, practice: Practice, new: Mapping[int, Turn]) -> None:
    """Turns by position, with the rows of their verdicts that count."""
    if new:
        connection.execute(insert(turns), [turn_row(practice.id, position, turn) for position, turn in new.items()])
    counting = [
        row for position, turn in new.items() for row in verdict_rows(practice.id, practice.learner, position, turn)
    ]
    if counting:
        connection.execute(insert(verdicts), counting)
