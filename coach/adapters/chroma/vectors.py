"""Embeddings kept by the hash of their text, so that a changed note costs only its own passages.

One SQLite file: its journal survives a torn write, its locks survive several processes. It is only a cache: what can't
be read is computed again, and a damaged file is thrown away.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from coach.adapters.chroma.carried import carried
from coach.adapters.chroma.collection import OnProgress, unwatched
from coach.errors import RetrievalError
from coach.ports import Embedding

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BATCH = 32
"""Texts embedded between two signs of progress."""
_TABLE = """CREATE TABLE IF NOT EXISTS vectors
    (embedding TEXT NOT NULL, text BLOB NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (embedding, text)) WITHOUT ROWID"""


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


class VectorCache:
    """The vectors in one file. Every method may be called from any thread or process, and none of them raises."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def _do(self, work: Callable[[sqlite3.Connection], None]) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=30)) as connection, connection:
                connection.execute(_TABLE)
                work(connection)
        except (sqlite3.OperationalError, OSError):
            pass  # locked, read-only or full: the vectors are computed, or computed again
        except sqlite3.DatabaseError:
            for name in (self._path, self._path.with_name(self._path.name + "-journal")):
                with suppress(OSError):
                    name.unlink()

    def read(self, embedding: str, texts: Sequence[str]) -> Mapping[str, "NDArray[np.float32]"]:
        """The vectors that are kept, by text."""
        import numpy as np

        found: dict[str, NDArray[np.float32]] = {}

        def look(connection: sqlite3.Connection) -> None:
            for text in texts:
                row = connection.execute(
                    "SELECT vector FROM vectors WHERE embedding = ? AND text = ?", (embedding, _hash(text))
                ).fetchone()
                if row and len(row[0]) % 4 == 0:
                    vector = np.frombuffer(row[0], dtype="<f4")
                    if abs(float(np.linalg.norm(vector)) - 1) < 1e-2:
                        found[text] = vector

        self._do(look)
        return found

    def write(self, embedding: str, vectors: Mapping[str, "NDArray[np.float32]"]) -> None:
        """Keep the vectors of these texts."""
        rows = [(embedding, _hash(text), vector.astype("<f4").tobytes()) for text, vector in vectors.items()]

        def keep(connection: sqlite3.Connection) -> None:
            connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

        self._do(keep)


def vectors_of(
    texts: Sequence[str], embedding: Embedding, cache: VectorCache, on_progress: OnProgress = unwatched
) -> "NDArray[np.float32]":
    """One row a text, embedded only where none comes with the coach and the cache has none.

    Raises RetrievalError if the embedding can't.
    """
    import numpy as np

    kept = carried(embedding.id, texts)
    kept.update(cache.read(embedding.id, [text for text in texts if text not in kept]))
    lengths = {len(vector) for vector in kept.values()}
    if len(lengths) > 1:
        kept = {}
    missing = sorted({text for text in texts if text not in kept}, key=lambda text: (len(text), text))
    done = len(texts) - len(missing)
    on_progress(done, len(texts))
    for start in range(0, len(missing), BATCH):
        batch = missing[start : start + BATCH]
        try:
            rows = np.asarray(embedding.embed(batch), dtype=np.float32)
        except ValueError:  # rows of different lengths
            rows = np.empty(0, dtype=np.float32)
        if rows.ndim != 2 or len(rows) != len(batch) or not np.isfinite(rows).all():
            raise RetrievalError(f"The embedding {embedding.id} gave no usable vectors. Check which model it is.")
        fresh = dict(zip(batch, rows, strict=True))
        cache.write(embedding.id, fresh)
        kept.update(fresh)
        done += len(batch)
        on_progress(done, len(texts))
    if len({len(vector) for vector in kept.values()}) > 1:
        raise RetrievalError(
            f"The embedding {embedding.id} gave vectors of different lengths. Check which model it is."
        )
    return np.stack([kept[text] for text in texts])
