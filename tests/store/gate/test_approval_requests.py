from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from pratique.core.decision import Client
from pratique.core.names import Digest
from pratique.core.policy import Action
from pratique.core.request import HeldEntry, Request
from pratique.core.verdict import HoldKind
from pratique.errors import StoreError
from pratique.store.interface import Store
from pratique.store.record import FileName

NOW = datetime(2026, 3, 1, tzinfo=UTC)
WAITING = HeldEntry(
    purl="pkg:npm/calm@1.1.0",
    filename="calm-1.1.0.tgz",
    digest=Digest("sha256", "a" * 64),
    action=Action.HOLD,
    kind=HoldKind.WAIT,
    until=NOW + timedelta(hours=52),
    why="calm@1.1.0 waits",
)
BLOCKED = HeldEntry(
    purl="pkg:npm/bad@1.0.0", filename="bad-1.0.0.tgz", digest=None, action=Action.BLOCK, why="it is bad"
)
REQUEST = Request(
    key="k1",
    at=NOW,
    who="mia",
    reason="a demo",
    client=Client("10.0.0.7", "curl/8", who="ci"),
    about="package-lock.json",
    asked=120,
    held=(WAITING, BLOCKED),
    more=3,
    unknown=2,
)


def test_a_request_comes_back_as_it_was_written(store: Store) -> None:
    second = replace(REQUEST, key="k2", at=NOW + timedelta(days=1), held=(), about="")
    store.requests.add(REQUEST)
    store.requests.add(second)

    assert REQUEST == store.requests.get("k1")
    assert None is store.requests.get("k3")
    assert [REQUEST, second] == list(store.requests.read())
    assert [second] == list(store.requests.read(since=NOW + timedelta(hours=1)))
    assert [] == list(store.requests.read(address="10.0.0.8"))
    assert [second] == list(store.requests.read(address="10.0.0.7", since=NOW + timedelta(hours=1)))


def test_many_requests_are_read_to_their_end(store: Store) -> None:
    for number in range(405):
        store.requests.add(replace(REQUEST, key=str(number), held=()))

    assert [str(number) for number in range(405)] == [one.key for one in store.requests.read()]


def test_who_asked_for_the_same_bytes_is_found_by_digest_or_by_a_name_without_one(store: Store) -> None:
    for number in range(3):
        store.requests.add(replace(REQUEST, key=f"k{number}", client=Client(f"10.0.0.{number}", who="ci")))
    store.requests.add(
        replace(REQUEST, key="other", held=(replace(WAITING, digest=Digest("sha256", "b" * 64)),))
    )
    digest, name = Digest("sha256", "a" * 64), FileName(BLOCKED.purl, BLOCKED.filename)

    found = store.requests.about([digest], most=2)

    assert [("k2", "10.0.0.2", "ci", digest), ("k1", "10.0.0.1", "ci", digest)] == [
        (one.key, one.client.address, one.requester, one.digest) for one in found
    ]
    assert ["k2", "k1", "k0"] == [one.key for one in store.requests.about([], [name], most=9)]
    # Its bytes are known, so that a name says nothing of them.
    assert [] == store.requests.about([], [FileName(WAITING.purl, WAITING.filename)], most=9)


def test_the_requests_of_a_token_are_listed_newest_first_and_on_from_one(store: Store) -> None:
    for number in range(4):
        who = "ci" if number != 2 else "mia"
        store.requests.add(replace(REQUEST, key=f"k{number}", client=Client("10.0.0.7", who=who)))

    first = store.requests.latest(token="ci", most=2)

    assert [("k3", 4), ("k1", 2)] == [(one.key, one.number) for one in first]
    assert ["k0"] == [one.key for one in store.requests.latest(token="ci", most=2, before=2)]
    assert [3, 4] == [one.number for one in store.requests.read(after=2)]


def test_a_key_names_one_request(store: Store) -> None:
    store.requests.add(REQUEST)

    with pytest.raises((StoreError, IntegrityError)):
        store.requests.add(REQUEST)

    assert 1 == len(list(store.requests.read()))


@pytest.mark.fuzz
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(), max_size=20))
def test_whatever_a_stranger_writes_is_kept_as_text(store: Store, text: str) -> None:
    number = len(list(store.requests.read()))
    entry = replace(WAITING, why=text, filename=text)
    store.requests.add(replace(REQUEST, key=str(number), who=text, reason=text, about=text, held=(entry,)))

    last = list(store.requests.read())[-1]

    kept = text.encode("utf-8", "backslashreplace").decode()
    assert [kept] * 5 == [last.who, last.reason, last.about, last.held[0].why, last.held[0].filename]
