"""A record in each database: SQLite in a temporary folder, Postgres on a server of our own (`tests/servers.py`)."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from coach.adapters.sql.opening import open_store
from coach.adapters.sql.store import SqlStore
from tests.adapters.sql.samples import Ticking


@pytest.fixture
def clock() -> Ticking:
    return Ticking()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.server)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where an empty record may be made."""
    if request.param == "sqlite":
        return tmp_path / "record.db"
    address: str = request.getfixturevalue("postgres_database")
    return address


@pytest.fixture
def opened(clock: Ticking) -> Iterator[Callable[[Path | str], SqlStore]]:
    """Opens records, and closes them at the end."""
    stores: list[SqlStore] = []

    def open_one(where: Path | str) -> SqlStore:
        stores.append(open_store(where, clock))
        return stores[-1]

    yield open_one
    for store in stores:
        store.close()


@pytest.fixture
def store(place: Path | str, opened: Callable[[Path | str], SqlStore]) -> SqlStore:
    return opened(place)
