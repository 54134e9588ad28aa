"""`pratique gate adopt`."""

import os

from pratique.gate.decision.policy import ADOPTED_BY_GATE
from pratique.store.folder.home import Home, data_home
from pratique.store.opening import open_store
from tests.cli.running import Machine


def adopted() -> set[str]:
    with open_store(Home(data_home(os.environ))) as store:
        adoption = store.adoptions.get(ADOPTED_BY_GATE)
        return {entry.purl for entry in adoption.entries} if adoption else set()


def test_what_locks_hold_is_added_to_what_was_adopted_before(machine: Machine) -> None:
    machine.lock("calm@1.0.0")
    first = machine.run("gate", "adopt", "package-lock.json")
    machine.lock("calm@1.0.0", "calm@1.1.0", path="other/package-lock.json")
    second = machine.run("gate", "adopt", "other/package-lock.json", "package-lock.json")

    assert (0, "adopted 1 new digests; 1 digests in total\n") == (first.code, first.out)
    assert (0, "adopted 1 new digests; 2 digests in total\n") == (second.code, second.out)
    assert {"pkg:npm/calm@1.0.0", "pkg:npm/calm@1.1.0"} == adopted()


def test_an_entry_without_a_strong_digest_is_not_adopted_and_told(machine: Machine) -> None:
    machine.lock("calm@1.0.0", entries={"calm": {"integrity": ""}})
    ran = machine.run("gate", "adopt", "package-lock.json")

    assert (3, "adopted 0 new digests; 0 digests in total\n") == (ran.code, ran.out)
    assert "not adopted: 1 entry of package-lock.json because of a missing strong digest" in ran.err


def test_what_is_no_lock_is_told(machine: Machine) -> None:
    machine.write("package-lock.json", "{")
    machine.write("notes.txt", "x")

    assert 3 == machine.run("gate", "adopt", "package-lock.json").code
    assert 2 == machine.run("gate", "adopt", "notes.txt").code
    assert 2 == machine.run("gate", "adopt", "nowhere.json").code
