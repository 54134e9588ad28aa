from datetime import timedelta

from pratique.core.decision import Client
from pratique.core.hold import StoppedFile, Use
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.store.interface import Store
from tests.store.gate.test_decisions import CALM, NOW, decided

HOUR = timedelta(hours=1)
HELD = Action.HOLD


def test_a_file_that_was_refused_is_told_once_with_how_often_it_was_wanted(store: Store) -> None:
    last = decided("1.1.0", HELD, at=NOW + 2 * HOUR, client=Client("10.0.0.8"), epoch="two")
    store.decisions.add_many(
        [
            decided("1.1.0", HELD),
            decided("1.0.0"),
            decided("1.1.0", Action.BLOCK, at=NOW + HOUR),
            decided("1.1.0", HELD, at=NOW + HOUR, client=Client("10.0.0.8", who="ci")),
            last,
            decided("2.0.0", Action.BLOCK, at=NOW + HOUR),
        ]
    )

    found = list(store.stopped.read())

    assert [
        StoppedFile(decision=last, use=Use(times=4, clients=3, first=NOW, last=NOW + 2 * HOUR)),
        StoppedFile(
            decision=decided("2.0.0", Action.BLOCK, at=NOW + HOUR),
            use=Use(times=1, clients=1, first=NOW + HOUR, last=NOW + HOUR),
        ),
    ] == found


def test_what_was_let_in_since_is_told_and_what_was_let_in_before_is_not(store: Store) -> None:
    store.decisions.add_many(
        [
            decided("1.0.0", HELD),
            decided("1.0.0", at=NOW + HOUR),
            decided("1.1.0"),
            decided("1.1.0", HELD, at=NOW + HOUR),
            decided("1.0.0", ref=CALM.at("9"), at=NOW + 3 * HOUR),
        ]
    )

    assert [NOW + HOUR, None] == [one.let_in_at for one in store.stopped.read()]


def test_one_package_is_asked_for_alone_and_many_files_are_read_to_their_end(store: Store) -> None:
    store.decisions.add_many(decided(f"1.0.{number}", HELD) for number in range(1_200))

    assert [f"1.0.{number}" for number in range(1_200)] == [
        one.decision.ref.version for one in store.stopped.read(CALM)
    ]
    assert [] == list(store.stopped.read(PackageRef(Ecosystem.NPM, "other")))


def test_the_packages_of_which_something_was_ever_refused_are_told_once(store: Store) -> None:
    other = PackageRef(Ecosystem.PYPI, "calm")
    store.decisions.add_many(
        [
            decided("1.0.0", HELD),
            decided("1.1.0", Action.BLOCK),
            decided("1.0.0", at=NOW + HOUR),
            decided("1.0.0", Action.BLOCK, ref=other.at("1")),
            decided("1.0.0", ref=PackageRef(Ecosystem.NPM, "good").at("1")),
        ]
    )

    assert {CALM, other} == set(store.stopped.packages())
    assert 2 == len(store.stopped.packages())
