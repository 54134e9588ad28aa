"""Detects that the advisory index or the snapshot of malicious releases was lost after it had been downloaded."""

from collections.abc import Collection, Iterable
from datetime import datetime

from pratique.core.advisory import AdvisoryKind, Cover, SourceState
from pratique.core.reading import Trouble
from pratique.errors import Reference
from pratique.store.interface import RecordsMemory
from pratique.store.record import HeldRecords, RecordsKind

_HINT = (
    "`pratique advisories sync` or `import` restores the records; "
    "`pratique advisories remove --all` if no advisories are wanted"
)
_SNAPSHOT_HINT = (
    "the next download, `pratique advisories snapshot --import` or `pratique advisories sync` fetches newer records; "
    "`pratique advisories remove --all` if no advisories are wanted"
)


def remember_index(sources: Collection[SourceState], built_at: datetime, memory: RecordsMemory) -> None:
    """Replace the stored state of the index after an intended change. Raises StoreError if the store cannot be written."""
    rows = sum(one.imported for one in sources)
    held = HeldRecords(fresh_at=built_at, rows=rows, sources=tuple(sorted(one.name for one in sources)))
    if held != memory.get(RecordsKind.INDEX):
        memory.put(RecordsKind.INDEX, held)


def lost_index(
    sources: Collection[SourceState],
    trouble: Trouble | None,
    built_at: datetime | None,
    memory: RecordsMemory,
) -> Trouble | None:
    """Return the data that the present index lost compared with the last known index, as an error; None if nothing was lost.

    Raises StoreError if the store cannot be read or written. `sources`, `trouble` and `built_at` are the results of
    opening the present index. An index counts as lost if it is empty, older than the last known index, or lacks one of
    its sources. `remember_index` records intended changes. If nothing was lost, the present index becomes the last
    known index.
    """
    had = memory.get(RecordsKind.INDEX)
    if trouble is not None and (had is None or trouble.reference is not Reference.ADVISORIES_MISSING):
        return trouble
    why = "" if had is None else _index_lost(sources, built_at, had)
    if had is None or not why:
        if built_at is not None and any(one.imported for one in sources):
            remember_index(sources, built_at, memory)
        return None
    message = (
        f"the advisory index, which had {had.rows} rows of {', '.join(had.sources)} on "
        f"{had.fresh_at:%Y-%m-%d}, {why}"
    )
    return Trouble(Reference.ADVISORIES_LOST, message, _HINT)


def _index_lost(sources: Collection[SourceState], built_at: datetime | None, had: HeldRecords) -> str:
    if built_at is None:
        return "is missing"
    if not any(one.imported for one in sources):
        return "is empty"
    if built_at < had.fresh_at:
        return f"was replaced by an older index of {built_at:%Y-%m-%d %H:%M}"
    gone = sorted(set(had.sources) - {one.name for one in sources})
    return f"no longer contains {', '.join(gone)}" if gone else ""


def lost_snapshot(
    present: SourceState | None,
    index: Iterable[SourceState],
    memory: RecordsMemory,
    *,
    downloaded: bool,
) -> Trouble | None:
    """Return an error if a snapshot newer than `present` was downloaded earlier and is now missing.

    Raises StoreError if the store cannot be read or written. A missing snapshot does not count as lost if the index is
    at least as fresh as the snapshot, and covers malicious releases for every ecosystem of the snapshot. The state of a
    newer snapshot replaces the stored state of the previous snapshot.
    """
    had = memory.get(RecordsKind.SNAPSHOT)
    if downloaded and present is not None and present.as_of is not None:
        held = HeldRecords(fresh_at=present.as_of, rows=present.rows, sources=_types([present]))
        if had is None or held.fresh_at > had.fresh_at:
            memory.put(RecordsKind.SNAPSHOT, held)
            return None
    states = [*index, *([] if present is None else [present])]
    if had is None or all(_covers(states, type_, had.fresh_at) for type_ in had.sources):
        return None
    message = f"the snapshot of malicious releases up to {had.fresh_at:%Y-%m-%d}, with {had.rows} records, is missing"
    return Trouble(Reference.ADVISORIES_LOST, message, _SNAPSHOT_HINT)


def _types(states: Iterable[SourceState]) -> tuple[str, ...]:
    return tuple(sorted({cover.type for state in states for cover in state.covers}))


def _covers(states: Iterable[SourceState], type_: str, fresh_at: datetime) -> bool:
    wanted = Cover(type_, AdvisoryKind.MALWARE)
    return any(
        wanted in one.covers and one.fresh_at is not None and one.fresh_at >= fresh_at for one in states
    )
