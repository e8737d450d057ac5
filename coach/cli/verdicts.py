"""Verdicts as lines of the terminal."""

from rich.text import Text

from coach.domain.assessment import Assessment, PointVerdict
from coach.domain.question import Question
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


def point_line(verdict: PointVerdict, rubric: Question) -> Text:
    """One key point with its verdict and the words that earned it."""
    symbol, word, style = STYLES[verdict.verdict]
    number = [point.id for point in rubric.key_points].index(verdict.key_point) + 1
    sure = f", {verdict.confidence:.0%} sure" if verdict.confidence is not None and verdict.by == "coach" else ""
    text = Text(f"{symbol} {number}. {rubric.key_point(verdict.key_point).claim}", style=style)
    text.append(f"  ({word}{sure})", style="dim")
    if verdict.quote:
        text.append(f"\n     “{verdict.quote}”", style="italic")
    return text
