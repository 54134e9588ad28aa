"""Freezes that persons ordered and ended."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pratique.core.freeze import FreezeAct, FreezeKind
from pratique.store.folder.home import Home
from pratique.store.opening import open_store

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
ORDER = FreezeAct(
    kind=FreezeKind.FREEZE,
    at=NOW,
    who="ada",
    reason="a worm",
    published_before=NOW - timedelta(days=1),
    until=NOW + timedelta(hours=1),
    spared=("pkg:npm/calm@1.0.1",),
)
UNDONE = FreezeAct(kind=FreezeKind.UNDONE, at=NOW + timedelta(minutes=1), who="bo", reason="over")


def test_what_was_ordered_and_ended_is_read_back_in_order(tmp_path: Path) -> None:
    with open_store(Home(tmp_path)) as store:
        assert ((), 0) == (store.freezes.read(), store.freezes.last())
        store.freezes.add(ORDER)
        store.freezes.add(UNDONE)

        assert (replace(ORDER, number=1), replace(UNDONE, number=2)) == store.freezes.read()
        assert (replace(UNDONE, number=2),) == store.freezes.read(since=UNDONE.at)
        assert 2 == store.freezes.last()
