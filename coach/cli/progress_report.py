"""`coach progress`: what is owned, what is due, and what to practise now."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import tzinfo
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from coach.cli.failing import failing_plainly

if TYPE_CHECKING:
    from coach.domain.mastery import Standing
    from coach.practice.today import Today


def progress(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON, for scripts.")] = False,
    every: Annotated[bool, typer.Option("--all", help="Show topics that were never asked about, too.")] = False,
) -> None:
    """Show how the topics stand, what is due, and what to practise now."""
    from coach.bootstrap import SystemClock, build_knowledge, build_store, build_today
    from coach.cli.practise import LEARNER
    from coach.settings import read_settings

    with failing_plainly():
        settings = read_settings()
        today = build_today(build_knowledge(settings), build_store(settings))
        zone = SystemClock().now().astimezone().tzinfo
        assert zone is not None
        report = report_of(today, LEARNER, zone)
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        show(report, Console(), every=every)


def report_of(today: "Today", learner: str, zone: tzinfo) -> dict[str, Any]:
    """Everything that is shown, as plain values; a mastery of null means never asked."""
    from coach.domain.agenda import Reason, agenda, offered
    from coach.domain.agenda_words import beside_it, in_a_sentence
    from coach.domain.marking import mark_of
    from coach.domain.sittings import answers_by_day, streak

    here = today.situation(learner, zone)
    planned, known = agenda(here), today.knowledge
    due = Counter(item.topic for item in offered(here) if item.reason is Reason.DUE)
    topics, sections = today.topics(learner), today.sections(learner)
    answers = today.answers(learner)
    days = streak(answers_by_day(answers, zone), here.today)
    return {
        "at": here.at.isoformat(),
        "interview": here.interview.isoformat() if here.interview else None,
        "answers": len(answers),
        "streak": {"current": days.current, "longest": days.longest, "days": days.days},
        "today": {
            "sentence": in_a_sentence(planned, here.today),
            "beside": beside_it(planned, known, here.preparation, here.today),
            "minutes": planned.minutes,
            "items": [{"question": one.question, "topic": one.topic, "reason": one.reason} for one in planned.items],
        },
        "sections": [
            {
                "id": section.id,
                "title": section.title,
                **_figures(sections[section.id]),
                "due": sum(due[topic.id] for topic in section.topics),
                "topics": [
                    {
                        "id": topic.id,
                        "title": topic.title,
                        "mark": mark_of(topic, here.preparation),
                        **_figures(topics[topic.id]),
                        "due": due[topic.id],
                    }
                    for topic in section.topics
                ],
            }
            for section in known.syllabus.sections
        ],
    }


def _figures(standing: "Standing") -> dict[str, Any]:
    return {
        "mastery": None if standing.value is None else round(standing.value, 4),
        "points": standing.points,
        "of_points": standing.of_points,
        "questions": standing.questions,
        "of_questions": standing.of_questions,
        "last": standing.last.isoformat() if standing.last else None,
    }


def show(report: Mapping[str, Any], console: Console, *, every: bool = False) -> None:
    """Print the report as a table, what to practise now above it."""
    console.print(Text(report["today"]["sentence"], style="bold"))
    if report["today"]["beside"]:
        console.print(Text(report["today"]["beside"]))
    table = Table("Topic", "Mastery", "Questions", "Due", "", box=None, pad_edge=False)
    shown = 0
    for section in report["sections"]:
        topics = [one for one in section["topics"] if every or one["questions"]]
        if not topics:
            continue
        table.add_row(Text(section["title"], style="bold"), Text(_percent(section), style="bold"), "", "", "")
        for topic in topics:
            shown += 1
            asked = f"{topic['questions']} of {topic['of_questions']}"
            mark = "" if topic["mark"] == "to-do" else topic["mark"]
            due = str(topic["due"]) if topic["due"] else ""
            table.add_row(Text(f"  {topic['title']}"), _percent(topic), asked, due, mark)
    if shown:
        console.print()
        console.print(table)
        streak = report["streak"]
        console.print()
        in_a_row = f"{streak['current']} in a row, {streak['longest']} at most"
        console.print(f"{report['answers']} answers on {streak['days']} days; {in_a_row}.")
    else:
        console.print("No answer has been graded yet. `coach practise` asks a first question.")


def _percent(one: Mapping[str, Any]) -> str:
    return "–" if one["mastery"] is None else f"{one['mastery']:.0%}"
