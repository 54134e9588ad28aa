"""What was served before its inspection stays recorded until it is inspected."""

from datetime import timedelta

from pratique.store.gate.affected_clients import ServedName, Uninspected
from pratique.store.interface import Store
from tests.store.gate.test_decisions import CALM, NOW


def named(version: str) -> ServedName:
    return ServedName(CALM.at(version), f"calm-{version}.tgz", "a" * 64)


def test_a_file_keeps_its_first_time_and_its_error_until_it_is_removed(store: Store) -> None:
    one, two = named("1.0.0"), named("0.9.0")
    store.uninspected.add_many([one], at=NOW)
    store.uninspected.add_many([two, one], at=NOW + timedelta(hours=1))
    store.uninspected.failed(one, "the worker crashed \udc80")
    store.uninspected.add_many([one], at=NOW + timedelta(hours=2))

    assert [
        Uninspected(name=one, at=NOW, why="the worker crashed \\udc80"),
        Uninspected(name=two, at=NOW + timedelta(hours=1)),
    ] == list(store.uninspected.all())

    store.uninspected.remove([one, named("3.0.0")])
    store.uninspected.remove([])
    assert [two] == [left.name for left in store.uninspected.all()]
