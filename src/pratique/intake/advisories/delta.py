"""Applies changes to single advisory records of a stored source, and updates the counts of the source."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from pratique.advisories.index.draft import Draft
from pratique.advisories.interface import Entry, Skip, Source
from pratique.core.advisory import SourceState
from pratique.intake.advisories.taking import Taking
from pratique.intake.advisories.tally import Tally


@dataclass(slots=True, kw_only=True)
class Delta:
    """Changes the stored records of one advisory source."""

    source: Source
    draft: Draft
    held: SourceState
    now: datetime
    changed: bool = False
    """Whether a record was added, replaced or removed."""
    _tally: Tally = field(init=False)
    _digest: "hashlib._Hash" = field(init=False)

    def __post_init__(self) -> None:
        self._tally = Tally.of(self.held, self.now)
        self._digest = hashlib.sha256(self.held.digest.encode())

    def names(self) -> set[str]:
        """Return the ids of all known records, including skipped records."""
        return self.draft.ids() | self.draft.skipped()

    def drop(self, name: str) -> None:
        """Remove a record and subtract it from the counts."""
        self.changed = True
        for earlier in self.draft.remove(name):
            self._tally.dropped(earlier)
        for why, rows in self.draft.forget_skips(name).items():
            self._tally.unskip(why, rows)
        self._digest.update(f"-{name}\n".encode())

    def put(self, name: str, item: Entry | Skip | None) -> None:
        """Store a new or changed record; remove the record if `item` is None."""
        self.drop(name)
        if item is None:
            return
        Taking(self.source, self.draft, self._tally).take([item], step=lambda: None)
        data = item.data if isinstance(item, Entry) else b""
        self._digest.update(b"+%s %d\n%s" % (name.encode(), len(data), data))

    def state(self) -> SourceState:
        """Return the new state of the source.

        The digest of the new state covers the previous digest and the names and bytes of the changed records.
        """
        return self._tally.state(
            self.source,
            held=self.draft.counts(),
            origin=self.held.origin,
            digest=self._digest.hexdigest(),
            synced=self.held.synced,
            etag=self.held.etag,
        )
