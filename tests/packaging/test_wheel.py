"""The wheel alone, in an empty folder: knowledge and screens are in it, and the coach works."""

import os
import shutil
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of what a checkout holds."""
    target = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--disable-pip-version-check", "-w", target, ROOT],
        check=True,
        timeout=120,
    )
    return next(target.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty folder with the wheel unpacked: not the checkout, only the dependencies are shared with it."""
    folder = tmp_path_factory.mktemp("elsewhere")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def environment(installed: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "COACH_", "PYTHON"))}
    return {**kept, "PYTHONPATH": str(installed / "site"), "COACH_DATA": str(installed / "data")}


def coach(installed: Path, *args: str, said: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from coach.cli import main; main()", *args],
        cwd=installed,
        env=environment(installed),
        input=said,
        text=True,
        capture_output=True,
        timeout=170,
        check=False,
    )


def test_it_carries_the_knowledge_the_screens_and_the_licence(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "coach/_carried/knowledge/syllabus.yaml" in names
    assert "coach/_carried/knowledge/topics/caching/note.md" in names
    assert "coach/_carried/streamlit.toml" in names
    assert "coach/_carried/app.py" in names
    assert "coach/ui/style.css" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not any(".venv" in name or "/tests/" in name for name in names)


def test_it_uses_its_own_knowledge(installed: Path) -> None:
    found = coach(installed, "check")
    assert found.returncode == 0, found.stdout + found.stderr
    assert "no faults" in found.stdout


def test_practise_works_in_an_empty_folder(installed: Path) -> None:
    answer = "I would let one caller rebuild the entry while the others get the stale copy for a moment.\n\n"
    found = coach(installed, "practise", "--topic", "caching", "--level", "senior", said=f"{answer}\n/end\n")
    assert found.returncode == 0, found.stderr
    assert "Caching strategies" in found.stdout
    assert "Ended" in found.stdout or "Kept" in found.stdout


def test_run_serves_the_coach(installed: Path) -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", "from coach.cli import main; main()", "run", "--no-browser", "--port", "8497"],
        cwd=installed,
        env=environment(installed),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert server.stdout
        deadline = time.monotonic() + 60
        while "The coach is at" not in (line := server.stdout.readline()):
            assert line or server.poll() is None, "the server ended"
            assert time.monotonic() < deadline
        with urllib.request.urlopen("http://localhost:8497/", timeout=10) as page:
            assert page.status == 200
    finally:
        server.terminate()
        server.wait(timeout=10)
