"""The index on disk: built once, never trusted when broken, shared by threads and processes."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from coach.adapters.chroma.collection import NotesIndex
from coach.adapters.chroma.corpus import Corpus
from coach.adapters.chroma.index import KEPT_SECONDS, MANIFEST, open_index
from coach.adapters.chroma.lexical import Lexical
from coach.adapters.chroma.retriever import HybridRetriever
from coach.errors import RetrievalError
from tests.adapters.chroma.parts import PASSAGES, WordEmbedding, corpus, passage


def find(index: NotesIndex, text: str, topic: str | None = None) -> list[str]:
    vector = np.asarray(WordEmbedding().embed([text])[0], dtype=np.float32)
    return [id_ for id_, _ in index.search(vector, topic=topic, k=3)]


def folders(cache: Path) -> list[Path]:
    return sorted((cache / "index").iterdir())


def opened_elsewhere(cache: Path) -> list[str]:
    """What a process of its own finds, so that nothing is left of what this one has open."""
    code = (
        "import sys; from pathlib import Path\n"
        "from coach.adapters.chroma.index import open_index\n"
        "from tests.adapters.chroma import parts, test_index\n"
        "index = open_index(parts.corpus(), parts.WordEmbedding(), Path(sys.argv[1]))\n"
        "print(*test_index.find(index, 'etag 304'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(cache)],
        env={**os.environ, "PYTHONPATH": "."}, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return done.stdout.split()


def test_it_finds_the_nearest_and_keeps_to_a_topic(tmp_path: Path) -> None:
    index = open_index(corpus(), WordEmbedding(), tmp_path)

    assert find(index, "the browser gets a 304 for its etag")[0] == "http-https#etags"
    assert set(find(index, "the browser gets a 304 for its etag", "sql")) == {"sql#lost-updates", "sql#explain"}
    assert find(index, "etag", "no-such-topic") == []


def test_the_cosine_is_one_for_the_very_text(tmp_path: Path) -> None:
    index = open_index(corpus(), WordEmbedding(), tmp_path)
    vector = np.asarray(WordEmbedding().embed([corpus().documents[3]])[0], dtype=np.float32)

    ((nearest, cosine),) = index.search(vector, topic=None, k=1)

    assert nearest == "sql#explain"
    assert cosine == pytest.approx(1, abs=1e-5)


def test_a_passage_comes_with_each_of_its_pieces_and_is_found_once(tmp_path: Path) -> None:
    prose = " ".join(f"The etag and the browser meet in sentence {number}." for number in range(12))
    index = open_index(corpus((*PASSAGES, passage("sql", "long", prose))), WordEmbedding(), tmp_path)

    assert find(index, "etag browser") == ["sql#long"] * 3

    made = corpus((*PASSAGES, passage("sql", "long", prose)))
    hits = HybridRetriever(made, Lexical(made), WordEmbedding(), index, np.zeros((1, 64), dtype=np.float32)).search(
        "the etag and the browser", k=3
    )
    assert hits[0].passage.id == "sql#long"
    assert len({hit.passage.id for hit in hits}) == 3


def test_opening_again_embeds_nothing_and_leaves_one_folder(tmp_path: Path) -> None:
    open_index(corpus(), WordEmbedding(), tmp_path)
    embedding, seen = WordEmbedding(), []

    open_index(corpus(), embedding, tmp_path, lambda done, total: seen.append((done, total)))

    assert embedding.embedded == []
    assert seen == [(6, 6)]
    assert len(folders(tmp_path)) == 1
    assert opened_elsewhere(tmp_path)[0] == "http-https#etags"


def test_a_changed_note_costs_only_its_own_passage(tmp_path: Path) -> None:
    open_index(corpus(), WordEmbedding(), tmp_path)
    embedding = WordEmbedding()
    changed = (passage("caching", "stampede", "Zebras graze."), *PASSAGES[1:])

    index = open_index(corpus(changed), embedding, tmp_path)

    assert embedding.embedded == ["Caching strategies: Stampede\nZebras graze."]
    assert find(index, "zebras graze")[0] == "caching#stampede"
    assert len(folders(tmp_path)) == 2


def _truncate(folder: Path) -> None:
    database = folder / "chroma.sqlite3"
    database.write_bytes(database.read_bytes()[:30_000])


def _scribble(folder: Path) -> None:
    database = folder / "chroma.sqlite3"
    data = bytearray(database.read_bytes())
    data[50_000:120_000] = os.urandom(70_000)
    database.write_bytes(data)


def _other_ids(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps({**manifest, "ids": manifest["ids"][:-1]}))


DAMAGES: list[Callable[[Path], object]] = [
    _truncate,
    _scribble,
    _other_ids,
    lambda folder: (folder / "chroma.sqlite3").write_bytes(b""),
    lambda folder: (folder / "chroma.sqlite3").unlink(),
    lambda folder: (folder / MANIFEST).unlink(),
    lambda folder: (folder / MANIFEST).write_text('{"ids": ['),
    shutil.rmtree,
]
NAMES = ["truncated", "scribbled", "other-ids", "emptied", "no-database", "no-manifest", "torn-manifest", "deleted"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    cache = tmp_path_factory.mktemp("built")
    open_index(corpus(), WordEmbedding(), cache)
    return cache


@pytest.mark.parametrize("damage", DAMAGES, ids=NAMES)
def test_a_broken_folder_is_rebuilt(tmp_path: Path, built: Path, damage: Callable[[Path], object]) -> None:
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    damage(folders(tmp_path)[0])

    index = open_index(corpus(), WordEmbedding(), tmp_path)

    assert find(index, "etag 304")[0] == "http-https#etags"
    assert len(folders(tmp_path)) == 1
    assert folders(tmp_path)[0].name == folders(built)[0].name


def test_a_folder_that_vanishes_while_it_is_open_is_built_again(tmp_path: Path) -> None:
    index = open_index(corpus(), WordEmbedding(), tmp_path)
    shutil.rmtree(tmp_path / "index")

    with suppress(RetrievalError):  # or it answers from the files that it still holds open
        assert find(index, "etag 304")[0] == "http-https#etags"
    assert find(open_index(corpus(), WordEmbedding(), tmp_path), "etag 304")[0] == "http-https#etags"


class Failing(WordEmbedding):
    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        raise RetrievalError("No embedding today.")


def test_when_the_embedding_fails_nothing_is_left_and_the_next_one_builds(tmp_path: Path) -> None:
    with pytest.raises(RetrievalError, match="No embedding today"):
        open_index(corpus(), Failing(), tmp_path)

    assert not (tmp_path / "index").exists()
    assert open_index(corpus(), WordEmbedding(), tmp_path)


def test_no_notes_at_all_are_told(tmp_path: Path) -> None:
    with pytest.raises(RetrievalError, match="no notes"):
        open_index(Corpus((), {}), WordEmbedding(), tmp_path)


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(RetrievalError, match="could not be built"):
        open_index(corpus(), WordEmbedding(), tmp_path / "file")


def test_only_what_nobody_opened_for_a_week_is_removed(tmp_path: Path) -> None:
    for number, days in ((1, 8), (2, 6)):
        open_index(corpus(PASSAGES[number:]), WordEmbedding(), tmp_path)
        newest = max(folders(tmp_path), key=lambda folder: folder.stat().st_mtime)
        then = time.time() - days * 24 * 3600
        os.utime(newest / MANIFEST, (then, then))
    recent = max(folders(tmp_path), key=lambda folder: (folder / MANIFEST).stat().st_mtime)
    died = tmp_path / "index" / ".building-long-ago"
    died.mkdir()
    os.utime(died, (time.time() - KEPT_SECONDS - 60,) * 2)

    open_index(corpus(), WordEmbedding(), tmp_path)

    assert recent in folders(tmp_path)
    assert len(folders(tmp_path)) == 2


def test_two_processes_that_build_at_once_both_have_it(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(opened_elsewhere, [tmp_path] * 2))

    assert all(one[0] == "http-https#etags" for one in found)
    assert len(folders(tmp_path)) == 1
    assert opened_elsewhere(tmp_path)[0] == "http-https#etags"


def test_eight_threads_that_open_at_once_build_once(tmp_path: Path) -> None:
    embedding = WordEmbedding()

    with ThreadPoolExecutor(8) as pool:
        indices = list(pool.map(lambda _: open_index(corpus(), embedding, tmp_path), range(8)))

    assert len(embedding.embedded) == len(corpus().pieces)
    assert all(index is indices[0] for index in indices)
