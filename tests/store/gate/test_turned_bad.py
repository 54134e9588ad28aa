"""Whoever got what turned bad is named, and named once."""

from datetime import timedelta

from pratique.core.decision import Client, Decision, Ground
from pratique.core.policy import Action
from pratique.store.gate.affected_clients import AlarmState, Bad, ServedName, Turned
from pratique.store.interface import Store
from tests.store.gate.test_decisions import CALM, NOW, decided

GROUND = Ground("advisory", "MAL-1 says that calm@1.0.0 is malicious \ud800", "osv")
NAME = ServedName(CALM.at("1.0.0"), "calm-1.0.0.tgz", "a" * 64)
BAD = Bad(name=NAME, action=Action.BLOCK, grounds=(GROUND,))


def got(address: str) -> Decision:
    return decided(client=Client(address, "npm/11.19.1", "ci"))


def turn(store: Store, alarm: str = "x", *files: Bad) -> list[Turned]:
    return list(store.turned.turn(files or [BAD], at=NOW, epoch="two", alarm=alarm))


def victims(store: Store, turned: Turned) -> list[str]:
    return [one.client.address for one in store.turned.victims(turned)]


def test_all_who_got_it_are_named_and_nobody_who_did_not(store: Store) -> None:
    others = [
        decided("2.0.0"),
        decided(sha256="b" * 64),
        decided("1.0.0", Action.BLOCK, client=Client("refused")),
    ]
    store.decisions.add_many([got("a"), *others, got("b"), got("a")])

    (turned,) = turn(store)

    assert ["a", "b", "a"] == victims(store, turned)
    assert ["a", "b"] == [one.client.address for one in store.turned.victims(turned, most=2)]
    assert (3, 2) == store.turned.count(turned)
    assert [AlarmState.MADE] == [alarm.state for alarm in store.alarms.of(AlarmState.MADE)]


def test_nobody_is_named_twice(store: Store) -> None:
    store.decisions.add_many([got("a")])
    assert 1 == len(turn(store))
    assert [] == turn(store, "y")
    assert 1 == len(store.alarms.of(AlarmState.MADE)), "no alarm without a victim"

    store.decisions.add_many([got("late")])
    (again,) = turn(store, "z")
    assert ["late"] == victims(store, again)


def test_what_nobody_got_is_no_alarm(store: Store) -> None:
    assert [] == turn(store)
    assert {} == store.alarms.counts()


def test_what_is_cleared_and_turns_bad_again_names_only_those_who_got_it_in_between(store: Store) -> None:
    store.decisions.add_many([got("a")])
    turn(store)
    assert {
        NAME: (Ground("advisory", GROUND.text.replace("\ud800", r"\ud800"), "osv"),)
    } == store.turned.opened()

    store.turned.clear([NAME], at=NOW + timedelta(hours=1))
    assert {} == store.turned.opened()
    assert [NOW + timedelta(hours=1)] == [one.cleared_at for one in store.turned.read()]

    assert [] == turn(store, "y")
    assert [NAME] == list(store.turned.opened()), "bad again, and nobody new"
    store.turned.clear([NAME], at=NOW + timedelta(hours=2))
    store.decisions.add_many([got("b")])
    (again,) = turn(store, "z")
    assert ["b"] == victims(store, again)


def test_they_are_found_by_time_package_version_and_alarm(store: Store) -> None:
    other = ServedName(CALM.at("2.0.0"), "calm-2.0.0.tgz", "a" * 64)
    store.decisions.add_many([got("a"), decided("2.0.0")])
    turn(store)
    turn(store, "y", Bad(name=other, action=Action.BLOCK, grounds=()))

    assert [NAME, other] == [one.name for one in store.turned.read()]
    assert [other] == [one.name for one in store.turned.read(version="2.0.0", package=CALM)]
    assert [other] == [one.name for one in store.turned.read(alarm="y")]
    assert [] == list(store.turned.read(since=NOW + timedelta(seconds=1)))
    assert r"\ud800" in next(iter(store.turned.read())).grounds[0].text
