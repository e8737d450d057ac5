"""The frame of the batch commands: JSON lines in, JSON lines out, in order; a bad line is told and spoils no other."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import typer
from pydantic import BaseModel, ValidationError

from coach.cli.json_lines import open_output, read_object


class Row(NamedTuple):
    """One line's outcome."""

    number: int
    written: dict[str, Any]
    fault: str | None = None


def outcomes(lines: Sequence[bytes], outcome: Callable[[dict[str, Any]], dict[str, Any]]) -> Iterator[Row]:
    """The outcome of every line that isn't blank. One for which `outcome` raises ValueError is written as an error."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        found: dict[str, Any] = {}
        try:
            found = read_object(line)
            written = outcome(found)
        except ValueError as error:
            yield Row(number, {"id": found.get("id"), "error": str(error)}, str(error))
            continue
        yield Row(number, written)


Line = TypeVar("Line", bound=BaseModel)


def given(kind: type[Line], found: dict[str, Any]) -> Line:
    """The object as that kind of line. ValueError, in plain words, if it isn't one."""
    try:
        line = kind.model_validate(found)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"] if part not in ("str", "int"))
        if first["type"] == "missing":
            raise ValueError(f"There is no “{place}”.") from None
        raise ValueError(f"“{place}”: {first['msg']}.") from None
    if any(_is_half(text) for text in _texts(line.model_dump())):
        raise ValueError("A text has half a surrogate pair, which is JSON but no character.")
    return line


def write(rows: Iterable[Row], *, source: Path, output: Path, doing: str, count: int) -> None:
    """Write every row as it comes and tell of bad lines; exit with code 1 if there was one. `doing` names the work."""
    from coach.cli.progress import counting

    if output.exists() and output.samefile(source):
        raise typer.BadParameter("That is the input, which would be lost. Name another file.", param_hint="--output")
    bad = 0
    with open_output(output) as file, counting(doing) as on_progress:
        for row in rows:
            file.write(json.dumps(row.written) + "\n")
            file.flush()
            if row.fault:
                bad += 1
                typer.echo(f"{source}:{row.number}: {row.fault}", err=True)
            on_progress(row.number, count)
    if bad:
        raise typer.Exit(1)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)


def _is_half(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)
