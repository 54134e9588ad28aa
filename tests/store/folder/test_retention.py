"""What goes first when the room is used up, and what never does."""

import hashlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pratique.store.folder.home import Home
from pratique.store.folder.retention import Retained
from pratique.store.interface import Store
from pratique.store.opening import open_store
from pratique.store.record import GATE, Adopted, Adoption, AllowedBytes, Room
from tests.store.builders import seen
from tests.store.gate.test_decisions import decided

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def data(number: int) -> bytes:
    return bytes([number]) * 400


def put(store: Store, number: int, home: Path, *, days: float = 0) -> str:
    """Bytes that nobody asked for since so many days."""
    store.blobs.put(hashlib.sha256(data(number)).hexdigest(), data(number))
    return aged(home, number, days=days)


def aged(home: Path, number: int, *, days: float) -> str:
    sha256 = hashlib.sha256(data(number)).hexdigest()
    path = home / "artifacts" / sha256[:2] / sha256
    then = path.stat().st_mtime - days * 86_400
    os.utime(path, (then, then))
    return sha256


def allow(store: Store, sha256: str) -> None:
    store.allowed.add_many([AllowedBytes(sha256, "pkg:npm/a@1")], at=NOW)


def serve(store: Store, sha256: str) -> None:
    store.decisions.add_many([decided(sha256=sha256)])
    store.served.catch_up(epoch="one", ruleset="r")


def adopt(store: Store, number: int, project: str = GATE) -> None:
    text = data(number).decode("latin-1")
    one = seen(data=text)
    store.artifacts.remember([one])
    entries = frozenset({Adopted(one.purl, f"sha512:{one.sha512}")})
    store.adoptions.put(Adoption(project=project, at=NOW, entries=entries))


def left(home: Path, room: Room, *sha256s: str) -> list[bool]:
    with open_store(Home(home), room) as store:
        store.upkeep.prune()
        return [store.blobs.has(sha256) for sha256 in sha256s]


def test_what_was_never_allowed_goes_before_what_was_however_old_that_is(home: Path) -> None:
    with open_store(Home(home)) as store:
        old, new, refused = put(store, 1, home, days=900), put(store, 2, home), put(store, 3, home)
        allow(store, old)
        serve(store, new)

    assert [True, True, False] == left(home, Room(artifacts_bytes=1_000), old, new, refused)


def test_of_what_was_allowed_the_longest_not_asked_for_goes_first(home: Path) -> None:
    with open_store(Home(home)) as store:
        held = [put(store, number, home, days=10 - number) for number in range(4)]
        for sha256 in held:
            allow(store, sha256)

    assert [False, False, True, True] == left(home, Room(artifacts_bytes=1_000), *held)


def test_what_was_served_is_kept_for_a_time_whatever_the_room(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with open_store(Home(home)) as store:
        recent, old, allowed = (put(store, n, home, days=days) for n, days in ((1, 5), (2, 40), (3, 1)))
        serve(store, recent)
        store.decisions.add_many([decided("2.0.0", sha256=old)])
        store.served.catch_up(epoch="one", ruleset="r")
        allow(store, allowed)

    room = Room(artifacts_bytes=0, keep=timedelta(days=30))
    assert [True, False, False] == left(home, room, recent, old, allowed)
    assert "and no other file may be removed" in caplog.text


def test_what_an_adopted_lock_holds_never_goes(home: Path) -> None:
    with open_store(Home(home)) as store:
        pinned, other = put(store, 65, home, days=900), put(store, 66, home)
        adopt(store, 65)
        allow(store, other)

    assert [True, False] == left(home, Room(artifacts_bytes=400), pinned, other)


def test_what_only_a_project_adopted_is_no_reason_to_keep_it(home: Path) -> None:
    with open_store(Home(home)) as store:
        adopted = put(store, 65, home)
        adopt(store, 65, project="/home/ada/project")

    assert [False] == left(home, Room(artifacts_bytes=0), adopted)


def test_a_run_that_does_not_end_makes_room_too_and_spares_what_it_used_lately(home: Path) -> None:
    with open_store(Home(home), Room(artifacts_bytes=1_000)) as store:
        first = [put(store, number, home, days=2) for number in range(3)]
        assert 0 == store.upkeep.make_room(), "all of it was used since the last look"
        store.blobs.get(first[2])
        assert 1 == store.upkeep.make_room(), "nothing new came, and the rest has room again"
        kept = [store.blobs.has(sha256) for sha256 in first]
        assert (2, True) == (sum(kept), kept[2]), "the other two were used at the same time"
        assert 0 == store.upkeep.make_room()


def test_what_is_only_asked_for_is_not_long_unasked_for(home: Path) -> None:
    with open_store(Home(home), Room(artifacts_bytes=1_000)) as store:
        put(store, 1, home), put(store, 2, home)
    with open_store(Home(home), Room(artifacts_bytes=1_000)) as store:
        old, new = aged(home, 1, days=9), aged(home, 2, days=2)
        assert store.blobs.has(old)
        third = put(store, 3, home)
        for _ in range(3):
            store.upkeep.make_room()
        assert [True, False, True] == [store.blobs.has(sha256) for sha256 in (old, new, third)]


def test_what_there_is_is_told_by_why_it_stays(home: Path) -> None:
    with open_store(Home(home), Room(artifacts_bytes=5_000, keep=timedelta(days=30))) as store:
        put(store, 65, home)
        adopt(store, 65)
        serve(store, put(store, 2, home))
        allow(store, put(store, 3, home))
        put(store, 4, home)
        put(store, 5, home)
        told = store.upkeep.keeping()

    assert ((1, 400), (1, 400), (1, 400), (2, 800)) == (told.pinned, told.kept, told.allowed, told.others)
    assert (2_000, 5_000) == (told.size_bytes, told.room_bytes)


def test_nothing_known_is_nothing_kept() -> None:
    assert (0, False) == (Retained().rank("a"), Retained().stays("a", idle_s=0))
