"""Whether records of malicious releases were lost: those that were had are not the same as those that never were."""

from collections.abc import Collection
from datetime import datetime

from pratique.core.advisory import SourceState
from pratique.core.reading import Trouble
from pratique.errors import Reference
from pratique.store.interface import RecordsMemory
from pratique.store.record import HeldRecords, RecordsKind

_HINT = (
    "`pratique advisories sync` or `import` brings it back; "
    "`pratique advisories remove --all` says that none is wanted"
)
_SNAPSHOT_HINT = (
    "the next download, `pratique advisories snapshot --import` or `pratique advisories sync` brings newer ones; "
    "`pratique advisories remove --all` says that none are wanted"
)


def lost_index(
    sources: Collection[SourceState],
    trouble: Trouble | None,
    built_at: datetime | None,
    memory: RecordsMemory,
) -> Trouble | None:
    """Return what is wrong with the present index, given the one that was had last. Raises StoreError.

    `sources`, `trouble` and `built_at` are those of opening it. A sound index is remembered in place of the one before.
    """
    rows = sum(one.imported for one in sources)
    had = memory.get(RecordsKind.INDEX)
    if trouble is None and built_at is not None and rows:
        now = HeldRecords(fresh_at=built_at, rows=rows, sources=tuple(sorted(one.name for one in sources)))
        if now != had:
            memory.put(RecordsKind.INDEX, now)
        return None
    if had is None or (trouble is not None and trouble.reference is not Reference.ADVISORIES_MISSING):
        return trouble
    what = "is empty" if trouble is None else "is gone"
    message = (
        f"the index of advisories, which had {had.rows} rows of {', '.join(had.sources)} on "
        f"{had.fresh_at:%Y-%m-%d}, {what}"
    )
    return Trouble(Reference.ADVISORIES_LOST, message, _HINT)


def lost_snapshot(
    as_of: datetime | None, rows: int, built_at: datetime | None, memory: RecordsMemory, *, downloaded: bool
) -> Trouble | None:
    """Return that a newer snapshot was downloaded than the present one, of `rows` records up to `as_of`. Raises StoreError.

    An index that was written since (`built_at`) makes up for it. A newer download is remembered in place of the one before.
    """
    had = memory.get(RecordsKind.SNAPSHOT)
    if downloaded and as_of is not None and (had is None or as_of > had.fresh_at):
        memory.put(RecordsKind.SNAPSHOT, HeldRecords(fresh_at=as_of, rows=rows))
        return None
    newest = max((at for at in (as_of, built_at) if at is not None), default=None)
    if had is None or (newest is not None and newest >= had.fresh_at):
        return None
    message = (
        f"the snapshot of malicious releases up to {had.fresh_at:%Y-%m-%d}, with {had.rows} records, is gone"
    )
    return Trouble(Reference.ADVISORIES_LOST, message, _SNAPSHOT_HINT)
