"""SQLAlchemy engines, set so that a transaction excludes others on SQLite and waits its turn on both."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select, true
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from coach.errors import SettingsError

PATIENCE_S = 10
"""How long a writer waits for another to finish."""


def sqlite_engine(path: Path) -> Engine:
    """An engine on that file, which need not exist; its folder must."""
    url = URL.create("sqlite", database=str(path))
    engine = _engine(url, connect_args={"timeout": PATIENCE_S})

    @event.listens_for(engine, "connect")
    def _on_connect(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        # Readers then never wait for a writer. A crash of the coach loses nothing; a power cut may lose the last
        # moments, but damages nothing (https://www.sqlite.org/wal.html): an fsync several times a second while an
        # answer streams in would cost more than that.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")

    return engine


def postgres_engine(address: str) -> Engine:
    """An engine on that URL (`postgresql://user:password@host/database`). It connects later, when it is used.

    Raises SettingsError, without the URL in it, if it isn't one or the driver isn't installed.
    """
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.drivername.split("+")[0] not in {"postgresql", "postgres"}:
        raise SettingsError(
            "The address of the record's database is not understood. Write it as "
            "postgresql://user:password@host:5432/database, with signs such as @ or / in the password percent-encoded."
        )
    try:
        return _engine(
            url.set(drivername="postgresql+psycopg"), pool_pre_ping=True, connect_args={"connect_timeout": PATIENCE_S}
        )
    except ModuleNotFoundError as error:
        raise SettingsError(
            "To keep the record in Postgres, its driver is needed: install interview-coach[postgres]."
        ) from error


def _engine(url: URL, **options: Any) -> Engine:
    # JSON comes from pydantic and goes back to it as text: the database's own reading of it would be work twice.
    engine = create_engine(url, json_serializer=str, json_deserializer=_as_it_is, hide_parameters=True, **options)

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        if connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
            return
        if connection.dialect.name == "sqlite":
            # Taken at once: a transaction that reads first and wants to write later would fail instead of waiting.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(select(func.set_config("lock_timeout", f"{PATIENCE_S}s", true())))

    return engine


def _as_it_is(text: str | bytes) -> str | bytes:
    return text
