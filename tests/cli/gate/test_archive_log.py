"""`pratique gate archive-log`; tests/store/log tries what is moved."""

import os

from pratique.store.folder.home import Home, data_home
from pratique.store.opening import open_store
from tests.cli.running import Machine
from tests.cli.verbs.test_log import HELD, LET_IN


def test_moving_by_hand_says_what_it_moved(machine: Machine) -> None:
    with open_store(Home(data_home(os.environ))) as store:
        store.decisions.add_many([HELD, LET_IN, LET_IN, HELD])
        store.served.catch_up(epoch="one", ruleset="r")

    moved = machine.run("gate", "archive-log", "--keep", "1d")

    assert (0, 2) == (moved.code, len(moved.out.splitlines()))
    assert "2026-03.jsonl.gz: 3 decisions, " in moved.out
    assert "moved 3 decisions to 1 file; in the database: 1 decision (kept for 24h)" in moved.out
    assert 2 == machine.run("gate", "archive-log", "--keep", "soon").code
    assert 2 == machine.run("gate", "archive-log", "--keep", "0").code
