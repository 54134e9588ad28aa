"""Which records of malicious releases were had last."""

from datetime import UTC, datetime

import pytest

from pratique.store.interface import Store
from pratique.store.record import HeldRecords, RecordsKind

AT = datetime(2026, 3, 1, tzinfo=UTC)
HELD = HeldRecords(fresh_at=AT, rows=12, sources=("osv-npm", "osv-pypi"))


def test_the_last_records_of_each_kind_are_remembered_until_they_are_forgotten(store: Store) -> None:
    for kind in RecordsKind:
        assert store.held_records.get(kind) is None
        for held in (HELD, HeldRecords(fresh_at=AT, rows=13)):
            store.held_records.put(kind, held)
            assert held == store.held_records.get(kind)

    store.held_records.forget(RecordsKind.INDEX)
    assert store.held_records.get(RecordsKind.SNAPSHOT) is not None
    store.held_records.forget(RecordsKind.SNAPSHOT)
    assert [None, None] == [store.held_records.get(kind) for kind in RecordsKind]


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        HeldRecords(fresh_at=AT.replace(tzinfo=None), rows=1)
