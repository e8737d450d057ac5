"""A record in each database: SQLite in a temporary folder, Postgres on a server of our own."""

import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from coach.adapters.sql.opening import open_store
from coach.adapters.sql.store import SqlStore
from tests.adapters.sql.samples import Ticking


@pytest.fixture
def clock() -> Ticking:
    return Ticking()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of an empty Postgres server without a database's name; it listens on the loopback only."""
    programs = [*Path("/usr/lib/postgresql").glob("*/bin"), *(Path(p).parent for p in [shutil.which("initdb")] if p)]
    if not programs:
        if os.environ.get("CI") == "true":
            pytest.fail("Postgres is not installed, and here it must be.")
        pytest.skip("Postgres is not installed")
    is_root = os.geteuid() == 0  # as whom Postgres refuses to run
    runner = ["runuser", "-u", "postgres", "--"] if is_root else []
    folder = Path(tempfile.mkdtemp(prefix="coach-postgres-", dir="/tmp"))
    data = folder / "data"
    if is_root:
        shutil.chown(folder, "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [*runner, programs[0] / program, *arguments], cwd=folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{program}: {done.stdout}{done.stderr}"

    run("initdb", "-D", str(data), "-A", "trust", "-U", "coach", "-E", "UTF8", "--locale=C", "--no-sync")
    options = f"-c port={port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    run("pg_ctl", "-D", str(data), "-l", str(folder / "log"), "-o", options, "-w", "start")
    try:
        yield f"postgresql+psycopg://coach:s3cret@127.0.0.1:{port}"
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder)


@pytest.fixture
def postgres_database(postgres: str) -> Iterator[str]:
    """The address of an empty database."""
    import psycopg

    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(f"{postgres.replace('+psycopg', '')}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield f"{postgres}/{name}"
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.server)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where an empty record may be made."""
    if request.param == "sqlite":
        return tmp_path / "record.db"
    address: str = request.getfixturevalue("postgres_database")
    return address


@pytest.fixture
def opened(clock: Ticking) -> Iterator[Callable[[Path | str], SqlStore]]:
    """Opens records, and closes them at the end."""
    stores: list[SqlStore] = []

    def open_one(where: Path | str) -> SqlStore:
        stores.append(open_store(where, clock))
        return stores[-1]

    yield open_one
    for store in stores:
        store.close()


@pytest.fixture
def store(place: Path | str, opened: Callable[[Path | str], SqlStore]) -> SqlStore:
    return opened(place)
