"""Another process on the same record: makes a practice of its own, then adds hints to `p1`, as fast as it can.

python -m tests.adapters.sql.beside WHERE NAME HINTS
"""

import sys
from collections.abc import Callable
from pathlib import Path

from coach.adapters.sql.opening import open_store
from coach.domain.moves import hinted
from coach.domain.practice import Practice
from tests.adapters.sql.samples import START, Ticking, a_practice


def main(where: str, name: str, hints: str) -> None:
    """Do it; any failure is a traceback and a status that isn't 0."""
    store = open_store(where if "://" in where else Path(where), Ticking())
    store.create(a_practice(name))
    for number in range(int(hints)):
        store.update("p1", "ada", _adding(f"{name}-{number}"))


def _adding(hint: str) -> Callable[[Practice], Practice]:
    return lambda practice: hinted(practice, "t1", hint, START)


if __name__ == "__main__":
    main(*sys.argv[1:])
