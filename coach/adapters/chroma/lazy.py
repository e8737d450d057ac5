"""Search that works at once: by words alone until the index is there."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from pydantic import Field

from coach.adapters.chroma.asked import Examples, examples
from coach.adapters.chroma.collection import OnProgress, unwatched
from coach.adapters.chroma.corpus import Corpus
from coach.adapters.chroma.everyday import EVERYDAY
from coach.adapters.chroma.index import open_index, vector_cache
from coach.adapters.chroma.lexical import Lexical
from coach.adapters.chroma.retriever import HybridRetriever, WordRetriever
from coach.adapters.chroma.server import ChromaServer
from coach.adapters.chroma.vectors import vectors_of
from coach.domain.base import Record
from coach.errors import CoachError, RetrievalError
from coach.ports import Embedding, Hit

CLOSING = 20.0
"""Seconds to wait on closing for a batch of embeddings, or an import, to end."""


class IndexStatus(Record):
    """What a screen shows of the index."""

    state: Literal["building", "ready", "failed"]
    done: int = Field(default=0, ge=0, description="Pieces of the notes embedded so far.")
    total: int = Field(default=0, ge=0, description="0 until it is known.")
    message: str = Field(default="", description="Why it failed, fit to be shown.")


def open_retriever(
    corpus: Corpus,
    embedding: Embedding,
    cache: Path,
    *,
    lexical: Lexical | None = None,
    connect: Callable[[], ChromaServer] | None = None,
    on_progress: OnProgress = unwatched,
) -> HybridRetriever:
    """The hybrid retriever, its index built first where need be: on disk, or on the server that `connect` reaches.

    Raises RetrievalError if it can't be built.
    """
    opening = connect().open_index if connect else open_index
    index = opening(corpus, embedding, cache, on_progress)
    topics = {passage.topic for passage in corpus.passages}
    asked = [one for one in examples() if topics & set(one.topics)]

    def on_more(_done: int, _total: int) -> None:
        on_progress(len(corpus.pieces), len(corpus.pieces))

    vectors = vectors_of([*EVERYDAY, *(one.text for one in asked)], embedding, vector_cache(cache), on_more)
    everyday, near = vectors[: len(EVERYDAY)], vectors[len(EVERYDAY) :]
    known = Examples(asked, near) if asked else None
    return HybridRetriever(corpus, lexical or Lexical(corpus), embedding, index, everyday, examples=known)


class LazyRetriever:
    """A retriever that can be asked from the first moment. Threads may share it.

    Until the index is open, and whenever it can't be searched, words alone answer and `status` says so.
    """

    def __init__(
        self,
        corpus: Corpus,
        embedding: Embedding,
        cache: Path,
        *,
        connect: Callable[[], ChromaServer] | None = None,
    ) -> None:
        self._corpus = corpus
        self._lexical = Lexical(corpus)
        self._words = WordRetriever(corpus, self._lexical)
        self._embedding = embedding
        self._cache = cache
        self._connect = connect
        self._hybrid: HybridRetriever | None = None
        self._status = IndexStatus(state="building", total=len(corpus.pieces))
        self._ready = IndexStatus(state="ready", done=len(corpus.pieces), total=len(corpus.pieces))
        self._lock = threading.Lock()
        self._worker: threading.Thread | None = None
        self._closed = False

    @property
    def status(self) -> IndexStatus:
        """Whether the index is being built, ready, or failed."""
        return self._status

    def start(self) -> None:
        """Open the index in the background; again after a failure. Nothing happens while it is at it, or ready."""
        with self._lock:
            if self._status.state == "ready" or (self._worker and self._worker.is_alive()):
                return
            self._status = IndexStatus(state="building", total=len(self._corpus.pieces))
            # Chroma imports httpx in the thread, and openai would look at a half-imported one in another: whole now.
            import httpx  # noqa: F401

            self._worker = threading.Thread(target=self._work, name="notes-index", daemon=True)
            self._worker.start()

    def wait(self, seconds: float | None = None) -> IndexStatus:
        """The status once the work that was started is over, or the time is."""
        if worker := self._worker:
            worker.join(seconds)
        return self._status

    def close(self) -> None:
        """Give up building, and wait until the thread is out of the vendors' code: it must not outlive the program."""
        self._closed = True
        self.wait(CLOSING)

    def search(self, text: str, *, topic: str | None = None, k: int = 5) -> list[Hit]:
        """Up to `k` hits, best first; empty when nothing is relevant."""
        if self._hybrid:
            try:
                hits = self._hybrid.search(text, topic=topic, k=k)
            except RetrievalError as error:
                self._status = IndexStatus(state="failed", message=str(error))
            else:
                if self._status.state == "failed":
                    self._status = self._ready
                return hits
        return self._words.search(text, topic=topic, k=k)

    def _work(self) -> None:
        try:
            self._hybrid = open_retriever(
                self._corpus,
                self._embedding,
                self._cache,
                lexical=self._lexical,
                connect=self._connect,
                on_progress=self._progressed,
            )
        except CoachError as error:
            self._status = IndexStatus(state="failed", message=str(error))
        except Exception as error:  # noqa: BLE001 - a thread has nobody to raise to
            self._status = IndexStatus(state="failed", message=f"The notes' index could not be built: {error}")
        else:
            self._status = self._ready

    def _progressed(self, done: int, total: int) -> None:
        if self._closed:
            raise RetrievalError("The coach was closed while the notes were indexed. What is embedded is kept.")
        self._status = IndexStatus(state="building", done=done, total=total)
