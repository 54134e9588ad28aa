from datetime import timedelta

from pratique.store.gate.affected_clients import AlarmState, Events
from pratique.store.interface import Store
from tests.store.gate.test_decisions import NOW
from tests.store.gate.test_turned_bad import got, turn


def made(store: Store) -> None:
    store.decisions.add_many([got("a")])
    turn(store, "x")


def test_it_gets_its_words_once(store: Store) -> None:
    made(store)

    assert store.alarms.word("x", "{}", state=AlarmState.WAITING)
    assert not store.alarms.word("x", "other words", state=AlarmState.WAITING)
    assert ["{}"] == [alarm.body for alarm in store.alarms.of(AlarmState.WAITING)]


def test_one_process_sends_it_until_it_is_gone(store: Store) -> None:
    made(store)
    assert not store.alarms.claim("x", at=NOW), "it has no words yet"
    store.alarms.word("x", "{}", state=AlarmState.WAITING)

    assert store.alarms.claim("x", at=NOW)
    assert not store.alarms.claim("x", at=NOW + timedelta(minutes=1))
    assert store.alarms.claim("x", at=NOW + timedelta(minutes=6)), "whoever began is gone"
    alarm = store.alarms.get("x")
    assert alarm is not None
    assert 2 == alarm.attempts


def test_what_failed_waits_on_and_what_arrived_does_not(store: Store) -> None:
    made(store)
    store.alarms.word("x", "{}", state=AlarmState.WAITING)
    store.alarms.claim("x", at=NOW)
    store.alarms.failed("x", "it answered 500")
    assert [("it answered 500", 1)] == [(a.why, a.attempts) for a in store.alarms.of(AlarmState.WAITING)]

    assert store.alarms.claim("x", at=NOW)
    store.alarms.sent("x", at=NOW)
    assert {AlarmState.SENT: 1} == store.alarms.counts()
    assert not store.alarms.claim("x", at=NOW + timedelta(hours=1))
    assert store.alarms.get("nobody") is None


def test_one_that_is_not_about_files_waits_with_its_words(store: Store) -> None:
    store.alarms.put("y", "{}", at=NOW, state=AlarmState.WAITING)

    assert ["{}"] == [alarm.body for alarm in store.alarms.of(AlarmState.WAITING)]
    assert store.alarms.claim("y", at=NOW)


def test_events_are_stored_once_with_how_far_they_go(store: Store) -> None:
    def tell(id_: str, after: int, through: int) -> bool:
        return store.alarms.tell(Events.ACTS, {id_: "{}"}, after=after, through=through, at=NOW)

    assert 0 == store.alarms.told(Events.ACTS)
    assert tell("x", 0, 2)
    assert not tell("y", 0, 3), "another process did so already"
    assert store.alarms.tell(Events.ACTS, {}, after=2, through=5, at=NOW)

    assert (5, 0) == (store.alarms.told(Events.ACTS), store.alarms.told(Events.REQUESTS))
    assert ["x"] == [alarm.id for alarm in store.alarms.of(AlarmState.WAITING)]
