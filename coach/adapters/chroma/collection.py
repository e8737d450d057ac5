"""What an index on disk and one on a server have in common: a Chroma collection of the passages' vectors."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from coach.adapters.chroma.corpus import Corpus
from coach.errors import RetrievalError

if TYPE_CHECKING:
    import numpy as np
    from chromadb.api.collection_configuration import CreateCollectionConfiguration
    from chromadb.api.models.Collection import Collection
    from numpy.typing import NDArray

OnProgress = Callable[[int, int], None]
"""Called with how many pieces of the notes are done, and of how many."""
BATCH = 200
"""Records in one write; Chroma Cloud takes 300."""


def unwatched(done: int, total: int) -> None:
    """Progress that nobody looks at."""


@contextmanager
def told(what: str) -> Iterator[None]:
    """Whatever Chroma raises becomes a RetrievalError that begins with `what`."""
    try:
        yield
    except RetrievalError:
        raise
    except Exception as error:  # Chroma and its transport raise all sorts, bare Exceptions included
        raise RetrievalError(f"{what} ({type(error).__name__}: {error})") from error


class NotesIndex:
    """The dense half: a complete collection, only read from. Threads may share it."""

    def __init__(self, collection: "Collection") -> None:
        self._collection = collection

    def search(self, vector: "NDArray[np.float32]", *, topic: str | None, k: int) -> list[tuple[str, float]]:
        """The nearest pieces, at most `k`, nearest first: each one's passage and cosine. A passage may come often.

        Raises RetrievalError if the index can't be read.
        """
        with told("The notes' index could not be read. Your practice is safe; start the coach again to rebuild it."):
            found = self._collection.query(
                query_embeddings=vector.reshape(1, -1),
                n_results=k,
                where={"topic": topic} if topic is not None else None,
                include=["distances"],
            )
        return [
            (piece.partition("/")[0], 1 - distance)
            for piece, distance in zip(found["ids"][0], (found["distances"] or [[]])[0], strict=True)
        ]


def cosine_space() -> "CreateCollectionConfiguration":
    """The configuration of a new collection: distances are 1 − cosine."""
    return {"hnsw": {"space": "cosine"}}


def fill(collection: "Collection", corpus: Corpus, vectors: "NDArray[np.float32]") -> None:
    """Write every piece's vector. Writing twice does no harm."""
    for start in range(0, len(corpus.pieces), BATCH):
        part = corpus.pieces[start : start + BATCH]
        collection.upsert(
            ids=[piece.id for piece in part],
            embeddings=vectors[start : start + BATCH],
            metadatas=[{"topic": piece.passage.topic} for piece in part],
        )


def is_whole(collection: "Collection", corpus: Corpus) -> bool:
    """Whether the collection holds as many pieces as the corpus, and finds the first one by its vector."""
    if collection.count() != len(corpus.pieces):
        return False
    import numpy as np

    first = np.asarray(
        collection.get(ids=[corpus.pieces[0].id], include=["embeddings"])["embeddings"], dtype=np.float32
    )
    if first.ndim != 2 or len(first) != 1:
        return False
    nearest = collection.query(query_embeddings=first, n_results=1, include=["distances"])["distances"]
    return bool(nearest and nearest[0] and abs(nearest[0][0]) < 1e-3)
