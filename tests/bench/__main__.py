"""Print the table."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench import app, model, notes, pages, year

Row = tuple[str, str, str]


def main() -> None:
    """Measure everything; a part that can't be measured here says why, and the rest goes on."""
    for name in list(os.environ):
        if name.startswith(("OPENAI_", "COACH_")):
            del os.environ[name]
    console = Console(width=110)
    table = Table("What", "Figure", "Remark", title="interview coach", title_justify="left")
    parts: list[Callable[[Path], Iterator[Row]]] = [app.rows, notes.rows, model.rows, pages.rows, year.rows]
    failed = False
    with tempfile.TemporaryDirectory(prefix="coach-bench-") as folder:
        for part in parts:
            try:
                for row in part(Path(folder)):
                    table.add_row(*row)
            except Exception as error:
                failed = True
                table.add_row(part.__module__, "not measured", str(error)[:200])
    console.print(table)
    sys.exit(failed)


if __name__ == "__main__":
    main()
