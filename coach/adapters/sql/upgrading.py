"""Bringing the record's tables up to date, one process at a time, all or nothing."""

from collections.abc import Callable

from sqlalchemy import Connection, column, func, inspect, select, table

from coach.adapters.sql.database import Database
from coach.adapters.sql.tables import HEAD, VERSION_TABLE, metadata
from coach.errors import StoreError

SCRIPTS = "coach.adapters.sql:migrations"
"""The package's own folder of migrations, as Alembic names it."""

_LOCK = 0x434F414348
"""Postgres's advisory locks are numbers; this one is ours (“COACH” in ASCII)."""


class Newer(Exception):
    """The record has a version that this program doesn't know."""


def upgrade(database: Database, keep_copy: Callable[[str], object] = lambda _why: None) -> None:
    """Run the migrations that the record hasn't seen; none, without loading Alembic, if it is up to date.

    `keep_copy` is called with the reason before a record that exists is changed. Raises Newer; StoreError if the
    database holds tables of these names that the coach didn't make, or can't be changed. Either leaves all as it was.
    """
    with database.reading() as connection:
        if _version(connection) == HEAD:
            return
    with database.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        version = _version(connection)
        if version == HEAD:  # another process was quicker
            return
        _migrate(connection, version, keep_copy)


def _migrate(connection: Connection, version: str | None, keep_copy: Callable[[str], object]) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", SCRIPTS)
    if version is None:
        taken = set(inspect(connection).get_table_names()) & set(metadata.tables)
        if taken:
            raise StoreError(
                f"The database holds tables that the coach didn't make: {', '.join(sorted(taken))}. "
                "Nothing was changed. Give the coach a database, or a file, of its own."
            )
    else:
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        if version not in known:
            raise Newer(version)
        keep_copy(f"before-{HEAD}")
    command.upgrade(config, "head")


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    version: str | None = connection.scalar(select(column("version_num")).select_from(table(VERSION_TABLE)))
    return version
