"""Whether a state folder can be used."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pratique.store.folder.health import Soundness
from pratique.store.folder.home import Home
from pratique.store.opening import open_store
from tests.store.builders import seen


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A state folder with something in its database, all of it in the main file."""
    made = Home(tmp_path / "state")
    with open_store(made) as store:
        for number in range(200):
            store.artifacts.remember([seen(f"p{number}")])
    with closing(sqlite3.connect(made.database)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return made


def test_a_whole_folder_has_no_trouble(home: Home) -> None:
    assert "" == Soundness(home=home)()


@pytest.mark.parametrize("start", [0, 4_096])
def test_a_damaged_database_is_told(home: Home, start: int) -> None:
    with home.database.open("r+b") as file:
        file.seek(start)
        file.write(os.urandom(home.database.stat().st_size - start))

    assert f"{home.database} is damaged" in Soundness(home=home)()


def test_an_empty_file_in_place_of_the_database_is_no_damage_of_ours(home: Home) -> None:
    home.database.unlink()

    assert "unable to open" in Soundness(home=home)()


def test_a_folder_that_is_gone_is_told(home: Home) -> None:
    shutil.rmtree(home.artifacts)
    artifacts = Soundness(home=home)()
    shutil.rmtree(home.folder)
    folder = Soundness(home=home)()

    assert f"{home.artifacts}: No such file" in artifacts
    assert f"{home.folder}: No such file" in folder


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read and write all")
@pytest.mark.parametrize("mode", [0o000, 0o500])
def test_a_folder_that_may_not_be_used_is_told(home: Home, mode: int) -> None:
    home.folder.chmod(mode)
    try:
        assert str(home.folder) in Soundness(home=home)()
    finally:
        home.folder.chmod(0o700)


def test_a_database_that_another_process_writes_is_no_trouble(home: Home) -> None:
    with closing(sqlite3.connect(home.database, isolation_level=None)) as database:
        database.execute("BEGIN EXCLUSIVE")
        assert "" == Soundness(home=home)()


def test_it_is_looked_at_now_and_then(home: Home) -> None:
    now = [0.0]
    soundness = Soundness(home=home, monotonic=lambda: now[0])
    before = soundness()
    shutil.rmtree(home.folder)
    soon = soundness()
    now[0] = 10.0

    assert ("", "") == (before, soon)
    assert "No such file" in soundness()
