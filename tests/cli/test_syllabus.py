"""`coach syllabus import` on the real syllabus and a real record."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from coach.bootstrap import build_store
from coach.cli import app
from coach.domain.preparation import Mark
from coach.practice.preparing import preparation_of
from coach.settings import Settings

GIVEN = Path(__file__).parents[1] / "data" / "syllabus.txt"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COACH_DATA", str(tmp_path))
    return tmp_path


def marks(data: Path) -> dict[str, Mark]:
    return dict(preparation_of(build_store(Settings(data=data)), "local").marks)


def test_a_preview_says_what_was_found_and_changes_nothing(data: Path) -> None:
    found = CliRunner().invoke(app, ["syllabus", "import", str(GIVEN), "--preview"])

    assert found.exit_code == 0, found.output
    assert found.output.startswith("9 sections, 48 topics, 6 done, 0 unknown\n")
    assert "[x] Caching strategies" in found.output
    assert "[ ] Trade-offs you've made" in found.output
    assert not (data / "record.sqlite").exists()


def test_an_import_keeps_the_marks(data: Path) -> None:
    found = CliRunner().invoke(app, ["syllabus", "import", str(GIVEN)])

    assert found.exit_code == 0, found.output
    done = {topic for topic, mark in marks(data).items() if mark is Mark.DONE}
    assert done == {"caching", "rate-limiting", "scaling", "async-processing", "microservices", "cap-consistency"}


def test_a_piped_list_and_hiding_the_others(data: Path) -> None:
    found = CliRunner().invoke(app, ["syllabus", "import", "-", "--hide-others"], input="Caching done\nCobol\n")

    assert found.exit_code == 0, found.output
    assert "unknown: kept on your list" in found.output
    kept = marks(data)
    assert kept.pop("caching") is Mark.DONE
    assert len(kept) == 47
    assert set(kept.values()) == {Mark.HIDDEN}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x00\x01\x02", "isn't text"),
        (b"- Caching\n" * 100_000, "1.0 MB"),
        (b"\n\n", "no topic in that"),
        (b"Knitting\nSailing\n", "None of these is a topic"),
    ],
)
def test_what_is_no_list_is_told_plainly_and_changes_nothing(
    data: Path, tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "list.txt"
    file.write_bytes(content)
    found = CliRunner().invoke(app, ["syllabus", "import", str(file)])
    assert found.exit_code == 1
    assert said in found.stderr
    assert marks(data) == {}


def test_a_file_that_is_not_there(data: Path) -> None:
    found = CliRunner().invoke(app, ["syllabus", "import", "nowhere.txt"])
    assert found.exit_code == 2
    assert "can't be read" in found.output
