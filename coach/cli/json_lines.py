"""Files of JSON lines for the batch commands: read whole, written as the rows come."""

import json
from pathlib import Path
from typing import IO, Any

import typer


def read_lines(path: Path) -> list[bytes]:
    """The file's lines, undecoded: one bad line doesn't spoil the rest. typer.BadParameter if it can't be read."""
    try:
        return path.read_bytes().splitlines()
    except OSError as error:
        raise typer.BadParameter(f"{path} can't be read: {error.strerror}.", param_hint="--input") from None


def open_output(path: Path) -> IO[str]:
    """The file, emptied. typer.BadParameter if it can't be written."""
    try:
        return path.open("w", encoding="utf-8")
    except OSError as error:
        raise typer.BadParameter(f"{path} can't be written: {error.strerror}.", param_hint="--output") from None


def read_object(line: bytes) -> dict[str, Any]:
    """The object that a line holds. ValueError, in plain words, if it holds none."""
    try:
        found = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"This is not JSON: {error}") from None
    if not isinstance(found, dict):
        raise ValueError("This should be an object.")  # noqa: TRY004 - a fault of the file, not of the code
    return found
