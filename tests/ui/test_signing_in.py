"""Where people sign in, nobody gets past the door, and a record belongs to issuer and subject."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.runtime.secrets import Secrets
from streamlit.testing.v1 import AppTest

from coach.bootstrap import build_store
from coach.errors import SettingsError
from coach.settings import Settings
from coach.ui import session
from coach.ui.secrets import secrets

ROOT = Path(__file__).parents[2]
OPTION = st.config.get_option
AUTH = {
    "redirect_uri": "http://localhost:8501/oauth2callback",
    "cookie_secret": "not-a-secret",
    "client_id": "coach",
    "client_secret": "nor-this",
    "server_metadata_url": "http://127.0.0.1:9/.well-known/openid-configuration",
}


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caching_only: Path) -> Iterator[AppTest]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COACH_DATA", str(tmp_path))
    monkeypatch.setenv("COACH_KNOWLEDGE", str(caching_only))
    st.cache_resource.clear()
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.secrets["auth"] = AUTH
    yield app
    st.cache_resource.clear()


def test_nobody_gets_in_without_signing_in(door: AppTest) -> None:
    door.run()
    assert [button.label for button in door.button] == ["Sign in"]
    assert not door.exception
    assert not door.chat_input


def test_a_record_belongs_to_issuer_and_subject(door: AppTest, tmp_path: Path) -> None:
    door.user.update({"is_logged_in": True, "iss": "https://id.example", "sub": "42", "email": "same@example.org"})
    door.run()
    assert door.chat_input
    store = build_store(Settings(data=tmp_path))
    assert len(store.practices("https://id.example|42")) == 1
    assert not store.practices("local")
    assert not store.practices("same@example.org")


def test_a_sign_in_that_has_run_out_is_none(door: AppTest) -> None:
    expired = {"is_logged_in": True, "iss": "https://id.example", "sub": "42", "exp": time.time() - 1}
    door.user.update(expired)
    door.run()
    assert [button.label for button in door.button] == ["Sign in"]


def test_secrets_that_cannot_be_read_let_nobody_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caching_only: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COACH_KNOWLEDGE", str(caching_only))
    file = tmp_path / ".streamlit" / "secrets.toml"
    file.parent.mkdir()
    file.write_text('[auth]\nclient_secret = "not closed\n', encoding="utf-8")
    monkeypatch.setattr(st, "secrets", Secrets())
    monkeypatch.setattr(st.config, "get_option", lambda name: [str(file)] if name == "secrets.files" else OPTION(name))
    st.cache_resource.clear()

    with pytest.raises(SettingsError, match="nobody is let in") as told:
        secrets()
    assert "not closed" not in str(told.value)
    with pytest.raises(SettingsError):
        session.learner()

    file.unlink()
    monkeypatch.setattr(st, "secrets", Secrets())
    assert secrets() == {}
    assert session.learner() == "local"
