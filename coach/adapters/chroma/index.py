"""The index on disk: immutable, one folder a content, safe to share between processes.

Two processes that write one Chroma path corrupt it (chroma issue 3792). So an index is built in a folder that nobody
else knows, moved into place when whole, and only read from then on:

    <cache>/index/<content hash>-<embedding>/     chroma.sqlite3, …, complete.json (written last)
    <cache>/index/.building-<unique>/             somebody is at it, or died at it
    <cache>/vectors.sqlite3                       the embeddings, by text

The notes are the truth; the whole cache may be deleted at any time.
"""

import json
import os
import shutil
import sqlite3
import threading
import time
import uuid
from contextlib import closing, suppress
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from coach.adapters.chroma.collection import NotesIndex, OnProgress, cosine_space, fill, is_whole, told, unwatched
from coach.adapters.chroma.corpus import Corpus
from coach.adapters.chroma.vectors import VectorCache, vectors_of
from coach.errors import RetrievalError
from coach.ports import Embedding

if TYPE_CHECKING:
    from chromadb.api.client import Client

MANIFEST = "complete.json"
COLLECTION = "notes"
KEPT_SECONDS = 7 * 24 * 3600
"""How long an index of other notes is kept after it was last opened."""
_ATTEMPTS = 3


class _Open(NamedTuple):
    client: "Client"
    notes: NotesIndex


_LOCK = threading.Lock()
_OPEN: dict[Path, _Open] = {}
"""One client a folder for the whole process: a client for each thread fails now and then, a shared one doesn't."""


def vector_cache(cache: Path) -> VectorCache:
    """The embeddings kept under the cache folder."""
    return VectorCache(cache / "vectors.sqlite3")


def open_index(corpus: Corpus, embedding: Embedding, cache: Path, on_progress: OnProgress = unwatched) -> NotesIndex:
    """The index of the corpus, built first where there is none that is whole. Raises RetrievalError if it can't be.

    May be called from any thread and process at once: whoever finishes first is used by all.
    """
    if not corpus.ids:
        raise RetrievalError("There are no notes to search. Check the folder of knowledge with `coach check`.")
    home = cache.resolve() / "index"
    # Chroma's version is part of the name, so that no version ever migrates, that is writes, another one's index.
    folder = home / f"{corpus.hash(embedding.id, version('chromadb'))}-{embedding.id}"
    with _LOCK, told(f"The notes' index at {folder} could not be built. Your practice is safe; try again."):
        opened = _OPEN.get(folder)
        if opened and not _is_complete(folder, corpus):
            _OPEN.pop(folder).client.close()
            opened = None
        if not opened and not (opened := _opened(folder, corpus)):
            _build(corpus, embedding, cache, folder, on_progress)
            opened = _opened(folder, corpus)
            _remove_old(home, folder)
        if not opened:
            raise RetrievalError(f"The notes' index at {folder} can't be read. Delete that folder and start again.")
        _OPEN[folder] = opened
        on_progress(len(corpus.pieces), len(corpus.pieces))
        return opened.notes


def _client(folder: Path) -> "Client":
    import chromadb
    from chromadb.config import Settings

    client = chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))
    return cast("Client", client)


def _is_complete(folder: Path, corpus: Corpus) -> bool:
    """Whether the folder was finished, for these passages, and its database is sound."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest != _manifest(folder, corpus):
            return False
        # Chroma must not meet a damaged file: a failed start poisons its path for the rest of the process.
        with closing(sqlite3.connect(f"{(folder / 'chroma.sqlite3').as_uri()}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except (OSError, ValueError, sqlite3.Error):
        return False


def _manifest(folder: Path, corpus: Corpus) -> dict[str, object]:
    return {"index": folder.name, "ids": [piece.id for piece in corpus.pieces]}


def _opened(folder: Path, corpus: Corpus) -> _Open | None:
    """The index in the folder; None, and whatever is in the folder out of the way, if it isn't whole."""
    if _is_complete(folder, corpus):
        client = _client(folder)
        with suppress(Exception):
            collection = client.get_collection(COLLECTION, embedding_function=None)
            if is_whole(collection, corpus):
                with suppress(OSError):
                    os.utime(folder / MANIFEST)  # somebody needs it: see `_remove_old`
                return _Open(client, NotesIndex(collection))
        client.close()
    _discard(folder)
    return None


def _build(corpus: Corpus, embedding: Embedding, cache: Path, folder: Path, on_progress: OnProgress) -> None:
    vectors = vectors_of([piece.text for piece in corpus.pieces], embedding, vector_cache(cache), on_progress)
    building = folder.parent / f".building-{uuid.uuid4().hex}"
    building.mkdir(parents=True)
    try:
        client = _client(building)
        try:
            collection = client.create_collection(COLLECTION, embedding_function=None, configuration=cosine_space())
            fill(collection, corpus, vectors)
            if not is_whole(collection, corpus):
                raise RetrievalError("Chroma lost passages while the notes' index was built. Try again.")
        finally:
            client.close()
        with (building / MANIFEST).open("w", encoding="utf-8") as file:
            json.dump(_manifest(folder, corpus), file)
            file.flush()
            os.fsync(file.fileno())
        _publish(building, folder, corpus)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _publish(building: Path, folder: Path, corpus: Corpus) -> None:
    """Move a whole index into place, unless somebody else's is already there."""
    for attempt in range(_ATTEMPTS):
        try:
            building.rename(folder)
        except OSError:
            if _is_complete(folder, corpus):
                return
            if attempt == _ATTEMPTS - 1 or not folder.exists():
                raise
            _discard(folder)
        else:
            return


def _discard(folder: Path) -> None:
    """Take a broken folder out of the way in one step, then delete it."""
    aside = folder.with_name(f".broken-{uuid.uuid4().hex}")
    with suppress(FileNotFoundError):
        folder.rename(aside)
        shutil.rmtree(aside, ignore_errors=True)


def _remove_old(home: Path, current: Path) -> None:
    """Delete what else lies there and wasn't opened for a week, leftovers of builds that died included."""
    for folder in home.iterdir():
        if folder == current or not folder.is_dir():
            continue
        manifest = folder / MANIFEST
        with suppress(OSError):
            if time.time() - (manifest if manifest.exists() else folder).stat().st_mtime > KEPT_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
