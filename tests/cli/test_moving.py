"""`coach export`, `coach import`, `coach forget` on a real record."""

import json
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from coach.bootstrap import SystemClock, build_store
from coach.cli import app
from coach.domain.moves import asked, closed
from coach.domain.practice import Practice
from coach.ports import Store
from coach.settings import Settings, read_settings


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caching_only: Path) -> Store:
    """A record with a question that was given up on."""
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COACH_KNOWLEDGE", str(caching_only))
    return fill(build_store(read_settings()), caching_only)


def fill(store: Store, knowledge: Path) -> Store:
    from coach.bootstrap import build_knowledge

    question = next(iter(build_knowledge(Settings(knowledge=knowledge)).questions.values()))
    now = SystemClock().now()
    practice = asked(Practice(id="p1", learner="local", created_at=now), question, now, turn="t1")
    store.create(closed(practice, "t1", "gave-up"))
    store.prefer("local", "level", "senior")
    return store


def coach(*args: str | Path) -> Result:
    return CliRunner().invoke(app, [str(arg) for arg in args])


def test_away_and_back(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "record.json"
    found = coach("export", "-o", file)
    assert (found.exit_code, found.output) == (0, f"1 practice, 0 stories in {file}\n")
    kept = store.kept("local")

    monkeypatch.setenv("COACH_DATA", str(tmp_path / "another"))
    found = coach("import", file)
    assert (found.exit_code, found.output) == (0, "2 brought in, 0 there already.\n")
    assert build_store(read_settings()).kept("local") == kept
    assert coach("import", file).output == "0 brought in, 2 there already.\n"


def test_what_differs_is_told(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "record.json"
    coach("export", "-o", file)
    store.prefer("local", "level", "junior")
    found = coach("import", file)
    assert found.exit_code == 0
    assert "Left as it is here, since the file has it otherwise: your level" in found.stderr
    assert store.preference("local", "level") == "junior"


def test_markdown_and_json_to_the_terminal(store: Store) -> None:
    text = coach("export", "--format", "markdown").output
    assert text.startswith("# Interview practice\n")
    assert "# Practice of" in text
    assert coach("export", "--format", "markdown", "--practice", "p1").output.startswith("# Practice of")
    assert json.loads(coach("export", "--practice", "p1").output)["preferences"] == {}


def test_anki(store: Store, tmp_path: Path) -> None:
    deck = tmp_path / "coach.apkg"
    found = coach("export", "--format", "anki", "-o", deck)
    assert found.exit_code == 0
    assert " cards in " in found.output
    assert "collection.anki2" in zipfile.ZipFile(deck).namelist()
    assert coach("export", "--format", "anki").exit_code == 2


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"format": "x"}', b"[" * 100_000])
def test_a_file_that_is_none_changes_nothing(store: Store, tmp_path: Path, content: bytes) -> None:
    before = store.kept("local")
    file = tmp_path / "file"
    file.write_bytes(content)
    found = coach("import", file)
    assert found.exit_code == 1
    assert "brought in" in found.stderr
    assert "Traceback" not in found.output
    assert store.kept("local") == before


def test_a_practice_that_is_not_there_and_a_file_that_is_not_there(store: Store, tmp_path: Path) -> None:
    found = coach("export", "--practice", "nope")
    assert found.exit_code == 1
    assert "no such practice" in found.stderr
    assert coach("import", tmp_path / "nowhere").exit_code == 2
    assert coach("export", "-o", tmp_path).exit_code == 2


def test_forgetting_says_what_and_does_it_only_when_told_to(store: Store, tmp_path: Path) -> None:
    copy = tmp_path / "data" / "record.sqlite.before-0002-20261122T090000000000Z"
    copy.write_bytes(b"old")

    found = coach("forget")
    assert found.exit_code == 1
    assert "deletes 1 practice, 0 stories" in found.output
    assert copy.name in found.output
    assert "Nothing was deleted" in found.output
    assert not store.kept("local").is_empty

    found = coach("forget", "--yes")
    assert found.exit_code == 0
    assert "Everything is deleted." in found.output
    assert not copy.exists()
    assert store.kept("local").is_empty
