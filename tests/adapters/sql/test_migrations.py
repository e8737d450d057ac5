"""The record's versions: today's code reads every one that was ever written, and a step that fails changes nothing."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from importlib import resources
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from coach.adapters.sql import upgrading
from coach.adapters.sql.store import SqlStore
from coach.adapters.sql.tables import HEAD, VERSION_TABLE, metadata
from coach.domain.moves import ended
from coach.domain.practice import TurnState
from coach.errors import Corrupt, StoreError
from tests.adapters.sql.samples import START, a_practice

Open = Callable[[Path | str], SqlStore]
DATA = Path(__file__).parent / "data"

NEXT_STEP = '''
import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade():
    """Rebuild a table that another one refers to, as SQLite needs it for most changes."""
    with op.batch_alter_table("practices", recreate="always") as table:
        table.add_column(sa.Column("mood", sa.String(), nullable=False, server_default="calm"))
    {then}
'''


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes this program the next version, whose migration ends with the given line."""
    folder = tmp_path / "migrations"

    def become(then: str) -> None:
        with resources.as_file(resources.files("coach.adapters.sql") / "migrations") as own:
            shutil.copytree(own, folder, dirs_exist_ok=True)
        (folder / "versions" / "v0003_next.py").write_text(NEXT_STEP.format(then=then), encoding="utf-8")
        monkeypatch.setattr(upgrading, "SCRIPTS", str(folder))
        monkeypatch.setattr(upgrading, "HEAD", "0003")

    return become


def version(record: Path) -> str:
    with closing(sqlite3.connect(record)) as connection:
        found: str = connection.execute("SELECT version_num FROM coach_version").fetchone()[0]
    return found


def test_the_tables_are_what_the_migrations_make(store: SqlStore) -> None:
    with store._database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE, "compare_server_default": True}
        )

        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == HEAD


@pytest.mark.parametrize("dump", sorted(DATA.glob("record-*.sql")), ids=lambda path: path.stem)
def test_today_s_program_reads_every_older_record(dump: Path, tmp_path: Path, opened: Open) -> None:
    with closing(sqlite3.connect(tmp_path / "old.db")) as connection:
        connection.executescript(dump.read_text(encoding="utf-8"))

    store = opened(tmp_path / "old.db")

    practice = store.practice("p1", "ada")
    states = [turn.state for turn in practice.turns]
    assert states == [TurnState.GRADED, TurnState.NOT_GRADED, TurnState.GRADED, TurnState.SUGGESTED]
    assert [turn.assessment.score for turn in practice.turns if turn.assessment] == [0.5, 1.0, 0.25]
    assert practice.turns[0].hints == ("Think of the herd: naïve 🐢",)
    assert practice.turns[2].follow_up is not None
    assert [line.id for line in store.practices("ada")] == ["p2", "p1"]
    assert store.practices("ada")[0].ended_at is not None
    assert store.preference("ada", "level") == "senior"
    assert store.progress("p1-t3") is not None
    store.update("p1", "ada", lambda practice: ended(practice, START))


def test_there_is_a_sample_of_this_version() -> None:
    assert (DATA / f"record-{HEAD}.sql").exists(), "freeze one, so that later versions keep reading it"


def test_a_migration_keeps_a_copy_of_what_was_before(
    tmp_path: Path, opened: Open, next_version: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    record = tmp_path / "record.db"
    with closing(sqlite3.connect(record)) as connection:
        connection.executescript((DATA / "record-0001.sql").read_text(encoding="utf-8"))
    before = opened(record).practice("p1", "ada")

    next_version("pass")
    after = opened(record).practice("p1", "ada")

    assert after == before
    assert version(record) == "0003"
    (copy,) = tmp_path.glob("record.db.before-0003-*")
    assert version(copy) == "0002"
    monkeypatch.undo()
    assert opened(copy).practice("p1", "ada") == before
    with pytest.raises(Corrupt, match="newer version"):
        opened(record)


def test_a_migration_that_fails_leaves_all_as_it_was(
    place: Path | str, opened: Open, next_version: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(place).create(a_practice())

    next_version("op.execute('INSERT INTO nowhere VALUES (1)')")
    with pytest.raises(StoreError, match="What was saved before is safe"):
        opened(place)

    monkeypatch.undo()
    assert opened(place).practice("p1", "ada") == a_practice()


def test_a_record_that_is_up_to_date_opens_without_alembic(place: Path | str, opened: Open) -> None:
    import subprocess
    import sys

    opened(place).close()
    script = (
        "import sys; from pathlib import Path; from coach.adapters.sql.opening import open_store\n"
        "from tests.adapters.sql.samples import Ticking; where = sys.argv[1]\n"
        "open_store(where if '://' in where else Path(where), Ticking())\n"
        "assert 'alembic' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", script, str(place)], cwd=DATA.parents[3], check=False)

    assert done.returncode == 0
