"""The terminal's commands. `coach --help` tells them."""

import typer

from coach.cli.check import check

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False, help=__doc__)
app.command()(check)


@app.callback()
def _root() -> None:
    """An interview coach for backend engineers."""


def main() -> None:
    """The console script `coach`."""
    app()
