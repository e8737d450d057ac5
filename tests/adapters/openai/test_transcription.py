"""A real WAV to a real socket, and every way in which no transcript comes back."""

from typing import Any

import pytest

from coach.adapters.openai.transcription import OpenAITranscriber
from coach.errors import ModelError, ModelMisconfigured, ModelUnavailable
from tests.adapters.openai.conftest import KEY
from tests.canned import Canned
from tests.recordings import wav

WORDS = "One caller takes a short lock."


@pytest.fixture
def transcriber(canned: Canned) -> OpenAITranscriber:
    return OpenAITranscriber("whisper-1", base_url=canned.base_url, api_key=KEY, seconds=1, retries=0)


def test_words_come_back_with_their_times(canned: Canned, transcriber: OpenAITranscriber) -> None:
    canned.hears(WORDS)
    audio = wav()

    transcript = transcriber.transcribe(audio, hint="Caching strategies, Redis")

    assert transcript.text == WORDS
    assert [word.text for word in transcript.words] == WORDS.split()
    assert transcript.words[2].start == pytest.approx(1.0)
    assert transcript.by == "openai:whisper-1"
    asked = canned.heard[-1]
    assert asked["file"] == audio
    assert asked["model"] == "whisper-1"
    assert asked["prompt"] == "Caching strategies, Redis"
    assert asked["response_format"] == "verbose_json"


def test_a_model_that_tells_no_times_is_asked_without_them_from_then_on(
    canned: Canned, transcriber: OpenAITranscriber
) -> None:
    canned.lacks = {"verbose_json"}
    canned.hears(WORDS)
    canned.hears(WORDS)

    first, second = transcriber.transcribe(wav()), transcriber.transcribe(wav())

    assert first.text == second.text == WORDS
    assert first.words == ()
    assert first.seconds is None
    assert [form["response_format"] for form in canned.heard] == ["verbose_json", "json", "json"]


FAULTS: dict[str, tuple[Any, type[ModelError], str]] = {
    "limited": (lambda canned: canned.hears_nothing(429), ModelUnavailable, "limiting requests"),
    "broken": (lambda canned: canned.hears_nothing(500), ModelUnavailable, "in trouble (500)"),
    "key": (lambda canned: canned.hears_nothing(401, f"Bad key {KEY}"), ModelMisconfigured, "refused the API key"),
    "no such model": (lambda canned: canned.hears_nothing(404), ModelMisconfigured, "knows no model"),
    "silent": (lambda canned: canned.hears(WORDS, stall=3), ModelUnavailable, "didn't answer in time"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_goes_wrong_is_told_to_somebody_who_spoke(
    canned: Canned, transcriber: OpenAITranscriber, fault: str
) -> None:
    bring_about, kind, said = FAULTS[fault]
    bring_about(canned)
    with pytest.raises(kind) as told:
        transcriber.transcribe(wav())
    words = str(told.value)
    assert said in words
    assert "Your recording is still here." in words
    assert "grade offline" not in words
    assert KEY not in words
    assert told.value.__cause__ is None
    assert told.value.__context__ is None


def test_a_server_that_is_not_there_is_told() -> None:
    gone = OpenAITranscriber("whisper-1", base_url="http://127.0.0.1:9/v1", api_key=KEY, seconds=1, retries=0)
    with pytest.raises(ModelUnavailable, match="couldn't reach"):
        gone.transcribe(wav())


def test_openai_without_a_key_is_told() -> None:
    with pytest.raises(ModelMisconfigured, match="no API key"):
        OpenAITranscriber().transcribe(wav())
