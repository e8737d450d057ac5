"""A database with the two ways that the record uses it: reading, and writing while others wait."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from threading import RLock

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.dialects import postgresql, sqlite

from coach.adapters.sql.faults import plain_errors


class Database:
    """An engine on the migrated record. Thread-safe; every method raises StoreError, never what the driver raises."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._reads = engine.execution_options(isolation_level="AUTOCOMMIT")
        # SQLite's waiting writers poll, ever more slowly; those of this process can do better by queueing.
        self._my_turn = RLock() if engine.dialect.name == "sqlite" else nullcontext()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection on which each statement sees the record as it is at that moment."""
        with plain_errors(), self._reads.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: written whole at the end, or not at all if anything is raised inside.

        On SQLite it excludes every other writer; on Postgres whoever wants the same rows.
        """
        with plain_errors(), self._my_turn, self.engine.begin() as connection:
            yield connection

    def insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """An INSERT that can say what to do `ON CONFLICT`, which both databases spell alike."""
        return postgresql.insert(table) if self.engine.dialect.name == "postgresql" else sqlite.insert(table)
