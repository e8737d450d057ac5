"""The wiring: which settings give which coach, and what is said when one can't be had."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.adapters.speech import whisper
from coach.bootstrap import App, build_app, build_coach, place_of_record
from coach.domain.practice import Plan, TurnState
from coach.errors import ContentError, ModelMisconfigured, SettingsError, StoreError
from coach.practice.jobs import jobs_of
from coach.settings import Settings, read_settings
from coach.wiring import build_transcriber
from tests.canned import Canned
from tests.practice.conftest import until
from tests.servers import Running

ANSWER = "One caller takes a short lock and rebuilds the entry, the others get the stale copy for a second or two."


@pytest.fixture(autouse=True)
def one_topic(monkeypatch: pytest.MonkeyPatch, caching_only: Path, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COACH_KNOWLEDGE", str(caching_only))


def settings(tmp_path: Path, **changed: object) -> Settings:
    return read_settings({"COACH_DATA": tmp_path / "data", **changed})


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[App]:
    app = build_app(settings(tmp_path))
    yield app
    app.close()


def practised(app: App) -> tuple[str, str]:
    """Answer one question, and wait until it has been judged."""
    practice = app.conversation.start("local", Plan(topics=("caching",)))
    assert practice.open_turn
    app.retriever.start()
    app.conversation.say(practice.id, "local", practice.open_turn.id, ANSWER)
    until(lambda: not jobs_of(app.store.practice(practice.id, "local")), 60)
    return practice.id, practice.open_turn.id


def test_without_a_key_the_embedded_coach_suggests(embedded: App) -> None:
    practice, turn = practised(embedded)
    done = embedded.store.practice(practice, "local").turn(turn)
    assert done.state is TurnState.SUGGESTED
    assert done.assessment
    assert done.assessment.graded_by == "embedded"
    assert all(one.confidence is not None for one in done.assessment.verdicts)


def test_with_a_base_url_that_model_grades(tmp_path: Path, canned: Canned) -> None:
    app = build_app(settings(tmp_path, OPENAI_BASE_URL=canned.base_url, COACH_MODEL="some-model"))
    try:
        practice, turn = practised(app)
        done = app.store.practice(practice, "local").turn(turn)
        assert done.outcome
        assert done.outcome.graded_by == "openai:some-model"
        assert canned.asked[-1].model == "some-model"
    finally:
        app.close()


def test_where_no_model_is_named_the_servers_first_is_taken(tmp_path: Path, canned: Canned) -> None:
    coach = build_coach(settings(tmp_path, OPENAI_BASE_URL=canned.base_url))
    assert coach.name == "openai:canned"


def test_a_model_without_a_key_says_what_to_set_and_that_the_embedded_coach_works(tmp_path: Path) -> None:
    with pytest.raises(ModelMisconfigured, match=r"OPENAI_API_KEY.*OPENAI_BASE_URL.*embedded coach works now"):
        build_coach(settings(tmp_path), "openai")


def test_a_server_that_is_not_there_loses_nothing(tmp_path: Path) -> None:
    app = build_app(settings(tmp_path, OPENAI_BASE_URL="http://127.0.0.1:9/v1", COACH_MODEL="m"))
    try:
        practice, turn = practised(app)
        done = app.store.practice(practice, "local").turn(turn)
        assert done.state is TurnState.NOT_GRADED
        assert done.answer
        assert done.answer.text == ANSWER
    finally:
        app.close()


def test_a_folder_without_a_syllabus_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_KNOWLEDGE", str(tmp_path))
    with pytest.raises(ContentError, match="COACH_KNOWLEDGE"):
        build_app(settings(tmp_path))


def test_a_damaged_record_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    record = tmp_path / "data" / "record.sqlite"
    record.parent.mkdir()
    record.write_bytes(b"not a database, " * 400)
    with pytest.raises(StoreError):
        build_app(settings(tmp_path))
    assert record.read_bytes().startswith(b"not a database")
    assert len(list(record.parent.glob("record.sqlite.damaged-*"))) == 1


def test_the_place_of_the_record_hides_the_password(tmp_path: Path) -> None:
    place = place_of_record(settings(tmp_path, COACH_DATABASE_URL="postgresql://me:hunter2@db.example/coach"))
    assert place == "postgresql://db.example/coach"


@pytest.mark.server
def test_record_and_notes_move_to_servers_by_settings_alone(
    tmp_path: Path, postgres_database: str, chroma_server: Running
) -> None:
    address = f"http://127.0.0.1:{chroma_server.port}"
    app = build_app(settings(tmp_path, COACH_DATABASE_URL=postgres_database, COACH_CHROMA_URL=address))
    try:
        practice, turn = practised(app)
        assert app.store.practice(practice, "local").turn(turn).state is TurnState.SUGGESTED
        assert app.retriever.wait(120).state == "ready"
        assert app.retriever.search("why does jitter help against a stampede?")[0].passage.id == "caching#stampede"
        assert not (tmp_path / "data" / "record.sqlite").exists()
        assert not (tmp_path / "data" / "index").exists()
    finally:
        app.close()


OPENAI = {"OPENAI_API_KEY": "sk-nothing"}
OTHER = {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}


@pytest.mark.parametrize(
    ("given", "extra", "who"),
    [
        ({}, False, None),
        ({}, True, "whisper"),
        (OPENAI, False, "openai:whisper-1"),
        (OPENAI, True, "openai:whisper-1"),
        (OTHER, False, None),
        (OTHER, True, "whisper"),
        ({**OTHER, "COACH_TRANSCRIBE_MODEL": "large"}, True, "openai:large"),
        ({**OPENAI, "COACH_COACH": "embedded"}, False, None),
        ({**OPENAI, "COACH_COACH": "embedded"}, True, "whisper"),
        ({**OPENAI, "COACH_TRANSCRIBE_MODEL": "local"}, True, "whisper"),
        ({**OPENAI, "COACH_TRANSCRIBE_MODEL": "off"}, True, None),
    ],
)
def test_who_writes_down_what_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, str], extra: bool, who: str | None
) -> None:
    monkeypatch.setattr(whisper, "is_installed", lambda: extra)
    transcriber = build_transcriber(settings(tmp_path, **given))
    assert (transcriber.name if transcriber else None) == who


@pytest.mark.parametrize("wanted", ["local", "whisper-1"])
def test_a_transcriber_that_cannot_be_had_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: str) -> None:
    monkeypatch.setattr(whisper, "is_installed", lambda: False)
    with pytest.raises(SettingsError, match=f"COACH_TRANSCRIBE_MODEL is {wanted}"):
        build_transcriber(settings(tmp_path, COACH_TRANSCRIBE_MODEL=wanted))


def test_documents_are_read_by_the_model_that_coaches(tmp_path: Path, canned: Canned) -> None:
    for given, who in (({}, None), ({"OPENAI_BASE_URL": canned.base_url, "COACH_MODEL": "m"}, "openai:m")):
        app = build_app(settings(tmp_path, **given))
        assert (app.tailoring.adviser.name if app.tailoring.adviser else None) == who
        app.close()
