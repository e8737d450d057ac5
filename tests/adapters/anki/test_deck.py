"""The deck, opened by the Anki that people have: the `anki` package, in an environment of its own.

Its dependencies clash with ours (protobuf), so it isn't among them.
"""

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from coach.adapters.anki.deck import DECK, package
from coach.domain.cards import Card
from coach.domain.note import Passage

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
PASSAGE = Passage(
    topic="caching",
    anchor="stampede",
    heading="Stampede",
    text="Let **one** caller rebuild.[^aws]\n\n```\nSET k NX\n```",
)
NASTY = '<script>alert(1)</script> ![x](http://example.org/x.png) [sound:x.mp3] {{Front}} "quoted" naïve 🐢'

OPENED = """
import json, sys
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
collection = Collection(sys.argv[1])
logs = []
for path in sys.argv[2:]:
    options = ImportAnkiPackageOptions(merge_notetypes=True, update_notes=0)
    done = collection.import_anki_package(ImportAnkiPackageRequest(package_path=path, options=options))
    logs.append([len(done.log.new), len(done.log.updated)])
notes = [collection.get_note(note) for note in collection.find_notes("")]
cards = [collection.get_card(card) for card in collection.find_cards("")]
print(json.dumps({
    "logs": logs,
    "decks": sorted({collection.decks.name(card.did) for card in cards}),
    "notes": [{"fields": note.fields, "tags": note.tags, "guid": note.guid} for note in notes],
    "cards": [[card.question(), card.answer()] for card in cards],
}))
collection.close()
"""


def a_card(**changes: Any) -> Card:
    values = {
        "question": "caching-stampede",
        "key_point": "single-flight",
        "topic": "Caching strategies",
        "topic_id": "caching",
        "prompt": "A hot key expires. What now?",
        "place": 2,
        "points": 3,
        "claim": "Let one caller recompute while the others wait.",
        "passage": PASSAGE,
    }
    return Card.model_validate({**values, **changes})


@pytest.fixture(scope="module")
def anki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python that has `anki`, from the package index that this machine uses; kept for the module."""
    folder = tmp_path_factory.mktemp("anki")
    python = folder / "bin" / "python"
    uv = shutil.which("uv")
    make = [uv, "venv", "-q", "--python", sys.executable] if uv else [sys.executable, "-m", "venv"]
    install = [uv, "pip", "install", "-q", "--python", str(python)] if uv else [str(python), "-m", "pip", "install"]
    try:
        subprocess.run([*make, str(folder)], check=True, capture_output=True, timeout=60)
        subprocess.run([*install, "anki>=25.2"], check=True, capture_output=True, timeout=150)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"anki can't be installed here: {error}")
    return python


def opened(anki: Path, folder: Path, *packages: bytes) -> dict[str, Any]:
    """What Anki has after it imported the packages one after another."""
    paths = [folder / f"{number}.apkg" for number in range(len(packages))]
    for path, content in zip(paths, packages, strict=True):
        path.write_bytes(content)
    done = subprocess.run(
        [anki, "-c", OPENED, folder / "collection.anki2", *paths],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.server
def test_anki_imports_it(anki: Path, tmp_path: Path) -> None:
    other = a_card(key_point="spread-expiry", place=3, claim="Spread expiry by jitter.", passage=None)

    found = opened(anki, tmp_path, package([a_card(), other], NOW))

    assert found["decks"] == [DECK]
    assert found["logs"] == [[2, 0]]
    question, answer = found["cards"][0]
    assert "A hot key expires. What now?" in question
    assert "Key point 2 of 3 · Stampede" in question
    assert "Let one caller recompute" not in question
    assert "Let one caller recompute while the others wait." in answer
    assert "<strong>one</strong> caller rebuild." in answer
    assert "SET k NX" in answer
    assert "[^aws]" not in answer
    assert found["notes"][0]["tags"] == ["caching", "interview-coach"]


@pytest.mark.server
def test_exporting_again_updates_and_doubles_nothing(anki: Path, tmp_path: Path) -> None:
    later = datetime(2026, 12, 1, tzinfo=UTC)
    mended = a_card(claim="One caller recomputes; the others wait or get the old value.")

    found = opened(anki, tmp_path, package([a_card()], NOW), package([mended, a_card(key_point="other")], later))

    assert found["logs"] == [[1, 0], [1, 1]]
    assert len(found["notes"]) == 2
    assert any("get the old value" in note["fields"][2] for note in found["notes"])


@pytest.mark.server
def test_nothing_in_a_question_is_markup_sound_or_a_template(anki: Path, tmp_path: Path) -> None:
    found = opened(anki, tmp_path, package([a_card(prompt=NASTY, claim=NASTY)], NOW))

    question, answer = found["cards"][0]
    for shown in (question, answer):
        assert "<script" not in shown
        assert "<img" not in shown
        assert "[sound:" not in shown
        assert "[anki:play" not in shown
        assert "naïve 🐢" in shown
    assert "{Front}" in question


def test_the_same_cards_at_the_same_time_have_the_same_ids() -> None:
    import sqlite3
    import zipfile
    from io import BytesIO
    from tempfile import NamedTemporaryFile

    def guids(content: bytes) -> list[Any]:
        with zipfile.ZipFile(BytesIO(content)) as archive, NamedTemporaryFile() as file:
            file.write(archive.read("collection.anki2"))
            file.flush()
            return sqlite3.connect(file.name).execute("SELECT guid, mid FROM notes").fetchall()

    assert guids(package([a_card()], NOW)) == guids(package([a_card(claim="Another claim here.")], NOW))
    assert guids(package([], NOW)) == []
