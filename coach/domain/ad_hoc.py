"""A question that isn't in the bank, from whatever marking scheme somebody has: key points, or only a reference answer.

Ids are made up by place: `point-1`, `point-2`, …; `belief-1`, ….
"""

import math
from collections.abc import Sequence

from coach.domain.base import Record
from coach.domain.clauses import clauses, sentences, words
from coach.domain.question import KeyPoint, Misconception, Question

TOPIC = "ad-hoc"
MOST_POINTS = 12
"""A reference that would make more has the shortest neighbours joined."""
LONG = 22
"""A sentence of more words than this says more than one thing, and is split into clauses."""
SHORT = 5
"""Fewer words than this make no claim of their own."""
UNCORRECTED = "This is a known wrong belief."


class Wanted(Record):
    """A key point as somebody else's marking scheme has it."""

    text: str
    weight: float = 1.0


def ad_hoc_question(
    prompt: str,
    *,
    key_points: Sequence[Wanted] = (),
    reference: str = "",
    misconceptions: Sequence[str] = (),
    id: str = TOPIC,  # noqa: A002 - the field's name
) -> Question:
    """A question that can be graded by these key points or, where there are none, by what the reference says.

    Weights of any positive scale become 1 to 3, in proportion to the heaviest. No point is core. Raises ValueError if
    there is nothing to grade by, or a text is too short to be checked.
    """
    wanted = list(key_points) or [Wanted(text=point) for point in split_reference(reference)]
    if not wanted:
        raise ValueError("There is nothing to grade by: give key points, or a reference answer with a full sentence.")
    heaviest, lightest = max(point.weight for point in wanted), min(point.weight for point in wanted)
    if not (0 < lightest <= heaviest < math.inf):
        raise ValueError("A weight should be a number greater than 0.")
    return Question(
        id=id,
        topic=TOPIC,
        prompt=_long_enough(prompt, 5, "question"),
        key_points=tuple(
            KeyPoint(
                id=f"point-{place}",
                claim=_long_enough(point.text, 10, f"key point {place}"),
                weight=max(1, round(3 * point.weight / heaviest)) if heaviest > lightest else 1,
            )
            for place, point in enumerate(wanted, start=1)
        ),
        misconceptions=tuple(
            Misconception(
                id=f"belief-{place}",
                belief=_long_enough(belief, 5, f"misconception {place}"),
                correction=UNCORRECTED,
            )
            for place, belief in enumerate(misconceptions, start=1)
        ),
        model_answer=reference.strip(),
    )


def split_reference(reference: str) -> list[str]:
    """What a reference answer claims, at most `MOST_POINTS` texts in its order: its sentences, long ones by clauses.

    A piece too short to claim anything goes with its neighbour.
    """
    pieces: list[str] = []
    for sentence in sentences(reference):
        text = sentence.of(reference)
        parts = [clause.of(reference) for clause in clauses(reference, sentence)] if len(words(text)) > LONG else [text]
        pieces.extend(_joined(parts))
    pieces = _joined(pieces)
    while len(pieces) > MOST_POINTS:
        at = min(range(1, len(pieces)), key=lambda place: len(pieces[place - 1]) + len(pieces[place]))
        pieces[at - 1 : at + 1] = [f"{pieces[at - 1]} {pieces[at]}"]
    return [" ".join(piece.split()) for piece in pieces if len(piece) >= 10]


def _joined(parts: Sequence[str]) -> list[str]:
    """The parts, each that is too short joined to the one before it, or to the next if it is the first."""
    joined: list[str] = []
    for part in parts:
        if joined and min(len(words(part)), len(words(joined[-1]))) < SHORT:
            joined[-1] = f"{joined[-1]} {part}"
        else:
            joined.append(part)
    return joined


def _long_enough(text: str, least: int, what: str) -> str:
    stripped = text.strip()
    if len(stripped) < least:
        raise ValueError(f"The {what} is too short: {least} characters at least.")
    return stripped
