"""Looking at a record's SQLite file without touching it, and putting copies of it aside."""

import glob
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from coach.adapters.sql.engines import PATIENCE_S
from coach.adapters.sql.faults import is_damage
from coach.errors import StoreError


def is_damaged(path: Path) -> bool:
    """Whether SQLite finds the file damaged, or not to be a database. It is opened for reading only.

    A file that can't be looked at is not called damaged: whoever opens it for writing learns why.
    """
    try:
        with closing(_reader(path)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok")
    except sqlite3.Error as error:
        return is_damage(error)


def copy_of_files(path: Path, why: str) -> Path:
    """Copy the file as it is, with its write-ahead log, for a record that SQLite can't read.

    The copy is `<name>.<why>-<time of the record's last change>`; one that is there already is left alone, so that
    trying again and again doesn't fill the disk. Raises StoreError if there is no room or no right.
    """
    copy = _copy_name(path, why)
    if not copy.exists():
        with _plain_copying(), TemporaryDirectory(dir=path.parent, prefix=f".{path.name}-") as folder:
            whole = Path(folder, copy.name)
            shutil.copy2(path, whole)
            if _has_log(path):
                shutil.copy2(_log(path), _log(copy))
            whole.rename(copy)
    return copy


def copy_of_record(path: Path, why: str) -> Path:
    """The same for a record that can be read: one consistent file, also while others write to the record."""
    copy = _copy_name(path, why)
    if not copy.exists():
        with _plain_copying(), TemporaryDirectory(dir=path.parent, prefix=f".{path.name}-") as folder:
            whole = Path(folder, copy.name)
            with closing(_reader(path)) as source, closing(sqlite3.connect(whole)) as target:
                source.backup(target)
            whole.rename(copy)
    return copy


@contextmanager
def _plain_copying() -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            "A copy of the record could not be put beside it, so the record was left as it is. "
            "Is there room on the disk, and may the coach write to that folder?"
        ) from error


def _reader(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=PATIENCE_S)


def _log(path: Path) -> Path:
    """SQLite's write-ahead log: what it keeps beside the file until it is merged in."""
    return path.with_name(f"{path.name}-wal")


def _has_log(path: Path) -> bool:
    """Whether there is anything in the log; merely looking at a record leaves an empty one."""
    return _log(path).exists() and _log(path).stat().st_size > 0


def _copy_name(path: Path, why: str) -> Path:
    changed = max(one.stat().st_mtime for one in (path, _log(path)) if one == path or _has_log(path))
    return path.with_name(f"{path.name}.{why}-{datetime.fromtimestamp(changed, UTC):%Y%m%dT%H%M%S%fZ}")


def copies_beside(path: Path) -> list[Path]:
    """The copies of the record that were ever put beside it, with what belongs to them."""
    pattern = re.compile(rf"{re.escape(path.name)}\.(?:before|damaged|newer)-.+")
    return sorted(one for one in path.parent.glob(f"{glob.escape(path.name)}.*") if pattern.fullmatch(one.name))
