"""What was served is worked out from the decisions."""

from datetime import timedelta

from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.store.gate.affected_clients import ServedName
from pratique.store.interface import Store
from tests.store.gate.test_decisions import CALM, NOW, decided


def names(store: Store, epoch: str = "two", before: int | None = None, most: int = 10) -> list[str]:
    return [one.name.ref.version for one in store.served.undecided(epoch=epoch, before=before, most=most)]


def test_each_file_that_was_let_through_is_there_once_the_newest_first(store: Store) -> None:
    blocked = decided("9.0.0", Action.BLOCK)
    store.decisions.add_many([decided("1.0.0"), decided("2.0.0"), blocked, decided("3.0.0", sha256=None)])
    store.decisions.add_many([decided("1.0.0", at=NOW + timedelta(hours=1))])
    store.served.catch_up(epoch="one", ruleset="r")
    store.served.catch_up(epoch="one", ruleset="r")

    found = store.served.undecided(epoch="two", most=10)

    assert [(CALM.at("1.0.0"), NOW + timedelta(hours=1)), (CALM.at("2.0.0"), NOW)] == [
        (one.name.ref, one.last_at) for one in found
    ]
    assert ServedName(CALM.at("1.0.0"), "calm-1.0.0.tgz", "a" * 64) == found[0].name
    assert 2 == store.served.count()


def test_they_are_given_in_parts(store: Store) -> None:
    store.decisions.add_many(decided(f"{n}.0.0") for n in range(5))
    store.served.catch_up(epoch="one", ruleset="r")
    first = store.served.undecided(epoch="two", most=3)

    assert ["4.0.0", "3.0.0", "2.0.0"] == [one.name.ref.version for one in first]
    assert ["1.0.0", "0.0.0"] == names(store, before=first[-1].decision)


def test_what_was_decided_anew_is_not_due_and_is_again_when_an_older_epoch_let_it_through(
    store: Store,
) -> None:
    store.decisions.add_many([decided("1.0.0")])
    store.served.catch_up(epoch="two", ruleset="r")
    store.served.decided([one.id for one in store.served.undecided(epoch="two", most=9)], epoch="two")
    assert [] == names(store)

    store.decisions.add_many([decided("1.0.0")])
    store.served.catch_up(epoch="two", ruleset="r")
    assert ["1.0.0"] == names(store), "a decision of the epoch before came late"


def test_the_ruleset_is_known_of_what_this_epoch_decided_alone(store: Store) -> None:
    store.decisions.add_many([decided("1.0.0", epoch="two"), decided("2.0.0", epoch="one")])
    store.served.catch_up(epoch="two", ruleset="r")

    due = store.served.uninspected(ruleset="r", most=9)
    assert ["2.0.0"] == [one.name.ref.version for one in due]
    store.served.inspected([due[0].id], ruleset="r")
    assert [] == list(store.served.uninspected(ruleset="r", most=9))
    assert 2 == len(store.served.uninspected(ruleset="other", most=9))

    store.decisions.add_many([decided("1.0.0", epoch="three")])
    store.served.catch_up(epoch="four", ruleset="r")
    assert [] == list(store.served.uninspected(ruleset="r", most=9)), (
        "its bytes are those that were inspected"
    )


def test_a_package_was_served_when_a_file_of_it_was(store: Store) -> None:
    store.decisions.add_many([decided("9.0.0", Action.BLOCK)])
    assert not store.served.any_of(CALM)

    store.decisions.add_many([decided()])
    assert store.served.any_of(CALM)


def test_packages_are_told_by_when_they_were_served(store: Store) -> None:
    other = decided(ref=PackageRef(Ecosystem.PYPI, "kite").at("1.0.0"), at=NOW - timedelta(days=9))
    store.decisions.add_many([decided(), decided("2.0.0"), other])
    store.served.catch_up(epoch="one", ruleset="r")

    assert [CALM, other.ref.package] == store.served.packages(since=NOW - timedelta(days=30))
    assert [CALM] == store.served.packages(since=NOW)
