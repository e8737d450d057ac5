"""`coach retrieve`: search for many queries at once, from JSON lines to JSON lines."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from coach.cli.failing import failing_plainly
from coach.cli.json_lines import open_output, read_lines, read_object
from coach.errors import RetrievalError
from coach.ports import Retriever


class Row(NamedTuple):
    """One line's outcome."""

    number: int
    written: dict[str, Any]
    fault: str | None = None


def retrieve(
    input: Annotated[Path, typer.Option(help='JSON lines {"id", "query"}.')],  # noqa: A002 - the option's name
    output: Annotated[Path, typer.Option(help='JSON lines {"id", "passages": [{"id", "topic", "score"}]}.')],
    k: Annotated[int, typer.Option(min=1, max=100, help="How many passages a query at most.")] = 5,
) -> None:
    """Find the passages for every query of a file, in its order; exit code 1 if a line was bad."""
    from coach.bootstrap import build_knowledge, build_retriever
    from coach.cli.progress import counting
    from coach.settings import read_settings

    bad = 0
    with failing_plainly():
        settings = read_settings()
        lines = read_lines(input)
        with counting("Indexing the notes") as on_progress:
            retriever = build_retriever(settings, build_knowledge(settings), on_progress)
        with open_output(output) as file, counting("Searching") as on_progress:
            for done, row in enumerate(run(lines, retriever, k), start=1):
                file.write(json.dumps(row.written) + "\n")
                if row.fault:
                    bad += 1
                    typer.echo(f"{input}:{row.number}: {row.fault}", err=True)
                on_progress(done, len(lines))
        if retriever.status.state == "failed":
            raise RetrievalError(f"Some queries were searched by words alone: {retriever.status.message}")
    raise typer.Exit(1 if bad else 0)


def run(lines: Sequence[bytes], retriever: Retriever, k: int) -> Iterator[Row]:
    """The outcome of every line that isn't blank, in order. A bad line has a fault and is written as an error."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        asked, fault = _asked(line)
        if fault is None:
            try:
                hits = retriever.search(asked["query"], k=k)
            except (RetrievalError, UnicodeError) as error:  # half a surrogate pair is JSON, but no text
                fault = str(error)
        if fault is not None:
            yield Row(number, {"id": asked.get("id"), "error": fault}, fault)
            continue
        passages = [{"id": hit.passage.id, "topic": hit.passage.topic, "score": round(hit.score, 6)} for hit in hits]
        yield Row(number, {"id": asked["id"], "passages": passages})


def _asked(line: bytes) -> tuple[dict[str, Any], str | None]:
    """What the line asks, as far as it can be read, and what is wrong with it, or None."""
    try:
        asked = read_object(line)
    except ValueError as error:
        return {}, str(error)
    if asked.get("id") is None:
        return asked, "There is no “id”."
    if not isinstance(asked.get("query"), str):
        return asked, "“query” should be a text."
    return asked, None
