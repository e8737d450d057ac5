"""The index on a real Chroma server."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from coach.adapters.chroma.collection import NotesIndex
from coach.adapters.chroma.lazy import open_retriever
from coach.adapters.chroma.server import ChromaServer, connect
from coach.errors import RetrievalError
from tests.adapters.chroma.parts import PASSAGES, WordEmbedding, corpus

pytestmark = pytest.mark.server


class Running(NamedTuple):
    port: int
    process: subprocess.Popen[bytes]


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
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


@pytest.fixture
def server(running: Running) -> Iterator[ChromaServer]:
    server = connect("127.0.0.1", running.port, seconds=5)
    yield server
    server.close()


def find(index: NotesIndex, text: str, topic: str | None = None) -> list[str]:
    vector = np.asarray(WordEmbedding().embed([text])[0], dtype=np.float32)
    return [id_ for id_, _ in index.search(vector, topic=topic, k=3)]


def test_it_is_filled_once_and_found_by_another_coach(running: Running, server: ChromaServer, tmp_path: Path) -> None:
    first = server.open_index(corpus(), WordEmbedding(), tmp_path / "one")
    embedding = WordEmbedding()
    second = connect("127.0.0.1", running.port).open_index(corpus(), embedding, tmp_path / "two")

    assert find(first, "etag 304")[0] == find(second, "etag 304")[0] == "http-https#etags"
    assert set(find(second, "etag 304", "sql")) == {"sql#lost-updates", "sql#explain"}
    assert embedding.embedded == []


def test_other_notes_have_another_collection(server: ChromaServer, tmp_path: Path) -> None:
    server.open_index(corpus(), WordEmbedding(), tmp_path)
    fewer = server.open_index(corpus(PASSAGES[:2]), WordEmbedding(), tmp_path)

    assert set(find(fewer, "etag 304")) == {"caching#stampede", "caching#ttl"}


def test_a_half_filled_collection_is_not_trusted(running: Running, server: ChromaServer, tmp_path: Path) -> None:
    import chromadb

    server.open_index(corpus(), WordEmbedding(), tmp_path)
    client = chromadb.HttpClient("127.0.0.1", running.port)
    (collection,) = client.list_collections()
    client.get_collection(collection.name, embedding_function=None).delete(ids=["http-https#etags/1"])

    assert find(server.open_index(corpus(), WordEmbedding(), tmp_path), "etag 304")[0] == "http-https#etags"


def test_a_collection_that_was_never_completed_is_filled(
    running: Running, server: ChromaServer, tmp_path: Path
) -> None:
    import chromadb

    server.open_index(corpus(), WordEmbedding(), tmp_path)
    client = chromadb.HttpClient("127.0.0.1", running.port)
    (collection,) = client.list_collections()
    client.get_collection(collection.name, embedding_function=None).modify(metadata={"complete": "no"})
    embedding = WordEmbedding()

    server.open_index(corpus(), embedding, tmp_path / "elsewhere")

    assert len(embedding.embedded) == 6


def test_four_coaches_fill_it_at_once(running: Running, tmp_path: Path) -> None:
    def one(number: int) -> str:
        reached = connect("127.0.0.1", running.port)
        return find(reached.open_index(corpus(), WordEmbedding(), tmp_path / str(number)), "etag 304")[0]

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(one, range(4))) == {"http-https#etags"}


def test_the_whole_retriever_works_over_it(running: Running, tmp_path: Path) -> None:
    retriever = open_retriever(corpus(), WordEmbedding(), tmp_path, connect=lambda: connect("127.0.0.1", running.port))

    assert retriever.search("ETag", k=1)[0].passage.id == "http-https#etags"


def test_a_server_that_hangs_is_told_in_time(running: Running, tmp_path: Path) -> None:
    server = connect("127.0.0.1", running.port, seconds=1)
    index = server.open_index(corpus(), WordEmbedding(), tmp_path)
    os.kill(running.process.pid, signal.SIGSTOP)
    began = time.monotonic()

    with pytest.raises(RetrievalError, match="could not be read"):
        find(index, "etag")
    with pytest.raises(RetrievalError, match="can't be reached"):
        connect("127.0.0.1", running.port, seconds=1)

    assert time.monotonic() - began < 10


def test_a_server_that_stopped_is_told(running: Running, server: ChromaServer, tmp_path: Path) -> None:
    index = server.open_index(corpus(), WordEmbedding(), tmp_path)
    running.process.kill()
    running.process.wait(10)

    with pytest.raises(RetrievalError, match="could not be read"):
        find(index, "etag")
    with pytest.raises(RetrievalError, match="could not keep"):
        server.open_index(corpus(), WordEmbedding(), tmp_path)


def test_a_tenant_that_is_not_there_is_told(running: Running) -> None:
    with pytest.raises(RetrievalError, match="can't be reached"):
        connect("127.0.0.1", running.port, tenant="nobody")
