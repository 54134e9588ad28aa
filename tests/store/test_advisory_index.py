"""Which index of advisories was had last."""

from datetime import UTC, datetime

from pratique.store.interface import Store
from pratique.store.record import HeldIndex

HELD = HeldIndex(built_at=datetime(2026, 3, 1, tzinfo=UTC), rows=12, sources=("osv-npm", "osv-pypi"))


def test_the_last_index_is_remembered_until_it_is_forgotten(store: Store) -> None:
    assert store.advisory_index.get() is None
    for held in (HELD, HeldIndex(built_at=HELD.built_at, rows=13, sources=("osv-npm",))):
        store.advisory_index.put(held)
        assert held == store.advisory_index.get()

    store.advisory_index.forget()
    assert store.advisory_index.get() is None
