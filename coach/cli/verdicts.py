"""Verdicts as lines of the terminal."""

from collections.abc import Sequence

from rich.text import Text

from coach.domain.assessment import Assessment, HeldBelief, PointVerdict
from coach.domain.question import KeyPoint, Question
from coach.domain.scoring import Verdict

STYLES = {
    Verdict.COVERED: ("✓", "covered", "green"),
    Verdict.PARTIAL: ("◐", "partly", "yellow"),
    Verdict.MISSING: ("○", "missed", "dim"),
    Verdict.CONTRADICTED: ("✗", "wrong", "red"),
}


def band_line(assessment: Assessment) -> Text:
    """The band, the score and who graded."""
    return Text(
        f"{assessment.band.capitalize()} ({assessment.score:.2f}), graded by {assessment.graded_by}", style="dim"
    )


def point_lines(verdicts: Sequence[PointVerdict], rubric: Question) -> list[Text]:
    """A line for every key point that the rubric still has, by its number there."""
    by_id = {one.key_point: one for one in verdicts}
    return [
        _point_line(number, point, by_id[point.id])
        for number, point in enumerate(rubric.key_points, start=1)
        if point.id in by_id
    ]


def held_lines(held: Sequence[HeldBelief], rubric: Question) -> list[Text]:
    """A line for every held misconception that the rubric still has: what was said, and what is true."""
    corrections = {one.id: one.correction for one in rubric.misconceptions}
    return [
        Text(f"✗ “{one.quote}”: {corrections[one.misconception]}", style="red")
        for one in held
        if one.misconception in corrections
    ]


def _point_line(number: int, point: KeyPoint, verdict: PointVerdict) -> Text:
    symbol, word, style = STYLES[verdict.verdict]
    sure = f", {verdict.confidence:.0%} sure" if verdict.confidence is not None and verdict.by == "coach" else ""
    text = Text(f"{symbol} {number}. {point.claim}", style=style)
    text.append(f"  ({word}{sure})", style="dim")
    if verdict.quote:
        text.append(f"\n     “{verdict.quote}”", style="italic")
    return text
