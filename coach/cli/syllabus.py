"""`coach syllabus`: take over a list of topics of one's own."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from coach.cli.failing import failing_plainly
from coach.domain.syllabus import Syllabus
from coach.domain.syllabus_reading import SyllabusReading

LEARNER = "local"

syllabus_app = typer.Typer(no_args_is_help=True, help="Your own list of topics.")


@syllabus_app.callback()
def _root() -> None:
    """Your own list of topics."""


@syllabus_app.command("import")
def import_list(
    file: Annotated[Path, typer.Argument(help="Text or Markdown; - reads what is typed or piped in.")],
    *,
    preview: Annotated[bool, typer.Option("--preview", help="Only say what was found; change nothing.")] = False,
    hide_others: Annotated[bool, typer.Option(help="Leave out of practice what the list doesn't name.")] = False,
) -> None:
    """Take over which topics are done, from a list such as your study plan, and keep those that we don't have."""
    from coach.adapters.text.mending import mended
    from coach.bootstrap import build_knowledge, build_store
    from coach.practice.own_syllabus import apply_list, read_list
    from coach.settings import read_settings

    with failing_plainly():
        settings = read_settings()
        knowledge = build_knowledge(settings)
        reading = read_list(mended(_bytes_of(file)), knowledge)
        _show(reading, knowledge.syllabus)
        if preview:
            typer.echo("Nothing was changed: this was a preview.")
            return
        apply_list(build_store(settings), LEARNER, reading, knowledge, hide_others=hide_others)
        typer.echo("Taken over.")


def _bytes_of(file: Path) -> bytes:
    if str(file) == "-":
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"{file} can't be read: {error.strerror}.", param_hint="FILE") from None


def _show(reading: SyllabusReading, syllabus: Syllabus) -> None:
    typer.echo(reading.words())
    for section in reading.sections:
        typer.echo(f"\n{section.title or '(no section)'}")
        for topic in section.topics:
            tick = {True: "x", False: " ", None: " "}[topic.done]
            known = syllabus.topic(topic.topic).title if topic.topic else "unknown: kept on your list"
            same = topic.topic is not None and known == topic.title
            means = "" if same else f"  ({'part of ' if topic.part else ''}{known})"
            typer.echo(f"  [{tick}] {topic.title}{means}")
    for words, lines in (("Read as remarks, not topics", reading.remarks), ("Named twice", reading.twice)):
        if lines:
            typer.echo(f"\n{words}:")
            for line in lines[:20]:
                typer.echo(f"  {line}")
    if reading.unread:
        typer.echo(f"\n{reading.unread} lines beyond the first two thousand were not read.")
    typer.echo("")
