"""What the terminal shows when something is wrong: plain words and a code, never a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from coach.errors import CoachError


@contextmanager
def failing_plainly() -> Iterator[None]:
    """Turn a CoachError into its message on standard error and exit code 1."""
    try:
        yield
    except CoachError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
