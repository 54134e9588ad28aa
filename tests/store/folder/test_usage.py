import hashlib
import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import update

from pratique.analysis.facts import FACTS_REVISION
from pratique.lockfiles.revisions.kept import KeptRevisions
from pratique.store.database.connection import open_database
from pratique.store.database.schema import FACTS, INSPECTIONS
from pratique.store.folder.home import Home
from pratique.store.interface import Store
from pratique.store.opening import open_store
from pratique.store.record import CACHES, Adopted, Adoption, AllowedBytes, Kind, Room, StoredListing, Usage
from tests.store.builders import NOW, facts, facts_key, inspection, inspection_key, seen, sha256


def fill(store: Store) -> None:
    """Put one of each kind."""
    store.facts.put_many([(facts_key("a"), facts())], at=NOW)
    store.inspections.put(inspection_key(), inspection(inspection_key()), at=NOW)
    store.listings.put(
        StoredListing(url="https://registry.example/a", accept="", etag=None, body=b"x", fetched_at=NOW)
    )
    store.blobs.put(sha256("a"), b"a")
    store.upkeep.revisions.put("web", KeptRevisions().plus({"1": frozenset()}))  # type: ignore[attr-defined]
    store.artifacts.remember([seen()])
    store.allowed.add_many([AllowedBytes(sha256("a"), "pkg:npm/a@1")], at=NOW)
    store.adoptions.put(Adoption(project="p", at=NOW, entries=frozenset({Adopted("pkg:npm/a@1", "")})))


def rows(store: Store) -> dict[Kind, int]:
    return {usage.kind: usage.rows for usage in store.upkeep.stats()}


def test_an_empty_store_has_nothing_of_each_kind(store: Store) -> None:
    assert tuple(Usage(kind=kind, rows=0, size_bytes=0) for kind in Kind) == store.upkeep.stats()


def test_every_kind_is_counted(store: Store) -> None:
    fill(store)
    assert dict.fromkeys(Kind, 1) == rows(store)
    for usage in store.upkeep.stats():
        assert usage.size_bytes > 0, usage.kind
        assert usage.oldest is not None
        assert usage.oldest == NOW or usage.kind in (Kind.BYTES, Kind.REVISIONS)


def test_clearing_the_caches_keeps_what_cannot_be_made_again(store: Store) -> None:
    fill(store)
    store.upkeep.clear(CACHES)
    assert {kind: int(kind not in CACHES) for kind in Kind} == rows(store)
    assert store.adoptions.get("p") is not None


def test_each_kind_can_be_cleared_alone(store: Store) -> None:
    for kind in Kind:
        fill(store)
        store.upkeep.clear([kind])
        assert {other: int(other is not kind) for other in Kind} == rows(store)


def test_clearing_nothing_clears_nothing(store: Store) -> None:
    fill(store)
    store.upkeep.clear([])
    assert dict.fromkeys(Kind, 1) == rows(store)


def test_pruning_keeps_what_is_in_use(store: Store) -> None:
    fill(store)
    gone = store.upkeep.prune()
    assert dict.fromkeys(CACHES, 0) == gone
    assert dict.fromkeys(Kind, 1) == rows(store)


def test_pruning_removes_what_can_never_be_used_again(home: Path) -> None:
    with open_store(Home(home)) as store:
        store.facts.put_many([(facts_key("old revision"), facts())], at=NOW, revision=FACTS_REVISION - 1)
        store.facts.put_many([(facts_key(text), facts()) for text in ("old format", "good")], at=NOW)
        for text in ("old format", "good"):
            key = inspection_key(text)
            store.inspections.put(key, inspection(key), at=NOW)
    database = open_database(home / "pratique.sqlite3")
    with database.writing() as connection:
        connection.execute(update(FACTS).where(FACTS.c.sha256 == sha256("old format")).values(format=1))
        old = INSPECTIONS.c.artifact == sha256("old format")
        connection.execute(update(INSPECTIONS).where(old).values(format=1))
    database.close()
    with open_store(Home(home)) as store:
        assert {
            Kind.FACTS: 2,
            Kind.INSPECTIONS: 1,
            Kind.LISTINGS: 0,
            Kind.BYTES: 0,
            Kind.REVISIONS: 0,
        } == store.upkeep.prune()
        assert [facts_key("good")] == list(
            store.facts.get_many([facts_key("good"), facts_key("old format"), facts_key("old revision")])
        )


def test_pruning_removes_the_oldest_facts_beyond_their_room(home: Path) -> None:
    noise = [replace(facts(), problem=random.Random(number).randbytes(1000).hex()) for number in range(10)]
    with open_store(Home(home), room=Room(facts_bytes=3500)) as store:
        for number, value in enumerate(noise):
            key = facts_key(str(number))
            store.facts.put_many([(key, value)], at=NOW + timedelta(minutes=number))
        gone = store.upkeep.prune()[Kind.FACTS]
        left = [number for number in range(10) if store.facts.get_many([facts_key(str(number))])]
    assert gone == 10 - len(left)
    assert left == list(range(10 - len(left), 10))
    assert 1 <= len(left) <= 3


def test_a_store_that_outgrew_its_room_is_pruned_when_it_closes(home: Path) -> None:
    room = Room(facts_bytes=0, listings_bytes=0, artifacts_bytes=10)
    with open_store(Home(home), room=room) as store:
        fill(store)
        data = b"more than there is room for"
        store.blobs.put(hashlib.sha256(data).hexdigest(), data)
    with open_store(Home(home), room=room) as store:
        left = rows(store)
    assert (0, 0, 1, 1) == (
        left[Kind.FACTS],
        left[Kind.LISTINGS],
        left[Kind.INSPECTIONS],
        left[Kind.ARTIFACTS],
    )
    assert 1 == left[Kind.BYTES], "what was allowed has room once what never was is gone"
