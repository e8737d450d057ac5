"""Drill-down and mock interview in the terminal: the map, the clock, the ends."""

from datetime import datetime

import typer
from rich.console import Console, RenderableType
from rich.markdown import Markdown
from rich.text import Text

from coach.bootstrap import App
from coach.domain.debrief import clock_words, debrief_of
from coach.domain.debrief_document import debrief_document
from coach.domain.document import document_markdown
from coach.domain.drill_report import drill_report
from coach.domain.drilling import Spot, Standing, facet_map
from coach.domain.interview import PER_QUESTION, interview_plan
from coach.domain.practice import Mode, Plan, Practice
from coach.domain.question import Level
from coach.domain.timing import Nudge, nudge, remaining

USUAL = 5
SYMBOLS = {
    Standing.UNTOUCHED: "·",
    Standing.ASKED: "…",
    Standing.NOT_YET: "○",
    Standing.HALF: "◐",
    Standing.OWNED: "●",
}
NUDGES = {
    Nudge.NEARLY: "Most of the time is gone: keep the rest short.",
    Nudge.OVER: "Time is up. Finish this answer and /end, or go on past the time.",
}


def plan_of(
    mode: Mode,
    level: Level,
    *,
    sections: tuple[str, ...],
    topics: tuple[str, ...],
    questions: int | None,
    minutes: int | None,
) -> Plan:
    """What the options ask for. typer.BadParameter where they don't fit the mode."""
    if mode is Mode.STAR_REVIEW:
        raise typer.BadParameter("behavioural answers are reviewed by: coach star", param_hint="--mode")
    if mode is Mode.MOCK_INTERVIEW:
        if topics:
            raise typer.BadParameter("a mock interview draws from sections; leave --topic out", param_hint="--topic")
        count = USUAL if questions is None else questions
        try:
            return interview_plan(level, questions=count, minutes=minutes or count * PER_QUESTION, sections=sections)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
    if mode is Mode.DRILL_DOWN and len(topics) != 1:
        raise typer.BadParameter("a drill-down is of one topic: --topic caching", param_hint="--topic")
    return Plan(mode=mode, level=level, sections=sections, topics=topics, questions=questions)


def standing_line(app: App, practice: Practice, now: datetime) -> RenderableType | None:
    """Where the learner stands: the map of a drill, the clock of an interview; None in a conversation."""
    if practice.plan.mode is Mode.DRILL_DOWN:
        return Text("  ".join(map(_spot, facet_map(app.knowledge, practice))), style="dim")
    left = remaining(practice, now)
    if practice.plan.mode is not Mode.MOCK_INTERVIEW or left is None:
        return None
    said = nudge(practice, now)
    over = left.total_seconds() < 0
    words = f"{clock_words(-left if over else left)} {'over time' if over else 'left'}"
    return Text(f"{words}  {NUDGES[said]}" if said else words, style="yellow" if said else "dim")


def _spot(spot: Spot) -> str:
    word = f"{spot.standing} ({spot.reached})" if spot.reached else str(spot.standing)
    return f"{SYMBOLS[spot.standing]} {spot.title}: {'now' if spot.here else word}"


def print_drill_end(app: App, practice: Practice, console: Console) -> None:
    """What is owned, half owned and not yet; what to read; one question to sleep on."""
    report = drill_report(app.knowledge, practice)
    console.print(Text("\nEnded.", style="bold"))
    for heading, standing in (
        ("You own", Standing.OWNED),
        ("You half own", Standing.HALF),
        ("Not yet", Standing.NOT_YET),
    ):
        if spots := report.standing(standing):
            console.print(Text(f"{heading}: " + ", ".join(spot.title for spot in spots)))
    for one in report.read:
        console.print(Text(f"Read {one.passage}: {one.claims[0]}", style="dim"))
    if report.sleep_on:
        console.print(Text("One question to sleep on:", style="bold"))
        console.print(Markdown(report.sleep_on))


def print_debrief(app: App, practice: Practice, console: Console) -> None:
    """The whole debrief."""
    debrief = debrief_of(practice, app.knowledge)
    console.print(Markdown(document_markdown(debrief_document(debrief, practice, app.knowledge))))
