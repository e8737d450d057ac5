"""A spoken answer becomes words that its speaker may correct. What is recorded is kept nowhere."""

import array
import io
import sys
import wave

from coach.domain.knowledge import Knowledge
from coach.domain.practice import Turn
from coach.domain.speech import Transcript
from coach.errors import RecordingError
from coach.ports import Transcriber

MAX_SECONDS = 300.0
MIN_SECONDS = 0.5
MAX_BYTES = 10_000_000
"""Five minutes as the browser records them: 16,000 samples of two bytes a second."""
SILENCE = 250
"""The loudest sample of a recording in which nothing was said, of 32,767."""

SPEAK = "Record it again, or type your answer."


class Speaking:
    """Has recordings written down."""

    def __init__(self, transcriber: Transcriber) -> None:
        self._transcriber = transcriber

    @property
    def name(self) -> str:
        """Who writes down: `openai:<model>` or `whisper`."""
        return self._transcriber.name

    @property
    def is_local(self) -> bool:
        """Whether what is said stays on this machine."""
        return not self._transcriber.name.startswith("openai:")

    def write_down(self, audio: bytes, *, hint: str = "") -> Transcript:
        """The words of a WAV recording. Raises RecordingError or ModelError, fit to be shown."""
        seconds = length_of(audio)
        transcript = self._transcriber.transcribe(audio, hint=hint)
        if not any(character.isalnum() for character in transcript.text):
            raise RecordingError(f"I heard no words in it. {SPEAK}")
        return transcript.model_copy(update={"seconds": seconds if transcript.seconds is None else transcript.seconds})


def length_of(audio: bytes) -> float:
    """Seconds of a WAV recording. Raises RecordingError if it is none, too short, too long, or silent."""
    if len(audio) > MAX_BYTES:
        raise RecordingError(_too_long())
    try:
        with wave.open(io.BytesIO(audio)) as sound:
            frames, rate, width = sound.getnframes(), sound.getframerate(), sound.getsampwidth()
            samples = sound.readframes(frames)
    except (wave.Error, EOFError, ValueError):
        raise RecordingError(f"The recording can't be read. {SPEAK}") from None
    seconds = frames / rate if rate else 0.0
    if seconds < MIN_SECONDS:
        raise RecordingError(f"That was too short to hear anything. {SPEAK}")
    if seconds > MAX_SECONDS:
        raise RecordingError(_too_long())
    if width == 2 and _loudest(samples) < SILENCE:
        raise RecordingError(f"I heard nothing but silence. Check which microphone the browser uses. {SPEAK}")
    return seconds


def hint_for(turn: Turn, knowledge: Knowledge) -> str:
    """Names that an answer may have in it, so that they are spelled right: none of the question's or rubric's words.

    Empty where the topic isn't in the syllabus, as a question of the learner's own isn't.
    """
    try:
        topic = knowledge.syllabus.topic(turn.topic)
    except KeyError:
        return ""
    return ", ".join(dict.fromkeys([topic.title, *(facet.title for facet in topic.facets)]))


def silence(seconds: float) -> bytes:
    """A WAV recording, as the browser makes them, in which nothing is said: for trying out who writes down."""
    made = io.BytesIO()
    with wave.open(made, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16_000)
        sound.writeframes(bytes(2 * int(16_000 * seconds)))
    return made.getvalue()


def _loudest(samples: bytes) -> int:
    values = array.array("h", samples[: len(samples) // 2 * 2])
    if sys.byteorder == "big":
        values.byteswap()
    return max(max(values, default=0), -min(values, default=0))


def _too_long() -> str:
    return (
        f"That is longer than {MAX_SECONDS / 60:.0f} minutes. Say it shorter, as in an interview, or type your answer."
    )
