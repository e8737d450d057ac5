"""Settings: where they come from, and what is said of those that make no sense."""

from pathlib import Path

import pytest

from coach.errors import SettingsError
from coach.settings import read_settings

KEY = "sk-very-secret"


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder without a `.env`."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_with_nothing_set_the_embedded_coach_is_at_work() -> None:
    settings = read_settings()
    assert not settings.uses_model
    assert settings.data.name == "interview-coach"
    assert (settings.knowledge / "syllabus.yaml").is_file()


def test_a_key_or_a_server_is_enough_for_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://localhost:11434/v1")
    assert read_settings().uses_model
    monkeypatch.setenv("COACH_COACH", "embedded")
    assert not read_settings().uses_model


def test_the_environment_goes_before_the_file_and_the_file_before_secrets(
    monkeypatch: pytest.MonkeyPatch, elsewhere: Path
) -> None:
    (elsewhere / ".env").write_text("COACH_MODEL=from-file\nCOACH_TIMEOUT=7\n", encoding="utf-8")
    monkeypatch.setenv("COACH_TIMEOUT", "9")
    settings = read_settings({"COACH_MODEL": "from-secrets", "COACH_CONTEXT_TOKENS": 8000, "OPENAI_API_KEY": KEY})
    assert (settings.timeout, settings.model, settings.context_tokens) == (9, "from-file", 8000)
    assert settings.openai_api_key
    assert settings.openai_api_key.get_secret_value() == KEY


def test_an_empty_variable_is_no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "")
    assert not read_settings().has_model


def test_keys_are_not_shown() -> None:
    settings = read_settings({"OPENAI_API_KEY": KEY, "COACH_DATABASE_URL": "postgresql://me:hunter2@db/coach"})
    assert KEY not in repr(settings)
    assert "hunter2" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COACH_TIMEOUT", "soon"),
        ("COACH_COACH", "oracle"),
        ("OPENAI_BASE_URL", "localhost:1234"),
        ("COACH_EMBEDDING", "openai:"),
        ("COACH_CHROMA_URL", "chroma"),
        ("COACH_CONTEXT_TOKENS", "12"),
    ],
)
def test_nonsense_is_named_by_its_variable(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        read_settings()


def test_every_setting_is_in_the_readme() -> None:
    from coach.settings import Settings

    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    for field in Settings.model_fields:
        variable = field.upper() if field.startswith("openai") else f"COACH_{field.upper()}"
        assert f"`{variable}`" in readme, variable
