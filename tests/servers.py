"""Real servers that nobody here wrote, as fixtures: Postgres and Chroma."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest


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


class Running(NamedTuple):
    """A server's port and process."""

    port: int
    process: subprocess.Popen[bytes]


@pytest.fixture
def chroma_server(tmp_path: Path) -> Iterator[Running]:
    """`chroma run` with an empty folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    chroma = str(Path(sys.executable).parent / "chroma")
    process = subprocess.Popen(
        [chroma, "run", "--host", "127.0.0.1", "--port", str(port), "--path", str(tmp_path / "server")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < until:
            with socket.socket() as look:
                if look.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield Running(port, process)
    finally:
        process.kill()
        process.wait(10)
