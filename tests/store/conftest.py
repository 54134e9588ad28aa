from collections.abc import Iterator
from pathlib import Path

import pytest

from pratique.store.database.connection import Database, open_database
from pratique.store.folder.home import Home
from pratique.store.interface import Store
from pratique.store.migration import migrate
from pratique.store.opening import open_store


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    with open_store(Home(home)) as opened:
        yield opened


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "test.sqlite3")
    migrate(opened)
    yield opened
    opened.close()
