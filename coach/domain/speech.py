"""How something was said: pace, fillers, pauses. Information for the speaker, never marks."""

import itertools
import re
from collections import Counter
from collections.abc import Sequence

from pydantic import Field

from coach.domain.base import Record

PAUSE = 1.5
"""Seconds of silence between two words that a listener notices."""
LONG_PAUSE = 4.0
COMFORTABLE = (110, 170)
"""Words a minute that listeners follow with ease, as presenters are commonly taught."""
SHORTEST = 5.0
"""Seconds; less says nothing about somebody's pace."""

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SOUND = re.compile(r"(?i)\b(u+m+|u+h+|e+r+m+|e+rm*|h+m+|a+h+m+|mm+)\b")
_PHRASES = (
    # “like” and “right” are words of their own; as fillers they stand between commas.
    ("like", re.compile(r"(?i)(?<=[,.…—-])\s*like(?=,)|,\s*like(?=\s*,)|\blike,(?=\s)")),
    ("you know", re.compile(r"(?i)(?:^|[,.…—-]\s*)you know(?=\s*[,.…—-])|\byou know,")),
    ("I mean", re.compile(r"(?i)\bi mean\b(?=\s*[,.…—-])|(?:^|[,.…—-]\s*)i mean\b")),
    ("sort of", re.compile(r"(?i)\bsort of\b|\bkind of\b(?!\s+\w+s\b)")),
    ("basically", re.compile(r"(?i)\bbasically\b")),
    ("actually", re.compile(r"(?i)\bactually\b")),
    ("right?", re.compile(r"(?i),\s*right\?")),
)


class SpokenWord(Record):
    """One word and when it was said, in seconds from the beginning."""

    text: str
    start: float = Field(ge=0)
    end: float = Field(ge=0)


class Transcript(Record):
    """What was said, as a machine heard it."""

    text: str
    seconds: float | None = Field(default=None, ge=0, description="How long the recording is.")
    words: tuple[SpokenWord, ...] = Field(default=(), description="Empty where the times aren't told.")
    by: str = ""


class Filler(Record):
    """A filler and how often it was said."""

    word: str
    times: int = Field(ge=1)


class Delivery(Record):
    """How it was said. What can't be told is None, never zero."""

    words: int = Field(ge=0)
    seconds: float | None = None
    words_a_minute: int | None = None
    fillers: tuple[Filler, ...] = ()
    pauses: int | None = Field(default=None, description=f"Silences of {PAUSE} seconds and more between words.")
    longest_pause: float | None = None


def delivery_of(transcript: Transcript) -> Delivery:
    """How the words were said: from their times where those are told, else from the recording's length."""
    words = _WORD.findall(transcript.text)
    times = sorted(transcript.words, key=lambda word: word.start)
    spoken = times[-1].end - times[0].start if len(times) > 1 else None
    seconds = spoken or transcript.seconds
    gaps = _gaps(times)
    return Delivery(
        words=len(words),
        seconds=seconds,
        words_a_minute=round(60 * len(words) / seconds) if words and seconds and seconds >= SHORTEST else None,
        fillers=_fillers(transcript.text),
        pauses=sum(gap >= PAUSE for gap in gaps) if times else None,
        longest_pause=round(max(gaps), 1) if gaps and max(gaps) >= PAUSE else None,
    )


def in_words(delivery: Delivery) -> tuple[str, ...]:
    """The same in plain words, a remark each; what can't be told is left out."""
    told: list[str] = []
    if delivery.words_a_minute is not None:
        low, high = COMFORTABLE
        pace = delivery.words_a_minute
        manner = "unhurried" if pace < low else "quick" if pace > high else "easy to follow"
        told.append(f"{pace} words a minute: {manner}")
    if delivery.fillers:
        total = sum(one.times for one in delivery.fillers)
        named = ", ".join(f"{one.word} {one.times}" for one in delivery.fillers)
        told.append(f"{total} filler{'s' if total > 1 else ''} ({named})")
    elif delivery.words >= 20:
        told.append("no fillers were written down")
    if delivery.pauses is not None and delivery.words >= 20:
        told.append(_pauses(delivery))
    return tuple(told)


def _pauses(delivery: Delivery) -> str:
    if not delivery.pauses:
        return "no long pauses"
    longest = f", the longest {delivery.longest_pause} s" if delivery.longest_pause else ""
    return f"{delivery.pauses} pause{'s' if delivery.pauses > 1 else ''} of {PAUSE} s or more{longest}"


def _gaps(words: Sequence[SpokenWord]) -> list[float]:
    return [later.start - earlier.end for earlier, later in itertools.pairwise(words)]


def _fillers(text: str) -> tuple[Filler, ...]:
    counts: Counter[str] = Counter()
    for sound in _SOUND.findall(text):
        counts["um" if "m" in sound.lower() else "uh"] += 1
    for name, pattern in _PHRASES:
        counts[name] += len(pattern.findall(text))
    return tuple(Filler(word=word, times=times) for word, times in counts.most_common() if times)
