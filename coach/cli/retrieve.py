"""`coach retrieve`: search for many queries at once, from JSON lines to JSON lines."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from coach.cli.batch import Row, outcomes, write
from coach.cli.failing import failing_plainly
from coach.cli.json_lines import read_lines
from coach.errors import RetrievalError
from coach.ports import Retriever


def retrieve(
    input: Annotated[Path, typer.Option(help='JSON lines {"id", "query"}.')],  # noqa: A002 - the option's name
    output: Annotated[Path, typer.Option(help='JSON lines {"id", "passages": [{"id", "topic", "score"}]}.')],
    k: Annotated[int, typer.Option(min=1, max=100, help="How many passages a query at most.")] = 5,
) -> None:
    """Find the passages for every query of a file, in its order; exit code 1 if a line was bad."""
    from coach.bootstrap import build_knowledge, build_retriever
    from coach.cli.progress import counting
    from coach.settings import read_settings

    with failing_plainly():
        settings = read_settings()
        lines = read_lines(input)
        with counting("Indexing the notes") as on_progress:
            retriever = build_retriever(settings, build_knowledge(settings), on_progress)
        try:
            write(run(lines, retriever, k), source=input, output=output, doing="Searching", count=len(lines))
        finally:
            if retriever.status.state == "failed":
                raise RetrievalError(f"Some queries were searched by words alone: {retriever.status.message}")


def run(lines: Sequence[bytes], retriever: Retriever, k: int) -> Iterator[Row]:
    """The outcome of every line that isn't blank, in order. A bad line has a fault and is written as an error."""

    def outcome(found: dict[str, Any]) -> dict[str, Any]:
        query = _query(found)
        try:
            hits = retriever.search(query, k=k)
        except RetrievalError as error:
            raise ValueError(str(error)) from error
        passages = [{"id": hit.passage.id, "topic": hit.passage.topic, "score": round(hit.score, 6)} for hit in hits]
        return {"id": found["id"], "passages": passages}

    return outcomes(lines, outcome)


def _query(asked: dict[str, Any]) -> str:
    if asked.get("id") is None:
        raise ValueError("There is no “id”.")
    query = asked.get("query")
    if not isinstance(query, str):
        raise ValueError("“query” should be a text.")  # noqa: TRY004 - a fault of the file, not of the code
    return query
