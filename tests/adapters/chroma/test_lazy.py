"""Search works from the first moment, and says what it lacks."""

import shutil
import threading
from collections.abc import Sequence
from pathlib import Path

from coach.adapters.chroma.lazy import IndexStatus, LazyRetriever
from coach.errors import RetrievalError
from tests.adapters.chroma.parts import WordEmbedding, corpus


class Held(WordEmbedding):
    """Embeds once it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        assert self.go.wait(30)
        return super().embed(texts)


class Moody(WordEmbedding):
    """Fails as long as `down` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.down = False

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        if self.down:
            raise RetrievalError("The server is down.")
        return super().embed(texts)


def found(retriever: LazyRetriever, text: str = "ETag") -> list[str]:
    return [hit.passage.id for hit in retriever.search(text, k=1)]


def test_words_answer_while_the_index_is_built(tmp_path: Path) -> None:
    embedding = Held()
    retriever = LazyRetriever(corpus(), embedding, tmp_path)

    assert found(retriever) == ["http-https#etags"]
    retriever.start()
    retriever.start()
    assert found(retriever) == ["http-https#etags"]
    assert retriever.wait(0.2).state == "building"
    assert retriever.status.total == 6
    embedding.go.set()
    assert retriever.wait(30) == IndexStatus(state="ready", done=6, total=6)
    assert found(retriever) == ["http-https#etags"]


def test_a_failed_build_is_told_and_can_be_tried_again(tmp_path: Path) -> None:
    embedding = Moody()
    embedding.down = True
    retriever = LazyRetriever(corpus(), embedding, tmp_path)

    retriever.start()
    status = retriever.wait(30)

    assert (status.state, status.message) == ("failed", "The server is down.")
    assert found(retriever) == ["http-https#etags"]
    embedding.down = False
    retriever.start()
    assert retriever.wait(30).state == "ready"


def test_whatever_breaks_the_build_is_told(tmp_path: Path) -> None:
    class Broken(WordEmbedding):
        def embed(self, texts: Sequence[str]) -> list[list[float]]:
            raise ZeroDivisionError("by zero")

    retriever = LazyRetriever(corpus(), Broken(), tmp_path)
    retriever.start()

    assert retriever.wait(30).state == "failed"
    assert "by zero" in retriever.status.message


def test_an_embedding_that_goes_away_costs_meaning_only_until_it_is_back(tmp_path: Path) -> None:
    embedding = Moody()
    retriever = LazyRetriever(corpus(), embedding, tmp_path)
    retriever.start()
    retriever.wait(30)

    embedding.down = True
    assert found(retriever) == ["http-https#etags"]
    assert retriever.status.message == "The server is down."
    embedding.down = False
    assert found(retriever) == ["http-https#etags"]
    assert retriever.status.state == "ready"


def test_a_cache_that_is_deleted_costs_no_search(tmp_path: Path) -> None:
    retriever = LazyRetriever(corpus(), WordEmbedding(), tmp_path)
    retriever.start()
    retriever.wait(30)
    shutil.rmtree(tmp_path / "index")

    assert found(retriever) == ["http-https#etags"]
    retriever.start()
    assert retriever.wait(30).state == "ready"
    assert found(retriever) == ["http-https#etags"]


def test_a_server_that_cannot_be_reached_leaves_words(tmp_path: Path) -> None:
    from coach.adapters.chroma.server import connect

    retriever = LazyRetriever(corpus(), WordEmbedding(), tmp_path, connect=lambda: connect("127.0.0.1", 1, seconds=2))
    retriever.start()

    assert "can't be reached" in retriever.wait(30).message
    assert found(retriever) == ["http-https#etags"]
