"""Pace, fillers, pauses."""

import pytest

from coach.domain.speech import SpokenWord, Transcript, delivery_of, in_words


def timed(text: str, step: float = 0.5, pauses: dict[int, float] | None = None) -> Transcript:
    """A word every `step` seconds; before the word at an index, so many seconds more."""
    at, words = 1.0, []
    for place, word in enumerate(text.split()):
        at += (pauses or {}).get(place, 0.0)
        words.append(SpokenWord(text=word, start=at, end=at + 0.8 * step))
        at += step
    return Transcript(text=text, seconds=at + 10, words=tuple(words))


WORDS = "so one caller takes a short lock and rebuilds the entry while the rest get the stale copy for now"


def test_pace_goes_by_the_words_times_and_not_by_the_silence_around_them() -> None:
    assert delivery_of(timed(WORDS)).words_a_minute == pytest.approx(120, abs=3)


def test_without_times_the_pace_goes_by_the_recordings_length_and_pauses_are_unknown() -> None:
    delivery = delivery_of(Transcript(text=WORDS, seconds=10))
    assert delivery.words_a_minute == 6 * len(WORDS.split())
    assert delivery.pauses is None
    assert not any("pause" in one for one in in_words(delivery))


@pytest.mark.parametrize(
    "transcript", [Transcript(text=""), Transcript(text=WORDS), Transcript(text="Yes.", seconds=2)]
)
def test_what_cannot_be_told_is_left_out_and_never_zero(transcript: Transcript) -> None:
    delivery = delivery_of(transcript)
    assert delivery.words_a_minute is None
    assert not any("minute" in one for one in in_words(delivery))


def test_pauses_between_words_are_counted() -> None:
    delivery = delivery_of(timed(WORDS, pauses={4: 2.0, 9: 5.0, 12: 0.5}))
    assert delivery.pauses == 2
    assert delivery.longest_pause == pytest.approx(5.1)
    assert "2 pauses of 1.5 s or more, the longest 5.1 s" in in_words(delivery)


@pytest.mark.parametrize(
    ("text", "fillers"),
    [
        ("Um, so, uh, I would, umm, use a lock", {"um": 2, "uh": 1}),
        ("It is, like, a queue. I like queues like this one.", {"like": 1}),
        ("You know, it was, you know, hard. Do you know Kafka?", {"you know": 2}),
        ("I mean, it depends. What I mean is this.", {"I mean": 1}),
        ("It's basically sort of a cache", {"basically": 1, "sort of": 1}),
        ("This kind of lock, and these kinds of queues", {"sort of": 1}),
        ("The mutex is held by the summing thread; her error was an HTTP 500.", {}),
    ],
)
def test_fillers_are_told_from_the_same_words_put_to_use(text: str, fillers: dict[str, int]) -> None:
    found = delivery_of(Transcript(text=text)).fillers
    assert {one.word: one.times for one in found} == fillers


def test_it_is_said_as_information() -> None:
    said = in_words(delivery_of(timed("Um, " + WORDS, step=0.3)))
    assert said[0].endswith("words a minute: quick")
    assert said[1] == "1 filler (um 1)"
    assert said[2] == "no long pauses"
