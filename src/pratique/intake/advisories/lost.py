"""Whether the index of advisories of this installation was lost: an index that was had is not one that never was."""

from collections.abc import Collection
from datetime import datetime

from pratique.core.advisory import SourceState
from pratique.core.reading import Trouble
from pratique.errors import Reference
from pratique.store.interface import AdvisoryIndex
from pratique.store.record import HeldIndex

_HINT = "`pratique advisories sync` or `import` brings it back; `pratique advisories remove --all` says that none is wanted"


def compared(
    sources: Collection[SourceState],
    trouble: Trouble | None,
    built_at: datetime | None,
    memory: AdvisoryIndex,
) -> Trouble | None:
    """Return what is wrong with the present index, given the one that was had last. Raises StoreError.

    `sources`, `trouble` and `built_at` are those of opening it. A sound index is remembered in place of the one before.
    """
    rows = sum(one.imported for one in sources)
    had = memory.get()
    if trouble is None and built_at is not None and rows:
        now = HeldIndex(built_at=built_at, rows=rows, sources=tuple(sorted(one.name for one in sources)))
        if now != had:
            memory.put(now)
        return None
    if had is None or (trouble is not None and trouble.reference is not Reference.ADVISORIES_MISSING):
        return trouble
    what = "is empty" if trouble is None else "is gone"
    message = (
        f"the index of advisories, which had {had.rows} rows of {', '.join(had.sources)} on "
        f"{had.built_at:%Y-%m-%d}, {what}"
    )
    return Trouble(Reference.ADVISORIES_LOST, message, _HINT)
