"""What goes wrong in a database, said plainly: no SQL, no address, no password, nothing of what the learner wrote."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import exc

from coach.errors import Corrupt, StoreError

BUSY = "The record is busy: another window or process is writing to it. Nothing was changed. Try again in a moment."
DAMAGED = (
    "The record is damaged. Nothing was changed. Close the coach and start it again: it then puts a copy of the record "
    "aside and says where. Keep that copy, and bring back a backup if you have one."
)
FULL = "There is no room left for the record. What was saved before is safe. Free some disk space, then try again."
FAILING = "The disk that holds the record reports a fault. What was saved before may be safe: copy it, then try again."
READ_ONLY = (
    "The record can be read but not written. What was saved before is safe. "
    "Give the coach the right to write to it and to its folder, then try again."
)
UNREACHABLE = (
    "The record's database does not answer, or refused the sign-in. Nothing was changed. "
    "Check that it runs and that its address, user and password are right, then try again."
)
UNOPENABLE = (
    "The record's file can't be opened. Nothing was changed. "
    "Check that its folder exists, that the path is a file, and that the coach may read and write both."
)
DOUBLE = "There is something under that id in the record already. Nothing was changed."
UNKNOWN = (
    "The record could not be read or written. What was saved before is safe. "
    "Try again; if it stays so, start the coach again."
)

# https://www.sqlite.org/rescode.html, primary result codes
_SQLITE: Mapping[int, str] = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: FAILING,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_PERM: READ_ONLY,
    sqlite3.SQLITE_AUTH: READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: UNOPENABLE,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
}
# https://www.postgresql.org/docs/current/errcodes-appendix.html, by the longest prefix
_POSTGRES: Mapping[str, str] = {
    "08": UNREACHABLE,
    "25006": READ_ONLY,
    "28": UNREACHABLE,
    "3D": UNREACHABLE,
    "40": BUSY,
    "42501": READ_ONLY,
    "53": FAILING,
    "53100": FULL,
    "53300": BUSY,
    "55P03": BUSY,
    "57": UNREACHABLE,
    "58": FAILING,
    "XX001": DAMAGED,
    "XX002": DAMAGED,
}


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn whatever SQLAlchemy and the drivers raise into StoreError, or Corrupt; everything else passes."""
    try:
        yield
    except exc.SQLAlchemyError as error:
        message = _message(error)
        raise (Corrupt if message is DAMAGED else StoreError)(message) from error


def is_damage(error: sqlite3.Error) -> bool:
    """Whether SQLite says by it that the file is damaged, or no database at all."""
    return _SQLITE.get(_code(error)) is DAMAGED


def _message(error: exc.SQLAlchemyError) -> str:
    original = error.orig if isinstance(error, exc.DBAPIError) else None
    if isinstance(error, exc.TimeoutError):
        return BUSY
    if isinstance(error, exc.IntegrityError):
        return DOUBLE
    if isinstance(original, sqlite3.Error):
        return _SQLITE.get(_code(original), UNKNOWN)
    state = getattr(original, "sqlstate", None)
    if state:
        prefixes = [prefix for prefix in _POSTGRES if state.startswith(prefix)]
        return _POSTGRES[max(prefixes, key=len)] if prefixes else UNKNOWN
    # libpq gives no state when there is no connection, or none any more.
    return UNREACHABLE if isinstance(error, exc.OperationalError) else UNKNOWN


def _code(error: sqlite3.Error) -> int:
    """The primary result code; extended ones carry more in their higher bits. 0 where Python itself raised it."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
