"""What may be sent to be written down, and what is said of the rest."""

import pytest

from coach.domain.knowledge import Knowledge
from coach.domain.own_question import own_question
from coach.domain.practice import Plan
from coach.domain.speech import Transcript
from coach.errors import RecordingError
from coach.practice.conversation import Conversation
from coach.practice.speaking import MAX_BYTES, MAX_SECONDS, Speaking, hint_for, length_of
from tests.recordings import wav


class Scribe:
    name = "openai:scribe"

    def __init__(self, text: str = "One caller rebuilds.", seconds: float | None = None) -> None:
        self.transcript = Transcript(text=text, seconds=seconds)
        self.heard: list[tuple[bytes, str]] = []

    def transcribe(self, audio: bytes, *, hint: str = "") -> Transcript:
        self.heard.append((audio, hint))
        return self.transcript


def test_a_recording_is_handed_on_with_the_hint_and_gets_its_length() -> None:
    scribe = Scribe()
    transcript = Speaking(scribe).write_down(wav(2.0), hint="Redis")
    assert transcript.text == "One caller rebuilds."
    assert transcript.seconds == pytest.approx(2.0)
    assert scribe.heard == [(wav(2.0), "Redis")]


def test_the_length_that_the_model_tells_goes_before() -> None:
    assert Speaking(Scribe(seconds=1.5)).write_down(wav(2.0)).seconds == 1.5


@pytest.mark.parametrize(
    ("audio", "said"),
    [
        (b"", "can't be read"),
        (b"RIFF....WAVE", "can't be read"),
        (b"\x1aE\xdf\xa3 webm", "can't be read"),
        (wav(0.2), "too short"),
        (wav(2.0, loud=0.0), "nothing but silence"),
        (wav(MAX_SECONDS + 1, rate=8_000), "longer than 5 minutes"),
        (b"RIFF" + b"\0" * MAX_BYTES, "longer than 5 minutes"),
    ],
)
def test_what_cannot_be_used_is_never_sent(audio: bytes, said: str) -> None:
    scribe = Scribe()
    with pytest.raises(RecordingError, match=said):
        Speaking(scribe).write_down(audio)
    assert not scribe.heard


@pytest.mark.parametrize("text", ["", " ... ", "—"])
def test_no_words_are_no_answer(text: str) -> None:
    with pytest.raises(RecordingError, match="no words"):
        Speaking(Scribe(text)).write_down(wav())


def test_a_quiet_voice_is_no_silence() -> None:
    assert length_of(wav(1.0, loud=0.02)) == pytest.approx(1.0)


def test_the_hint_has_names_and_nothing_of_the_rubric(conversation: Conversation, knowledge: Knowledge) -> None:
    practice = conversation.start("me", Plan(topics=("caching",)))
    turn = practice.turns[0]
    hint = hint_for(turn, knowledge)
    assert "Redis" in hint
    for point in knowledge.questions[turn.question].key_points:
        assert point.claim not in hint


def test_a_question_of_ones_own_gives_no_hint(conversation: Conversation, knowledge: Knowledge) -> None:
    turn = conversation.start("me", Plan(topics=("caching",))).turns[0]
    own = own_question("Why did you leave?", points=["To learn more about large systems."])
    assert hint_for(turn.model_copy(update={"question": own.id, "topic": own.topic, "own": own}), knowledge) == ""
