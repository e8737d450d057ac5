"""Opening a record that is missing, damaged, too new, out of reach: nothing is ever overwritten."""

import sqlite3
import subprocess
import sys
import traceback
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event

from coach.adapters.sql.store import SqlStore
from coach.adapters.sql.tables import HEAD
from coach.domain.moves import ended
from coach.errors import Corrupt, SettingsError, StoreError
from tests.adapters.sql.samples import START, a_practice, long_practice

Open = Callable[[Path | str], SqlStore]
SECRET = "hunter" + "2"  # in two halves, so that a traceback that quotes this file doesn't hold it


@pytest.fixture
def record(tmp_path: Path, opened: Open) -> Path:
    """A record of some size that nobody has open."""
    path = tmp_path / "record.db"
    store = opened(path)
    store.create(long_practice(40))
    store.close()
    return path


def beside(record: Path) -> list[Path]:
    """What lies beside it but for SQLite's own log and index, which looking at a record may leave."""
    own = {record.name, f"{record.name}-wal", f"{record.name}-shm"}
    return sorted(one for one in record.parent.iterdir() if one.name not in own)


def set_version(record: Path, version: str) -> None:
    with closing(sqlite3.connect(record)) as connection, connection:
        connection.execute("UPDATE coach_version SET version_num = ?", (version,))


def damage(record: Path) -> None:
    """Overwrite pages in the middle, as a failing disk would."""
    with record.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xa5" * 4096 * 6)


def test_a_new_record_is_made_with_its_folder(tmp_path: Path, opened: Open) -> None:
    path = tmp_path / "with spaces ? # 100%" / "deep" / "record.db"

    opened(path).create(a_practice())

    assert opened(path).practice("p1", "ada") == a_practice()
    assert path.parent.stat().st_mode & 0o077 == 0


def test_an_empty_file_is_a_new_record(tmp_path: Path, opened: Open) -> None:
    (tmp_path / "record.db").touch()

    opened(tmp_path / "record.db").create(a_practice())


def test_opening_a_sound_record_leaves_nothing_beside_it(record: Path, opened: Open) -> None:
    opened(record).close()

    assert list(record.parent.iterdir()) == [record]


def test_it_lets_readers_read_while_somebody_writes(record: Path) -> None:
    with closing(sqlite3.connect(record)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.parametrize("harm", [damage, lambda path: path.write_bytes(b"no database, but a letter to my aunt " * 40)])
def test_a_damaged_record_is_kept_and_copied(record: Path, opened: Open, harm: Callable[[Path], None]) -> None:
    harm(record)
    before = record.read_bytes()

    with pytest.raises(Corrupt, match="is damaged") as caught:
        opened(record)
    (copy,) = beside(record)
    first = copy.stat().st_ino
    with pytest.raises(Corrupt, match="is damaged"):
        opened(record)

    assert beside(record) == [copy]  # trying again fills no disk, and overwrites nothing
    assert copy.stat().st_ino == first
    assert copy.name.startswith("record.db.damaged-")
    assert copy.name in str(caught.value)
    assert copy.read_bytes() == record.read_bytes() == before


def test_the_log_of_a_damaged_record_is_copied_too(record: Path, opened: Open) -> None:
    log = Path(f"{record}-wal")
    damage(record)
    log.write_bytes(b"not a log, and so ignored by SQLite, but perhaps of use to a rescuer")

    with pytest.raises(Corrupt):
        opened(record)

    copy, copied_log = beside(record)
    assert copied_log.name == f"{copy.name}-wal"
    assert copied_log.read_bytes().startswith(b"not a log")


def test_damage_that_shows_later_is_told(record: Path, opened: Open) -> None:
    store = opened(record)
    damage(record)

    with pytest.raises(Corrupt, match="damaged"):
        store.practice("p1", "ada")


def test_a_newer_record_is_kept_and_copied(record: Path, opened: Open) -> None:
    set_version(record, "9999")
    before = record.read_bytes()

    for _ in range(2):
        with pytest.raises(Corrupt, match="newer version") as caught:
            opened(record)

    (copy,) = beside(record)
    assert copy.name.startswith("record.db.newer-")
    assert copy.name in str(caught.value)
    assert record.read_bytes() == before
    set_version(copy, HEAD)
    assert opened(copy).practice("p1", "ada") == long_practice(40)


def test_a_part_that_this_version_cannot_read_is_told(record: Path, opened: Open) -> None:
    with closing(sqlite3.connect(record)) as connection, connection:
        connection.execute("""UPDATE turns SET body = json_set(body, '$.mood', 'glad') WHERE position = 7""")

    with pytest.raises(Corrupt, match="newer version"):
        opened(record).practice("p1", "ada")


def test_what_was_written_survives_a_kill(tmp_path: Path, opened: Open) -> None:
    path = tmp_path / "record.db"
    script = (
        "import os, sys; from pathlib import Path\n"
        "from coach.adapters.sql.opening import open_store\n"
        "from tests.adapters.sql.samples import Ticking, long_practice\n"
        "open_store(Path(sys.argv[1]), Ticking()).create(long_practice(9)); os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run([sys.executable, "-c", script, path], cwd=Path(__file__).parents[3], check=False)

    assert killed.returncode == -9
    assert Path(f"{path}-wal").exists()
    assert opened(path).practice("p1", "ada") == long_practice(9)


@pytest.mark.parametrize(
    ("pragma", "said"),
    [("max_page_count = 1", "no room left"), ("query_only = ON", "read but not written")],
)
def test_a_full_or_locked_up_disk_is_said_plainly(record: Path, opened: Open, pragma: str, said: str) -> None:
    """SQLite itself raises these; the pragmas bring about what a full disk and a missing right do."""
    store = opened(record)
    store.close()

    @event.listens_for(store._database.engine, "connect")
    def _spoil(connection: sqlite3.Connection, _entry: object) -> None:
        connection.execute(f"PRAGMA {pragma}")

    with pytest.raises(StoreError, match=said) as caught:
        store.create(long_practice(100, "p2"))

    assert "INSERT" not in str(caught.value)
    assert store.practice("p1", "ada") == long_practice(40)
    assert store.revision("p2") == 0


def test_a_busy_record_is_said_plainly(record: Path, opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.adapters.sql.engines.PATIENCE_S", 0.05)
    store = opened(record)
    with closing(sqlite3.connect(record, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="busy"):
            store.update("p1", "ada", lambda practice: ended(practice, START))
        assert store.practice("p1", "ada").ended_at is None
    store.update("p1", "ada", lambda practice: ended(practice, START))


def test_a_folder_that_cannot_be_is_said_plainly(tmp_path: Path, opened: Open) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StoreError, match="can't be made"):
        opened(tmp_path / "file" / "record.db")
    with pytest.raises(StoreError, match="can't be opened"):
        opened(tmp_path)


def test_a_file_of_another_program_is_left_alone(tmp_path: Path, opened: Open) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE turns (left_or_right TEXT)")

    with pytest.raises(StoreError, match="didn't make: turns"):
        opened(path)

    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("turns",)]


@pytest.mark.parametrize(
    "address", [f"postgresql://coach:{SECRET}@host:{SECRET}/x", f"mysql://{SECRET}@h/x", SECRET, ""]
)
def test_an_address_that_is_none_is_refused_without_repeating_it(address: str, opened: Open) -> None:
    with pytest.raises(SettingsError, match="postgresql://") as caught:
        opened(address)

    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_a_server_that_does_not_answer_is_said_without_the_password(opened: Open) -> None:
    with pytest.raises(StoreError, match="does not answer") as caught:
        opened(f"postgresql://coach:{SECRET}@127.0.0.1:1/coach")

    assert SECRET not in "".join(traceback.format_exception(caught.value))


@pytest.mark.server
def test_a_database_that_is_not_there_is_said_plainly(postgres: str, opened: Open) -> None:
    with pytest.raises(StoreError, match="does not answer, or refused"):
        opened(f"{postgres}/nowhere")


@pytest.mark.server
def test_any_usual_spelling_of_postgres_will_do(postgres_database: str, opened: Open) -> None:
    opened(postgres_database.replace("postgresql+psycopg", "postgres")).create(a_practice())

    assert opened(postgres_database.replace("+psycopg", "")).practice("p1", "ada") == a_practice()


@pytest.mark.server
def test_a_newer_postgres_is_left_alone(postgres_database: str, opened: Open) -> None:
    import psycopg

    opened(postgres_database).create(a_practice())
    with psycopg.connect(postgres_database.replace("+psycopg", "")) as connection:
        connection.execute("UPDATE coach_version SET version_num = '9999'")

    with pytest.raises(Corrupt, match="newer version"):
        opened(postgres_database)

    with psycopg.connect(postgres_database.replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT version_num FROM coach_version").fetchall() == [("9999",)]


@pytest.mark.server
def test_a_lost_connection_is_mended_at_the_next_call(postgres_database: str, opened: Open) -> None:
    import psycopg

    store = opened(postgres_database)
    store.create(a_practice())
    with psycopg.connect(postgres_database.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

    assert store.practice("p1", "ada") == a_practice()


@pytest.mark.server
def test_a_locked_row_is_said_plainly(postgres_database: str, opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    import psycopg

    monkeypatch.setattr("coach.adapters.sql.engines.PATIENCE_S", 1)
    store = opened(postgres_database)
    store.create(a_practice())
    with psycopg.connect(postgres_database.replace("+psycopg", "")) as other:
        other.execute("SELECT * FROM practices FOR UPDATE")
        with pytest.raises(StoreError, match="busy"):
            store.update("p1", "ada", lambda practice: ended(practice, START))
