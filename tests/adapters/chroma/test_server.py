"""The index on a real Chroma server."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from coach.adapters.chroma.collection import NotesIndex
from coach.adapters.chroma.lazy import open_retriever
from coach.adapters.chroma.server import ChromaServer, connect
from coach.errors import RetrievalError
from tests.adapters.chroma.parts import PASSAGES, WordEmbedding, corpus
from tests.servers import Running

pytestmark = pytest.mark.server


@pytest.fixture
def server(chroma_server: Running) -> Iterator[ChromaServer]:
    server = connect("127.0.0.1", chroma_server.port, seconds=5)
    yield server
    server.close()


def find(index: NotesIndex, text: str, topic: str | None = None) -> list[str]:
    vector = np.asarray(WordEmbedding().embed([text])[0], dtype=np.float32)
    return [id_ for id_, _ in index.search(vector, topic=topic, k=3)]


def test_it_is_filled_once_and_found_by_another_coach(
    chroma_server: Running, server: ChromaServer, tmp_path: Path
) -> None:
    first = server.open_index(corpus(), WordEmbedding(), tmp_path / "one")
    embedding = WordEmbedding()
    second = connect("127.0.0.1", chroma_server.port).open_index(corpus(), embedding, tmp_path / "two")

    assert find(first, "etag 304")[0] == find(second, "etag 304")[0] == "http-https#etags"
    assert set(find(second, "etag 304", "sql")) == {"sql#lost-updates", "sql#explain"}
    assert embedding.embedded == []


def test_other_notes_have_another_collection(server: ChromaServer, tmp_path: Path) -> None:
    server.open_index(corpus(), WordEmbedding(), tmp_path)
    fewer = server.open_index(corpus(PASSAGES[:2]), WordEmbedding(), tmp_path)

    assert set(find(fewer, "etag 304")) == {"caching#stampede", "caching#ttl"}


def test_a_half_filled_collection_is_not_trusted(chroma_server: Running, server: ChromaServer, tmp_path: Path) -> None:
    import chromadb

    server.open_index(corpus(), WordEmbedding(), tmp_path)
    client = chromadb.HttpClient("127.0.0.1", chroma_server.port)
    (collection,) = client.list_collections()
    client.get_collection(collection.name, embedding_function=None).delete(ids=["http-https#etags/1"])

    assert find(server.open_index(corpus(), WordEmbedding(), tmp_path), "etag 304")[0] == "http-https#etags"


def test_a_collection_that_was_never_completed_is_filled(
    chroma_server: Running, server: ChromaServer, tmp_path: Path
) -> None:
    import chromadb

    server.open_index(corpus(), WordEmbedding(), tmp_path)
    client = chromadb.HttpClient("127.0.0.1", chroma_server.port)
    (collection,) = client.list_collections()
    client.get_collection(collection.name, embedding_function=None).modify(metadata={"complete": "no"})
    embedding = WordEmbedding()

    server.open_index(corpus(), embedding, tmp_path / "elsewhere")

    assert len(embedding.embedded) == 6


def test_four_coaches_fill_it_at_once(chroma_server: Running, tmp_path: Path) -> None:
    def one(number: int) -> str:
        reached = connect("127.0.0.1", chroma_server.port)
        return find(reached.open_index(corpus(), WordEmbedding(), tmp_path / str(number)), "etag 304")[0]

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(one, range(4))) == {"http-https#etags"}


def test_the_whole_retriever_works_over_it(chroma_server: Running, tmp_path: Path) -> None:
    retriever = open_retriever(
        corpus(), WordEmbedding(), tmp_path, connect=lambda: connect("127.0.0.1", chroma_server.port)
    )

    assert retriever.search("ETag", k=1)[0].passage.id == "http-https#etags"


def test_a_server_that_hangs_is_told_in_time(chroma_server: Running, tmp_path: Path) -> None:
    server = connect("127.0.0.1", chroma_server.port, seconds=1)
    index = server.open_index(corpus(), WordEmbedding(), tmp_path)
    os.kill(chroma_server.process.pid, signal.SIGSTOP)
    began = time.monotonic()

    with pytest.raises(RetrievalError, match="could not be read"):
        find(index, "etag")
    with pytest.raises(RetrievalError, match="can't be reached"):
        connect("127.0.0.1", chroma_server.port, seconds=1)

    assert time.monotonic() - began < 10


def test_a_server_that_stopped_is_told(chroma_server: Running, server: ChromaServer, tmp_path: Path) -> None:
    index = server.open_index(corpus(), WordEmbedding(), tmp_path)
    chroma_server.process.kill()
    chroma_server.process.wait(10)

    with pytest.raises(RetrievalError, match="could not be read"):
        find(index, "etag")
    with pytest.raises(RetrievalError, match="could not keep"):
        server.open_index(corpus(), WordEmbedding(), tmp_path)


def test_a_tenant_that_is_not_there_is_told(chroma_server: Running) -> None:
    with pytest.raises(RetrievalError, match="can't be reached"):
        connect("127.0.0.1", chroma_server.port, tenant="nobody")
