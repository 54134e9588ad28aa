"""Whether records of malicious releases that were had are lost."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pratique.core.advisory import AdvisoryKind, Cover, SourceState
from pratique.core.reading import Trouble
from pratique.errors import Reference
from pratique.intake.advisories.lost import lost_index, lost_snapshot, remember_index
from pratique.store.interface import Store
from tests.advisories.made import state

AT = datetime(2026, 3, 1, tzinfo=UTC)
EARLIER, LATER = AT - timedelta(days=5), AT + timedelta(days=5)
SOUND = replace(state("osv-npm"), imported=5)
EMPTY = replace(state("osv-npm"), imported=0)
OTHER = replace(state("osv"), imported=9)
MISSING = Trouble(Reference.ADVISORIES_MISSING, "there is none", "sync")
DAMAGED = Trouble(Reference.ADVISORIES_UNREADABLE, "it is damaged", "sync")
NPM, PYPI = Cover("npm", AdvisoryKind.MALWARE), Cover("pypi", AdvisoryKind.MALWARE)


def test_an_index_that_never_was_is_missing_and_not_lost(store: Store) -> None:
    assert MISSING == lost_index((), MISSING, None, store.held_records)
    assert lost_index((), None, AT, store.held_records) is None


@pytest.mark.parametrize(
    ("sources", "trouble", "built_at", "words"),
    [
        ((), MISSING, None, "is missing"),
        ((EMPTY,), None, AT, "is empty"),
        ((), None, AT, "is empty"),
        ((SOUND,), None, EARLIER, "was replaced by an older index of 2026-02-24"),
        ((OTHER,), None, LATER, "no longer contains osv-npm"),
    ],
)
def test_an_index_that_was_had_and_is_gone_empty_older_or_another_is_lost(
    store: Store,
    sources: tuple[SourceState, ...],
    trouble: Trouble | None,
    built_at: datetime | None,
    words: str,
) -> None:
    assert lost_index((SOUND,), None, AT, store.held_records) is None

    for _ in range(2):
        lost = lost_index(sources, trouble, built_at, store.held_records)
        assert lost is not None
        assert Reference.ADVISORIES_LOST == lost.reference
        assert "had 5 rows of osv-npm on 2026-03-01" in lost.message
        assert words in lost.message


def test_what_a_person_writes_on_purpose_is_not_lost(store: Store) -> None:
    assert lost_index((SOUND,), None, AT, store.held_records) is None
    remember_index((OTHER,), EARLIER, store.held_records)

    assert lost_index((OTHER,), None, EARLIER, store.held_records) is None


def test_a_damaged_index_is_told_as_damaged_and_a_new_one_ends_the_loss(store: Store) -> None:
    lost_index((SOUND,), None, AT, store.held_records)

    assert DAMAGED == lost_index((), DAMAGED, None, store.held_records)
    assert lost_index((SOUND, OTHER), None, LATER, store.held_records) is None


def snapshot(as_of: datetime, *covers: Cover) -> SourceState:
    return replace(state("snapshot", *covers, as_of=as_of, synced=False), rows=9)


def test_a_downloaded_snapshot_that_is_gone_is_lost_until_something_as_fresh_covers_the_same(
    store: Store,
) -> None:
    memory, new, old = store.held_records, snapshot(AT, NPM, PYPI), snapshot(EARLIER, NPM, PYPI)
    assert lost_snapshot(new, (), memory, downloaded=True) is None

    lost = lost_snapshot(old, (), memory, downloaded=False)
    assert lost is not None
    assert Reference.ADVISORIES_LOST == lost.reference
    assert "the snapshot of malicious releases up to 2026-03-01, with 9 records, is missing" == lost.message
    for index in (
        [state("any", checked_at=LATER)],
        [state("osv-npm", NPM, checked_at=LATER)],
        [state("osv-npm", NPM, PYPI, checked_at=EARLIER)],
        [state("file", NPM, PYPI, checked_at=LATER, as_of=EARLIER, synced=False)],
    ):
        assert lost_snapshot(old, index, memory, downloaded=False) is not None
    assert lost_snapshot(old, [state("osv", NPM, PYPI, checked_at=LATER)], memory, downloaded=False) is None
    assert lost_snapshot(None, [state("osv", NPM, PYPI, checked_at=LATER)], memory, downloaded=False) is None
    assert lost_snapshot(new, (), memory, downloaded=True) is None


def test_the_snapshot_that_ships_is_never_the_one_that_was_had(store: Store) -> None:
    for at in (AT, EARLIER):
        assert lost_snapshot(snapshot(at, NPM), (), store.held_records, downloaded=False) is None
