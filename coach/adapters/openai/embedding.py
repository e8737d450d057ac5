"""Embeddings of any OpenAI-compatible server."""

import hashlib
import re
import threading
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from coach.adapters.openai.client import OPENAI
from coach.errors import RetrievalError

if TYPE_CHECKING:
    from openai import OpenAI

BATCH = 64
"""Texts in one request; servers take from 32 (some local ones) to 2,048."""
LONGEST = 8_000
"""Characters of a text that are sent: no passage is longer, and models read no more than 8,191 tokens."""


class OpenAIEmbedding:
    """One embedding model on one server. Thread-safe; `openai` is imported at the first request."""

    def __init__(
        self,
        model: str,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        seconds: float = 10.0,
        retries: int = 2,
    ) -> None:
        """`seconds` is how long the server may be silent; `retries` how often a passing trouble is tried again."""
        self.model = model
        self.base_url = (base_url or OPENAI).rstrip("/")
        self._api_key = api_key
        self._seconds = seconds
        self._retries = retries
        self._making = threading.Lock()

    @cached_property
    def id(self) -> str:
        """`openai-<model>-<digest>`: the digest tells apart servers that call different models by one name."""
        digest = hashlib.sha256(f"{self.base_url}\n{self.model}".encode()).hexdigest()[:8]
        name = re.sub(r"[^a-z0-9]+", "-", self.model.lower()).strip("-")[:40].strip("-")
        return f"openai-{name}-{digest}" if name else f"openai-{digest}"

    @cached_property
    def _client(self) -> "OpenAI":
        from openai import Omit, OpenAI, Timeout

        if not self._api_key and self.base_url == OPENAI:
            raise RetrievalError("There is no API key for OpenAI's embeddings. Set one, or use the built-in embedding.")
        # What the environment says of the account at OpenAI is nothing that another server should be told.
        untold: Any = {} if self.base_url == OPENAI else {"OpenAI-Organization": Omit(), "OpenAI-Project": Omit()}
        return OpenAI(
            base_url=self.base_url,
            api_key=self._api_key or "none",  # a local server wants no key, the package wants a text
            timeout=Timeout(self._seconds, connect=3.0),
            max_retries=self._retries,
            default_headers=untold,
        )

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One unit vector a text, in order. Raises RetrievalError if the server can't, or sends something else."""
        vectors: list[list[float]] = []
        for start in range(0, len(texts), BATCH):
            # An empty input is an error to OpenAI.
            vectors += self._batch([text[:LONGEST] or " " for text in texts[start : start + BATCH]])
        return vectors

    def _batch(self, texts: Sequence[str]) -> list[list[float]]:
        import numpy as np
        from openai import OpenAIError

        from coach.adapters.openai.failures import explained

        with self._making:
            client = self._client
        failure: Exception | None = None
        try:
            reply = client.embeddings.create(model=self.model, input=list(texts), encoding_format="float")
            found = {one.index: one.embedding for one in reply.data}
            rows = np.array([found[index] for index in range(len(texts))], dtype=np.float64)
            lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        except (OpenAIError, ValueError, TypeError, AttributeError, KeyError) as error:
            failure = error
        if failure is not None:  # raised out here, so that no trace with a request's headers hangs on to it
            said = explained(failure, model=self.model, base_url=self.base_url, api_key=self._api_key)
            raise RetrievalError(f"The embedding “{self.model}” can't be had. {said}")
        if not (np.isfinite(lengths).all() and lengths.all()):
            raise RetrievalError(f"The embedding “{self.model}” gave no usable vectors. Check which model it is.")
        unit: list[list[float]] = (rows / lengths).tolist()
        return unit
