"""The tables of the record, as SQLAlchemy reads and writes them; the migrations make them."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

HEAD = "0002"
"""The migration that these tables are the outcome of: written here too, since loading Alembic takes longer than
reading the record."""

VERSION_TABLE = "coach_version"
"""Where Alembic keeps the record's version: a name of our own, for a Postgres that other programs use too."""


class Moment(TypeDecorator[datetime]):
    """A time in UTC, with its zone on the way in and on the way out, also where the database knows no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """UTC; ValueError for a time without a zone, since nobody could say later which one was meant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time needs its zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """UTC, and marked as such."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

practices = Table(
    "practices",
    metadata,
    Column("id", String, primary_key=True),
    Column("learner", String, nullable=False),
    Column("plan", JSON, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("updated_at", Moment, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("pauses", JSON),
    Index(None, "learner", "updated_at"),
)

# The columns beside `body` repeat what lists and statistics ask for, so that they need not read it. It comes last:
# SQLite then never touches the pages that a long one overflows to.
# The foreign key holds on Postgres. SQLite only declares it: enforced, it would empty this table when a later
# migration rebuilds `practices`.
turns = Table(
    "turns",
    metadata,
    Column("practice_id", String, ForeignKey("practices.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("id", String, nullable=False),
    Column("question", String, nullable=False),
    Column("topic", String, nullable=False),
    Column("is_follow_up", Boolean, nullable=False),
    Column("state", String, nullable=False),
    Column("score", Float),
    Column("graded_by", String, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("answered_at", Moment),
    Column("body", JSON, nullable=False),
    UniqueConstraint("id"),
)

# What mastery is made of, one row a verdict that counts: a repetition of what stands in the bodies of `turns`, written
# with them, so that a year of practice is read in one narrow scan.
verdicts = Table(
    "verdicts",
    metadata,
    Column("practice_id", String, ForeignKey("practices.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("key_point", String, primary_key=True),
    Column("learner", String, nullable=False),
    Column("topic", String, nullable=False),
    Column("question", String, nullable=False),
    Column("is_follow_up", Boolean, nullable=False),
    Column("verdict", String, nullable=False),
    Column("graded_by", String, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "learner", "at"),
)

stories = Table(
    "stories",
    metadata,
    Column("id", String, primary_key=True),
    Column("learner", String, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("body", JSON, nullable=False),
    Index(None, "learner", "updated_at"),
)

work = Table(
    "work",
    metadata,
    Column("job", String, primary_key=True),
    Column("owner", String, nullable=False),
    Column("stage", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("stopping", Boolean, nullable=False),
    Column("body", JSON, nullable=False),
)

preferences = Table(
    "preferences",
    metadata,
    Column("learner", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
)
