"""Opening the record: made if it isn't there, looked at, brought up to date, and never harmed."""

from pathlib import Path

from coach.adapters.sql.copies import copy_of_files, copy_of_record, is_damaged
from coach.adapters.sql.database import Database
from coach.adapters.sql.engines import postgres_engine, sqlite_engine
from coach.adapters.sql.store import SqlStore
from coach.adapters.sql.upgrading import Newer, upgrade
from coach.errors import Corrupt, StoreError
from coach.ports import Clock

_NEWER = (
    "The record was written by a newer version of the coach than this one. It is safe, and was not changed. "
    "Install the newer version again to go on with it."
)


def open_store(where: Path | str, clock: Clock) -> SqlStore:
    """The record in the SQLite file at a path, or in the Postgres database at a URL.

    Raises Corrupt if it is damaged or newer than this program, after a copy of the file was put beside it (the record
    itself stays as it is); SettingsError if the URL isn't one; StoreError if it can't be opened for another reason.
    """
    return _open_postgres(where, clock) if isinstance(where, str) else _open_sqlite(where, clock)


def _open_postgres(address: str, clock: Clock) -> SqlStore:
    database = Database(postgres_engine(address))
    try:
        upgrade(database)
    except Newer as error:
        raise Corrupt(_NEWER) from error
    return SqlStore(database, clock)


def _open_sqlite(path: Path, clock: Clock) -> SqlStore:
    _make_folder(path)
    if path.is_file() and is_damaged(path):
        raise _damaged(path)
    database = Database(sqlite_engine(path))
    try:
        upgrade(database, keep_copy=lambda why: copy_of_record(path, why))
    except Newer as error:
        database.engine.dispose()
        copy = copy_of_record(path, "newer")
        raise Corrupt(f"{_NEWER} A copy was put beside it: {copy.name}.") from error
    except Corrupt as error:
        database.engine.dispose()
        raise _damaged(path) from error
    return SqlStore(database, clock)


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The folder for the record, {path.parent}, can't be made: {error.strerror}. Nothing was changed. "
            "Choose another folder, or give the coach the right to make this one."
        ) from error


def _damaged(path: Path) -> Corrupt:
    copy = copy_of_files(path, "damaged")
    return Corrupt(
        f"The record, {path.name}, is damaged. It was left as it is, and a copy was put beside it: {copy.name}. "
        "Put a backup in its place, or move it away to start with an empty record."
    )
