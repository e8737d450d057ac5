"""What every test stands on: an environment without the developer's settings, and no way out of this machine."""

import ipaddress
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coach.places import knowledge_folder
from tests.canned import Canned
from tests.servers import chroma_server, postgres, postgres_database

__all__ = ["chroma_server", "postgres", "postgres_database"]


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """No OPENAI_* or COACH_* variable leaks in, and every address but this machine's is a closed port.

    So a client that nobody pointed at a local server fails at once, instead of going out.
    """
    for name in list(os.environ):
        if name.upper().startswith(("OPENAI_", "COACH_")):
            monkeypatch.delenv(name)
    connect, connect_ex, resolve = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def refuse(address: Any) -> None:
        if isinstance(address, tuple) and not _is_here(address[0]):
            raise ConnectionRefusedError(f"tests don't go out: {address[0]}")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        refuse(address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        refuse(address)
        return connect_ex(self, address)

    def guarded_resolve(host: Any, *args: Any, **kwargs: Any) -> Any:
        if not _is_here(host):
            raise socket.gaierror(f"tests don't go out: {host}")
        return resolve(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_resolve)


def _is_here(host: Any) -> bool:
    if isinstance(host, bytes):
        host = host.decode(errors="replace")
    if host in {None, "", "localhost", socket.gethostname()}:
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


@pytest.fixture
def canned() -> Iterator[Canned]:
    """A server that speaks OpenAI's protocol and says what the test enqueues."""
    with Canned() as server:
        yield server


def replacing(root: Path) -> None:
    """Give a folder of knowledge the whole syllabus, to be used instead of the built-in one and not on top of it."""
    syllabus = (knowledge_folder() / "syllabus.yaml").read_text(encoding="utf-8")
    (root / "syllabus.yaml").write_text(f"{syllabus}\nreplaces: true\n", encoding="utf-8")


@pytest.fixture(scope="session")
def caching_only(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of knowledge with the whole syllabus and one written topic: an index of it is built in a moment."""
    root = tmp_path_factory.mktemp("caching-only")
    replacing(root)
    shutil.copytree(knowledge_folder() / "topics" / "caching", root / "topics" / "caching")
    return root
