"""Vectors that come with the coach: of the built-in notes and of what learners ask, by the embedding it comes with.

They spare the first start a minute of two cores. Each is found by its text, so a note that has changed since, or is the
learner's own, is embedded as ever. A number is kept in eight bits, with a scale for each row.
"""

import hashlib
import logging
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zipfile import BadZipFile

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FILE = "vectors.npz"
log = logging.getLogger(__name__)
_KEY = 16
"""Bytes of a text's SHA-256."""


class _Carried(NamedTuple):
    embedding: str
    rows: dict[bytes, int]
    numbers: "NDArray[np.int8]"
    scales: "NDArray[np.float32]"


def carried(embedding: str, texts: Sequence[str]) -> "dict[str, NDArray[np.float32]]":
    """Unit vectors of those texts that come with the coach, if it is by this embedding that they were made."""
    import numpy as np

    kept = _kept()
    if kept.embedding != embedding:
        return {}
    found: dict[str, NDArray[np.float32]] = {}
    for text in texts:
        row = kept.rows.get(_key(text))
        if row is not None:
            vector = kept.numbers[row].astype(np.float32) * kept.scales[row]
            found[text] = vector / np.linalg.norm(vector)
    return found


def write_carried(path: Path, embedding: str, vectors: "Mapping[str, NDArray[np.float32]]") -> None:
    """Write the file, the rows in the order of their keys, so that the same vectors make the same file."""
    import numpy as np

    by_key = {_key(text): vector for text, vector in vectors.items()}
    keys = sorted(by_key)
    rows = np.stack([by_key[key] for key in keys])
    scales = np.abs(rows).max(axis=1) / 127
    np.savez(
        path,
        embedding=np.array(embedding),
        keys=np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(-1, _KEY),
        numbers=np.round(rows / scales[:, None]).astype(np.int8),
        scales=scales.astype(np.float32),
    )


@cache
def _kept() -> _Carried:
    import numpy as np

    file = resources.files("coach.adapters.chroma") / "data" / FILE
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as kept:
            rows = {key.tobytes(): row for row, key in enumerate(kept["keys"])}
            return _Carried(str(kept["embedding"]), rows, kept["numbers"], kept["scales"])
    except (OSError, EOFError, ValueError, KeyError, BadZipFile):
        log.warning("%s can't be read, so all notes are embedded anew", file)
        return _Carried("", {}, np.zeros((0, 0), np.int8), np.zeros(0, np.float32))


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:_KEY]
