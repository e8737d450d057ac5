"""The terminal's commands. `coach --help` tells them."""

import typer

from coach.cli.check import check
from coach.cli.doctor import doctor
from coach.cli.eval import evaluate
from coach.cli.grade import grade
from coach.cli.moving import export, forget, import_record
from coach.cli.practise import practise
from coach.cli.progress_report import progress
from coach.cli.retrieve import retrieve
from coach.cli.run import run
from coach.cli.search import search
from coach.cli.star import star
from coach.cli.syllabus import syllabus_app

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)
app.command()(run)
app.command()(practise)
app.command()(progress)
app.command()(search)
app.command()(doctor)
app.command()(check)
app.command()(retrieve)
app.command()(grade)
app.command("eval")(evaluate)
app.command()(star)
app.command()(export)
app.command("import")(import_record)
app.command()(forget)
app.add_typer(syllabus_app, name="syllabus")


@app.callback()
def _root() -> None:
    """An interview coach for backend engineers."""


def main() -> None:
    """The console script `coach`."""
    app()
