"""The queue as the store has it."""

from pratique.cli.run.clock import now
from pratique.gate.holds.current_queue import current_queue
from pratique.store.interface import Store
from tests.cli.verbs.test_release import HELD, REF, store

__all__ = ["store"]


def test_the_queue_is_that_of_a_package_or_a_release_or_all(store: Store) -> None:
    found = current_queue(store, now())

    assert [(REF.purl, HELD.filename)] == [(one.purl, one.filename) for one in found]
    assert found == current_queue(store, now(), package=REF.package)
    assert found == current_queue(store, now(), package=REF.package, version=REF.version, everything=True)
    assert () == current_queue(store, now(), package=REF.package, version="9.9.9")
