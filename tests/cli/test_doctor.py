"""`coach doctor`: what is configured, what is reachable, what to do."""

from pathlib import Path

import pytest

from coach.cli.doctor import examine
from coach.settings import read_settings
from tests.canned import Canned


@pytest.fixture(autouse=True)
def one_topic(monkeypatch: pytest.MonkeyPatch, caching_only: Path, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COACH_KNOWLEDGE", str(caching_only))


def said(tmp_path: Path, **changed: object) -> dict[str, tuple[bool, str]]:
    settings = read_settings({"COACH_DATA": tmp_path, **changed})
    return {finding.what: (finding.good, finding.said) for finding in examine(settings)}


def test_everything_works_without_a_key(tmp_path: Path) -> None:
    found = said(tmp_path)
    assert all(good for good, _ in found.values()), found
    assert "embedded" in found["Coach"][1]
    assert "OPENAI_API_KEY" in found["Coach"][1]
    assert "of 48 topics" in found["Knowledge"][1]


def test_a_model_that_answers(tmp_path: Path, canned: Canned) -> None:
    found = said(tmp_path, OPENAI_BASE_URL=canned.base_url, COACH_MODEL="canned")
    assert found["Coach"] == (True, f"openai:canned answers at {canned.base_url}")


def test_a_password_in_an_address_is_not_shown(tmp_path: Path, canned: Canned) -> None:
    found = said(tmp_path, OPENAI_BASE_URL=canned.base_url.replace("://", "://ada:s3cret@"), COACH_MODEL="canned")
    assert found["Coach"] == (True, f"openai:canned answers at {canned.base_url}")
    assert "s3cret" not in str(found)


def test_who_writes_down_spoken_answers_is_tried(tmp_path: Path, canned: Canned) -> None:
    asked = {"OPENAI_BASE_URL": canned.base_url, "COACH_MODEL": "canned", "COACH_TRANSCRIBE_MODEL": "ears"}
    canned.hears("")
    assert said(tmp_path, **asked)["Speech"] == (True, "openai:ears writes spoken answers down")
    assert canned.heard[-1]["file"].startswith(b"RIFF")

    canned.hears_nothing(404, "no such model")
    good, words = said(tmp_path, **asked)["Speech"]
    assert not good
    assert "ears" in words

    assert "answers are typed" in said(tmp_path, COACH_TRANSCRIBE_MODEL="off")["Speech"][1]


def test_a_server_that_is_not_there_a_wrong_key_and_a_damaged_record_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "record.sqlite").write_bytes(b"nonsense " * 1000)
    found = said(tmp_path, OPENAI_BASE_URL="http://127.0.0.1:9/v1", OPENAI_API_KEY="sk-secret", COACH_MODEL="m")
    assert not found["Coach"][0]
    assert not found["Record"][0]
    assert found["Embedding"][0]
    assert "sk-secret" not in str(found)
