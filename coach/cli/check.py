"""`coach check`: lint the knowledge."""

from pathlib import Path
from typing import Annotated

import typer

from coach.errors import ContentError


def check(
    topics: Annotated[list[str] | None, typer.Argument(help="Topics to check; all when none is named.")] = None,
    knowledge: Annotated[
        Path | None,
        typer.Option(help="A folder of your own, on top of the built-in one, which is checked by default."),
    ] = None,
) -> None:
    """Name every fault of the notes, questions and graded answers: file, line, what, how to mend."""
    from coach.adapters.embedded.minilm import MiniLM
    from coach.adapters.files.lint import lint, lint_topic
    from coach.adapters.files.loader import KnowledgeSource
    from coach.places import knowledge_folder

    root = knowledge or knowledge_folder()
    count_tokens = MiniLM().count_tokens
    try:
        source = KnowledgeSource(root, only=topics or None, base=knowledge_folder())
    except ContentError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    if unknown := set(topics or ()) - source.topics.keys():
        typer.echo(f"Not written, or not in the syllabus: {', '.join(sorted(unknown))}.", err=True)
        raise typer.Exit(1)
    if topics:
        faults = [fault for topic in topics for fault in lint_topic(source, topic, count_tokens)]
    else:
        faults = lint(source, count_tokens)
    for fault in faults:
        typer.echo(str(fault))
    found = source.knowledge
    questions = [one for one in found.questions.values() if one.topic in source.own]
    typer.echo(
        f"{len(source.own)} topics, "
        f"{sum(len(note.passages) for note in found.notes.values() if note.topic in source.own)} passages, "
        f"{len(questions)} questions, {sum(len(found.graded_answers.get(one.id, ())) for one in questions)} "
        "graded answers: " + (f"{len(faults)} faults." if faults else "no faults.")
    )
    raise typer.Exit(1 if faults else 0)
