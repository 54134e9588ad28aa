"""Limits the size of the artifact folder while the gate runs. `pratique.store.folder.retention` defines the order of removal."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from pratique.errors import PratiqueError
from pratique.store.interface import Store
from pratique.store.record import Keeping

_LOG = logging.getLogger(__name__)
EVERY_S = 60.0
_COUNTED_EVERY = 10
"""The number of runs between two counts of the stored files. Each count visits every file."""


@dataclass(kw_only=True)
class Retention:
    """Removes stored artifacts to free space, and reports the size of the store."""

    store: Store
    _keeping: Keeping | None = field(default=None)
    _looks: int = 0

    async def run(self, every_s: float) -> None:
        """Run periodically until the gate shuts down."""
        while True:
            try:
                await self.look()
            except (PratiqueError, OSError, ValueError):
                _LOG.exception("could not free space for artifacts")
            await asyncio.sleep(max(every_s, EVERY_S))

    async def look(self) -> None:
        """Free space if artifacts were added since the last call. Raises StoreError if the state folder is unusable."""
        gone = await asyncio.to_thread(self.store.upkeep.make_room)
        if gone:
            _LOG.warning("removed %d files to free space, beginning with files that were never allowed", gone)
        self._looks += 1
        if gone or self._looks % _COUNTED_EVERY == 1:
            self._keeping = await asyncio.to_thread(self.store.upkeep.keeping)

    def health(self) -> Mapping[str, object]:
        """Return the size of the store, measured at most a few minutes ago."""
        if self._keeping is None:
            return {}
        told = self._keeping
        parts = {
            "pinned": told.pinned,
            "served": told.kept,
            "allowed": told.allowed,
            "others": told.others,
        }
        kept = {name: {"files": rows, "bytes": size} for name, (rows, size) in parts.items()}
        return {"kept": {**kept, "room_bytes": told.room_bytes}}
