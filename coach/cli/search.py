"""`coach search`: look something up in the notes."""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from coach.cli.failing import failing_plainly
from coach.ports import Hit

LINES = 3
NOTHING = "Nothing in the notes bears on that. Try the term itself, such as “ETag” or “isolation level”."


def search(
    text: Annotated[str, typer.Argument(help="A question in your own words, or a term.")],
    topic: Annotated[str | None, typer.Option(help="Only this topic, by its id.")] = None,
    k: Annotated[int, typer.Option(min=1, max=50, help="How many passages at most.")] = 5,
) -> None:
    """Find the passages of the notes that bear on a question."""
    from coach.bootstrap import build_knowledge, build_retriever
    from coach.cli.progress import counting
    from coach.settings import read_settings

    with failing_plainly():
        settings = read_settings()
        knowledge = build_knowledge(settings)
        if topic is not None and topic not in knowledge.notes:
            typer.echo(f"There are no notes on “{topic}”. There are on: {', '.join(knowledge.notes)}.", err=True)
            raise typer.Exit(1)
        with counting("Indexing the notes") as on_progress:
            retriever = build_retriever(settings, knowledge, on_progress)
        hits = retriever.search(text, topic=topic, k=k)
        if retriever.status.state == "failed":
            typer.echo(f"Searched by words alone: {retriever.status.message}", err=True)
    show(hits, Console())


def show(hits: Sequence[Hit], console: Console) -> None:
    """Print each passage's id, heading, score and first lines."""
    if not hits:
        console.print(NOTHING)
    for hit in hits:
        passage = hit.passage
        console.print(Text.assemble((passage.id, "bold cyan"), "  ", passage.heading, (f"  {hit.score:.4f}", "dim")))
        lines = [line for line in passage.plain.splitlines() if line.strip()]
        beginning = "\n".join(lines[:LINES]) + (" …" if len(lines) > LINES else "")
        console.print(Padding(Text(beginning), (0, 0, 1, 2)))
