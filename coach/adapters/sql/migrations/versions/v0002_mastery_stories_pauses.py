"""What mastery is made of as rows of its own, stories, and the pauses of a practice."""

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_BATCH = 500


def upgrade() -> None:
    """Make the tables, and fill `verdicts` from the turns that are there."""
    op.add_column("practices", sa.Column("pauses", sa.JSON()))
    op.create_table(
        "stories",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("learner", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_stories"),
    )
    op.create_index("ix_stories_learner_updated_at", "stories", ["learner", "updated_at"])
    verdicts = op.create_table(
        "verdicts",
        sa.Column("practice_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key_point", sa.String(), nullable=False),
        sa.Column("learner", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("is_follow_up", sa.Boolean(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("graded_by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "position", "key_point", name="pk_verdicts"),
        sa.ForeignKeyConstraint(["practice_id"], ["practices.id"], name="fk_verdicts_practice_id"),
    )
    op.create_index("ix_verdicts_learner_at", "verdicts", ["learner", "at"])
    _fill(verdicts)


def _fill(verdicts: sa.Table) -> None:
    """The rows that today's program would have written; a turn's JSON is read as it was written, not as it is now."""
    graded = sa.text(
        "SELECT t.practice_id, t.position, p.learner, t.topic, t.question, t.is_follow_up, t.answered_at, t.body "
        "FROM turns t JOIN practices p ON p.id = t.practice_id WHERE t.state = 'graded'"
    ).columns(is_follow_up=sa.Boolean(), answered_at=sa.DateTime(timezone=True), body=sa.String())
    connection = op.get_bind()
    rows: list[dict[str, Any]] = []
    for turn in connection.execute(graded).all():
        body = turn.body if isinstance(turn.body, dict) else json.loads(turn.body)
        outcome, at = body["outcome"], body["answer"]["at"]
        rows += [
            {
                "practice_id": turn.practice_id,
                "position": turn.position,
                "key_point": one["key_point"],
                "learner": turn.learner,
                "topic": turn.topic,
                "question": turn.question,
                "is_follow_up": turn.is_follow_up,
                "verdict": one["verdict"],
                "graded_by": outcome["graded_by"],
                "at": datetime.fromisoformat(at),
            }
            for one in outcome["verdicts"]
        ]
    for start in range(0, len(rows), _BATCH):
        connection.execute(sa.insert(verdicts), rows[start : start + _BATCH])
