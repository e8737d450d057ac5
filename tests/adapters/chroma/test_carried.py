"""The vectors that come with the coach are those that its embedding makes, and they spare the first start its work."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from coach.adapters.chroma import carried as module
from coach.adapters.chroma.asked import examples
from coach.adapters.chroma.carried import carried, write_carried
from coach.adapters.chroma.corpus import Corpus
from coach.adapters.chroma.vectors import VectorCache, vectors_of
from coach.adapters.embedded.minilm import SEARCH, MiniLM
from coach.adapters.files.loader import KnowledgeSource
from coach.places import knowledge_folder

SAMPLE = 40
MOST = 0.95
"""The share of texts that must be carried; what a note has changed since is embedded anew, at the next start."""


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """All that the search embeds."""
    corpus = Corpus.of(KnowledgeSource(knowledge_folder()).knowledge)
    return [*(one.text for one in examples()), *(piece.text for piece in corpus.pieces)]


def test_nearly_every_text_has_its_vector(texts: list[str]) -> None:
    missing = [text for text in texts if not carried(SEARCH.id, [text])]

    assert len(missing) <= (1 - MOST) * len(texts), f"{len(missing)} have none: python tools/carry_vectors.py"


def test_they_are_what_the_embedding_makes(texts: list[str]) -> None:
    sample = random.Random(7).sample([text for text in texts if carried(SEARCH.id, [text])], SAMPLE)

    made, kept = MiniLM(tuning=SEARCH).array(sample), carried(SEARCH.id, sample)

    cosines = [float(row @ kept[text]) for row, text in zip(made, sample, strict=True)]
    assert min(cosines) > 0.999, "made by other weights: python tools/carry_vectors.py"
    assert all(abs(np.linalg.norm(kept[text]) - 1) < 1e-5 for text in sample)


class Unasked:
    """An embedding that nobody should ask."""

    id = SEARCH.id

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        raise AssertionError(f"asked for {len(texts)}")


def test_what_is_carried_is_never_embedded_and_what_is_not_is(texts: list[str], tmp_path: Path) -> None:
    cache = VectorCache(tmp_path / "vectors.sqlite3")
    known = [text for text in texts if carried(SEARCH.id, [text])][:50]

    assert vectors_of(known, Unasked(), cache).shape == (50, 384)
    with pytest.raises(AssertionError, match="asked for 1"):
        vectors_of([*known, "A note of my own."], Unasked(), cache)


def test_another_embedding_gets_none_of_them(texts: list[str]) -> None:
    assert carried("another", texts[:10]) == {}


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file is looked for here; nothing is there yet."""
    (tmp_path / "data").mkdir()
    monkeypatch.setattr("coach.adapters.chroma.carried.resources.files", lambda _: tmp_path)
    module._kept.cache_clear()
    yield tmp_path / "data" / module.FILE
    module._kept.cache_clear()


def test_the_file_holds_what_was_written_and_is_the_same_whatever_the_order(elsewhere: Path, tmp_path: Path) -> None:
    rows = np.random.default_rng(1).normal(size=(20, 384)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    vectors = {f"text {number}": row for number, row in enumerate(rows)}
    write_carried(elsewhere, "some", vectors)
    write_carried(tmp_path / "other.npz", "some", dict(reversed(vectors.items())))

    assert elsewhere.read_bytes() == (tmp_path / "other.npz").read_bytes()
    kept = carried("some", [*vectors, "unknown"])
    assert kept.keys() == vectors.keys()
    assert min(float(kept[text] @ vector) for text, vector in vectors.items()) > 0.9999


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 cut off", b"words"])
def test_without_a_file_that_can_be_read_all_is_embedded(elsewhere: Path, content: bytes | None) -> None:
    if content is not None:
        elsewhere.write_bytes(content)

    assert carried(SEARCH.id, ["a text"]) == {}
