"""A store and a registry for the road."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pratique.store.folder.home import Home
from pratique.store.interface import Store
from pratique.store.opening import open_store
from tests.cli.running import plain
from tests.intake.building import Machine
from tests.loopback import LoopbackRegistry, PypiProject, sdist_file, wheel_file

WHEEL = wheel_file("sample", "1.1.0", {"sample/__init__.py": "x = 1\n"})
SDIST = sdist_file("sample", "1.1.0", {"sample/__init__.py": "x = 1\n"})
OLD = wheel_file("sample", "1.0.0", {"sample/__init__.py": "x = 0\n"})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(Home(tmp_path / "state")) as opened:
        yield opened


@pytest.fixture
def loopback() -> Iterator[LoopbackRegistry]:
    project = PypiProject(name="sample", files=(OLD, WHEEL, SDIST))
    with LoopbackRegistry(npm=[plain("calm", "1.0.0", "1.0.1", "1.1.0")], pypi=[project]) as running:
        yield running


@pytest.fixture
def machine(loopback: LoopbackRegistry, store: Store, tmp_path: Path) -> Machine:
    return Machine(loopback=loopback, store=store, folder=tmp_path / "state")
