"""The cache of embeddings: it saves work, and is never in the way."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from coach.adapters.chroma.vectors import VectorCache, vectors_of
from coach.errors import RetrievalError
from tests.adapters.chroma.parts import WordEmbedding

TEXTS = [f"text number {number}" for number in range(70)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "vectors.sqlite3"


def test_a_second_time_nothing_is_embedded_and_the_vectors_are_the_same(path: Path) -> None:
    first, second = WordEmbedding(), WordEmbedding()

    before = vectors_of(TEXTS, first, VectorCache(path))
    after = vectors_of(TEXTS, second, VectorCache(path))

    assert len(first.embedded) == len(TEXTS)
    assert second.embedded == []
    assert np.array_equal(before, after)


def test_only_what_is_new_is_embedded_and_progress_tells_all(path: Path) -> None:
    vectors_of(TEXTS, WordEmbedding(), VectorCache(path))
    embedding, seen = WordEmbedding(), []

    vectors_of([*TEXTS, "a new one"], embedding, VectorCache(path), lambda done, total: seen.append((done, total)))

    assert embedding.embedded == ["a new one"]
    assert seen == [(70, 71), (71, 71)]


def test_progress_counts_up_and_a_text_that_comes_twice_is_embedded_once(path: Path) -> None:
    embedding, seen = WordEmbedding(), []

    rows = vectors_of([*TEXTS, TEXTS[0]], embedding, VectorCache(path), lambda done, total: seen.append((done, total)))

    assert seen == sorted(seen)
    assert seen[-1] == (71, 71)
    assert len(embedding.embedded) == 70
    assert np.array_equal(rows[0], rows[70])


def test_another_embedding_has_its_own_vectors(path: Path) -> None:
    vectors_of(TEXTS, WordEmbedding(), VectorCache(path))
    other = WordEmbedding("words-2", size=32)

    assert vectors_of(TEXTS, other, VectorCache(path)).shape == (70, 32)
    assert len(other.embedded) == 70


@pytest.mark.parametrize("damage", [b"", b"not a database at all, only some text" * 50])
def test_a_damaged_file_is_replaced(path: Path, damage: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(damage)
    embedding = WordEmbedding()

    vectors_of(TEXTS, WordEmbedding(), VectorCache(path))
    vectors_of(TEXTS, embedding, VectorCache(path))

    assert embedding.embedded == []


def test_a_vector_that_rotted_is_computed_again(path: Path) -> None:
    vectors_of(TEXTS, WordEmbedding(), VectorCache(path))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE vectors SET vector = zeroblob(256) WHERE text IN (SELECT text FROM vectors LIMIT 3)")
    embedding = WordEmbedding()

    vectors_of(TEXTS, embedding, VectorCache(path))

    assert len(embedding.embedded) == 3


def test_where_nothing_can_be_kept_the_vectors_come_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    assert len(vectors_of(TEXTS, WordEmbedding(), VectorCache(tmp_path / "file" / "vectors.sqlite3"))) == 70


def test_two_processes_fill_one_file(path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from coach.adapters.chroma.vectors import VectorCache, vectors_of\n"
        "from tests.adapters.chroma.parts import WordEmbedding\n"
        "start = int(sys.argv[2])\n"
        "texts = [f'text {n}' for n in range(start, start + 400)]\n"
        "vectors_of(texts, WordEmbedding(), VectorCache(Path(sys.argv[1])))\n"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", code, str(path), str(start)], env={**os.environ, "PYTHONPATH": "."})
        for start in (0, 200)
    ]
    assert [one.wait(60) for one in both] == [0, 0]
    embedding = WordEmbedding()

    vectors_of([f"text {number}" for number in range(600)], embedding, VectorCache(path))

    assert embedding.embedded == []


@pytest.mark.parametrize("rows", [[], [[1.0]], [[float("nan")]], [[1.0], [1.0, 0.0]]])
def test_what_is_no_vector_is_refused(path: Path, rows: list[list[float]]) -> None:
    class Broken(WordEmbedding):
        def embed(self, texts: object) -> list[list[float]]:
            return rows

    with pytest.raises(RetrievalError, match="vectors"):
        vectors_of(["one", "two"], Broken(), VectorCache(path))
