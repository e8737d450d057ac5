"""Recordings made on the spot: tones and silence, and speech where espeak-ng is installed."""

import io
import math
import shutil
import struct
import subprocess
import wave

import pytest


def wav(seconds: float = 2.0, *, loud: float = 0.4, rate: int = 16_000) -> bytes:
    """A tone, as the browser would send it."""
    frames = int(seconds * rate)
    samples = (int(loud * 32_767 * math.sin(2 * math.pi * 220 * at / rate)) for at in range(frames))
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(struct.pack(f"<{frames}h", *samples))
    return out.getvalue()


def speech(words: str) -> bytes:
    """The words as a machine says them; skips the test where there is no such machine."""
    espeak = shutil.which("espeak-ng")
    if espeak is None:
        pytest.skip("espeak-ng is not installed")
    said = subprocess.run([espeak, "-v", "en-us", "-s", "140", "--stdout", words], capture_output=True, check=True)
    return _with_lengths(said.stdout)


def _with_lengths(data: bytes) -> bytes:
    """espeak-ng doesn't know the lengths when it writes them to a pipe."""
    with wave.open(io.BytesIO(data)) as sound:
        rate, samples = sound.getframerate(), data[44:]
    out = io.BytesIO()
    with wave.open(out, "wb") as whole:
        whole.setnchannels(1)
        whole.setsampwidth(2)
        whole.setframerate(rate)
        whole.writeframes(samples)
    return out.getvalue()
