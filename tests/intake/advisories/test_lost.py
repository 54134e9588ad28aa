"""Whether an index that was had is lost."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pratique.core.advisory import SourceState
from pratique.core.reading import Trouble
from pratique.errors import Reference
from pratique.intake.advisories.lost import lost_index, lost_snapshot
from pratique.store.interface import Store
from tests.advisories.made import state

AT = datetime(2026, 3, 1, tzinfo=UTC)
SOUND = replace(state("osv-npm"), imported=5)
EMPTY = replace(state("osv-npm"), imported=0)
MISSING = Trouble(Reference.ADVISORIES_MISSING, "there is none", "sync")
DAMAGED = Trouble(Reference.ADVISORIES_UNREADABLE, "it is damaged", "sync")


def test_an_index_that_never_was_is_missing_and_not_lost(store: Store) -> None:
    assert MISSING == lost_index((), MISSING, None, store.held_records)
    assert lost_index((), None, AT, store.held_records) is None


@pytest.mark.parametrize(
    ("sources", "trouble", "words"),
    [((), MISSING, "is gone"), ((EMPTY,), None, "is empty"), ((), None, "is empty")],
)
def test_an_index_that_was_had_and_is_gone_or_empty_is_lost(
    store: Store, sources: tuple[SourceState, ...], trouble: Trouble | None, words: str
) -> None:
    assert lost_index((SOUND,), None, AT, store.held_records) is None

    lost = lost_index(sources, trouble, None if trouble else AT, store.held_records)

    assert lost is not None
    assert Reference.ADVISORIES_LOST == lost.reference
    assert "had 5 rows of osv-npm on 2026-03-01" in lost.message
    assert words in lost.message


def test_a_damaged_index_is_told_as_damaged_and_a_new_one_ends_the_loss(store: Store) -> None:
    lost_index((SOUND,), None, AT, store.held_records)

    assert DAMAGED == lost_index((), DAMAGED, None, store.held_records)
    assert lost_index((SOUND,), None, AT, store.held_records) is None


def test_a_downloaded_snapshot_that_is_gone_is_lost_until_something_as_new_is_there(store: Store) -> None:
    memory, earlier = store.held_records, AT - timedelta(days=500)
    assert lost_snapshot(AT, 9, None, memory, downloaded=True) is None

    lost = lost_snapshot(earlier, 5, None, memory, downloaded=False)
    assert lost is not None
    assert Reference.ADVISORIES_LOST == lost.reference
    assert "the snapshot of malicious releases up to 2026-03-01, with 9 records, is gone" == lost.message
    assert lost_snapshot(earlier, 5, earlier, memory, downloaded=False) is not None
    assert lost_snapshot(earlier, 5, AT, memory, downloaded=False) is None
    assert lost_snapshot(AT, 9, None, memory, downloaded=True) is None


def test_the_snapshot_that_ships_is_never_the_one_that_was_had(store: Store) -> None:
    assert lost_snapshot(AT, 9, None, store.held_records, downloaded=False) is None
    assert lost_snapshot(AT - timedelta(days=1), 9, None, store.held_records, downloaded=False) is None
