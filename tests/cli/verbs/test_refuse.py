"""`pratique deny`."""

from pratique.core.act import ActKind
from pratique.store.interface import Store
from tests.cli.running import Machine
from tests.cli.verbs.test_release import REF, SHA256, store

__all__ = ["store"]


def test_bytes_are_refused_and_that_is_taken_back(machine: Machine, store: Store) -> None:
    done = machine.run("refuse", REF.purl, "--reason", "it steals", "--by", "bo")
    released = machine.run("release", REF.purl, "--reason", "read")
    undone = machine.run("refuse", "--undo", SHA256, "--reason", "it does not")
    nothing = machine.run("refuse", "--undo", SHA256, "--reason", "it does not")

    assert (0, f"refused: {REF.purl} hooked-1.0.1.tgz (sha256:{SHA256})\n") == (done.code, done.out)
    assert "Not covered: client caches and existing installs on other machines" in done.err
    assert "run `pratique doctor --caches --gate URL` on each machine" in done.err
    assert "Not reached" not in undone.err
    assert 1 == released.code
    assert "bo denied it: it steals; `pratique deny --undo` revokes the denial" in released.err
    assert (0, 3) == (undone.code, nothing.code)
    assert [ActKind.REFUSE, ActKind.REFUSE_UNDONE] == [act.kind for act in store.acts.read()]


def test_bytes_that_nobody_has_met_are_refused_by_their_digest(machine: Machine, store: Store) -> None:
    done = machine.run("refuse", "f" * 64, "--reason", "in a list of bad files")

    assert (0, f"refused: (sha256:{'f' * 64}), which this gate has not seen yet\n") == (done.code, done.out)
