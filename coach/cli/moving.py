"""`coach export`, `coach import`, `coach forget`: one's record taken away, brought back, deleted."""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from coach.bootstrap import anki_package, build_knowledge, build_portability, build_store
from coach.cli.failing import failing_plainly
from coach.practice.portability import Portability
from coach.settings import read_settings

STAYS = "This copy beside the record stays, since it holds others' too; remove it yourself if you may: {}"
LEARNER = "local"
HERE = Path("-")


def export(
    format: Annotated[  # noqa: A002 - the option's name
        Literal["markdown", "json", "anki"],
        typer.Option(help="Markdown to read; JSON to bring back with nothing lost; Anki to learn what you missed."),
    ] = "json",
    output: Annotated[Path, typer.Option("--output", "-o", help="The file; - writes to the terminal.")] = HERE,
    practice: Annotated[str | None, typer.Option(help="Only the practice with this id.")] = None,
) -> None:
    """Take your record away: everything, or one practice."""
    if format == "anki" and output == HERE:
        raise typer.BadParameter("A deck is no text: name a file, such as -o coach.apkg.", param_hint="--output")
    with failing_plainly():
        content, told = _content(_portability(), format, practice)
    if output == HERE:
        sys.stdout.buffer.write(content)
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise typer.BadParameter(f"{output} can't be written: {error.strerror}.", param_hint="--output") from None
    typer.echo(f"{told} in {output}")


def import_record(
    file: Annotated[Path, typer.Argument(help="JSON that the coach exported.")],
) -> None:
    """Bring a record back. All of it is checked before any is written; what is there already is never overwritten."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"{file} can't be read: {error.strerror}.", param_hint="FILE") from None
    with failing_plainly():
        imported = _portability().bring_in(LEARNER, content)
    typer.echo(f"{imported.added} brought in, {imported.same} there already.")
    for one in imported.different:
        typer.echo(f"Left as it is here, since the file has it otherwise: {one}.", err=True)


def forget(
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Really delete everything.")] = False,
) -> None:
    """Delete everything that is kept of you, for good."""
    with failing_plainly():
        portability = _portability()
        if not yes:
            typer.echo(f"This deletes {portability.file(LEARNER).words} and your choices, for good.")
            copies = portability.copies(LEARNER)
            for name in copies.names:
                typer.echo(
                    STAYS.format(name) if copies.shared else f"It removes this copy beside the record, too: {name}"
                )
            typer.echo("Nothing was deleted. To do it: coach forget --yes. To keep a copy first: coach export -o FILE.")
            raise typer.Exit(1)
        forgotten = portability.forget(LEARNER)
    for name in forgotten.copies:
        typer.echo(f"Removed the copy {name}")
    for name in forgotten.left:
        typer.echo(STAYS.format(name))
    typer.echo("Everything is deleted.")
    if not forgotten.scrubbed:
        typer.echo(
            "Another program has the record open, so the room that it took is not cleared yet. "
            "Close it, and run coach forget --yes again.",
            err=True,
        )


def _portability() -> Portability:
    settings = read_settings()
    return build_portability(build_store(settings), build_knowledge(settings))


def _content(portability: Portability, format_: str, practice: str | None) -> tuple[bytes, str]:
    """The file, and what is in it in words."""
    if format_ == "markdown":
        return portability.markdown(LEARNER, practice).encode(), "Your record"
    if format_ == "anki":
        cards = portability.cards(LEARNER, practice)
        return anki_package(cards), f"{len(cards)} card{'s' if len(cards) != 1 else ''}"
    file = portability.file(LEARNER, practice)
    return portability.json(LEARNER, practice).encode(), file.words
