"""Small real parts: a few passages, and an embedding that is quick, deterministic and counts its work."""

import hashlib
import math
import re
import threading
from collections.abc import Sequence

from coach.adapters.chroma.corpus import Corpus
from coach.domain.note import Passage

TITLES = {"caching": "Caching strategies", "sql": "SQL", "http-https": "HTTP/HTTPS basics"}


def passage(topic: str, anchor: str, text: str) -> Passage:
    return Passage(topic=topic, anchor=anchor, heading=anchor.replace("-", " ").capitalize(), text=text)


PASSAGES = (
    passage(
        "caching", "stampede", "A hot key expires and a thousand readers rebuild it at once.[^x] Let one hold a lock."
    ),
    passage("caching", "ttl", "A time to live bounds how stale an entry may get. Add jitter, so that not all expire."),
    passage("sql", "lost-updates", "Lock the row with `SELECT ... FOR UPDATE` before you write it back."),
    passage("sql", "explain", "`EXPLAIN ANALYZE` runs the statement and shows the plan with real row counts."),
    passage("http-https", "etags", "The server sends an `ETag`; the browser sends `If-None-Match` and gets a 304."),
    passage("http-https", "hsts", "HSTS tells the browser to use only HTTPS for this host from now on."),
)


def corpus(passages: Sequence[Passage] = PASSAGES) -> Corpus:
    return Corpus(passages, TITLES)


class WordEmbedding:
    """A bag of hashed words as a unit vector: texts that share words are near."""

    def __init__(self, id: str = "words-1", size: int = 64) -> None:  # noqa: A002
        self.id = id
        self.size = size
        self.embedded: list[str] = []
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        with self._lock:
            self.embedded += texts
        return [self._vector(text) for text in texts]

    def _vector(self, text: str) -> list[float]:
        vector = [1e-3] * self.size
        for word in re.findall(r"[a-z0-9]+", text.lower()):
            vector[int.from_bytes(hashlib.md5(word.encode()).digest()[:4]) % self.size] += 1
        length = math.sqrt(sum(value * value for value in vector))
        return [value / length for value in vector]
