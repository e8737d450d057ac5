"""The index on a Chroma server or on Chroma Cloud.

A server is one writer, so any number of coaches may fill it at once. A collection is named by the content, every coach
writes the same vectors under the same ids, and it counts only once its metadata says that it is complete: a coach that
dies half-way leaves something that the next one completes. Collections of other notes are left alone, since other
coaches may use them.

`chroma run` has no authentication at all: keep it on a private network.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

from coach.adapters.chroma.collection import NotesIndex, OnProgress, cosine_space, fill, is_whole, told, unwatched
from coach.adapters.chroma.corpus import Corpus
from coach.adapters.chroma.index import vector_cache
from coach.adapters.chroma.vectors import vectors_of
from coach.errors import RetrievalError
from coach.ports import Embedding

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

SECONDS = 10.0
"""How long to wait for the server before search goes on without it."""


class ChromaServer:
    """A server that was reached."""

    def __init__(self, client: "Client", address: str) -> None:
        self._client = client
        self._address = address

    def open_index(
        self, corpus: Corpus, embedding: Embedding, cache: Path, on_progress: OnProgress = unwatched
    ) -> NotesIndex:
        """The index of the corpus, filled first where it isn't complete. `cache` keeps the embeddings.

        Raises RetrievalError if the server or the embedding can't.
        """
        if not corpus.ids:
            raise RetrievalError("There are no notes to search. Check the folder of knowledge with `coach check`.")
        content = corpus.hash(embedding.id)
        name = f"notes-{content}-{re.sub(r'[^a-zA-Z0-9._-]+', '-', embedding.id)[:80].rstrip('._-')}"
        with told(f"The Chroma server at {self._address} could not keep the notes' index. Your practice is safe."):
            collection = self._found(name)
            if not (
                collection and (collection.metadata or {}).get("complete") == content and is_whole(collection, corpus)
            ):
                vectors = vectors_of(
                    [piece.text for piece in corpus.pieces], embedding, vector_cache(cache), on_progress
                )
                collection = self._client.get_or_create_collection(
                    name, embedding_function=None, configuration=cosine_space()
                )
                fill(collection, corpus, vectors)
                if not is_whole(collection, corpus):
                    raise RetrievalError(
                        f"The collection {name} on the Chroma server at {self._address} holds other passages than the "
                        "notes. Delete it and try again."
                    )
                collection.modify(metadata={"complete": content})
        on_progress(len(corpus.pieces), len(corpus.pieces))
        return NotesIndex(collection)

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()

    def _found(self, name: str) -> "Collection | None":
        from chromadb.errors import NotFoundError

        try:
            return self._client.get_collection(name, embedding_function=None)
        except NotFoundError:
            return None


def connect(
    host: str,
    port: int = 8000,
    *,
    ssl: bool = False,
    token: str | None = None,
    headers: Mapping[str, str] | None = None,
    tenant: str = "default_tenant",
    database: str = "default_database",
    seconds: float = SECONDS,
) -> ChromaServer:
    """A Chroma server; Chroma Cloud is `api.trychroma.com`, 443, with `ssl`, a token, its tenant and its database.

    `headers` are for a proxy that guards the server. Raises RetrievalError if the server doesn't answer in `seconds`.
    """
    import chromadb
    from chromadb.config import Settings

    address = f"{host}:{port}"
    sent = dict(headers or {}) | ({"x-chroma-token": token} if token else {})
    with told(
        f"The Chroma server at {address} can't be reached. Your practice is safe; "
        "check the server's address and that it is running."
    ):
        _heartbeat(f"{'https' if ssl else 'http'}://{address}/api/v2/heartbeat", sent, seconds)
        reached = chromadb.HttpClient(
            host=host,
            port=port,
            ssl=ssl,
            headers=sent,
            settings=Settings(anonymized_telemetry=False),
            tenant=tenant,
            database=database,
        )
        client = cast("Client", reached)
        # Chroma's client waits for ever and has no setting for it; a server that hangs must not hang a turn.
        client._server._session.timeout = seconds  # type: ignore[attr-defined]  # noqa: SLF001
    return ChromaServer(client, address)


def _heartbeat(url: str, headers: Mapping[str, str], seconds: float) -> None:
    """Ask for a sign of life, since the client's own first request may wait for ever."""
    from urllib.request import Request, urlopen

    with urlopen(Request(url, headers=dict(headers)), timeout=seconds) as reply:  # noqa: S310 - the scheme is ours
        reply.read()
