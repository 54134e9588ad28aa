"""Downloads and verifies the snapshot of malicious releases, and stores it if it changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from pratique.advisories.snapshot.acceptance import accept
from pratique.errors import PratiqueError, StoreError
from pratique.net.advisories.snapshot_origin import SnapshotOrigin
from pratique.store.folder.kept_snapshot import KeptSnapshot, Record

SERVES = timedelta(days=1)
"""How long a stored snapshot is used without a warning while its publisher does not respond."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotDownload:
    """Downloads the snapshot of malicious releases from one publisher."""

    origin: SnapshotOrigin
    keys: Mapping[str, bytes]
    """Trusted public keys by key id."""
    kept: KeptSnapshot
    now: Callable[[], datetime]

    async def run(self) -> bool:
        """Download the snapshot. Return True if the snapshot is new, or False if it has not changed.

        Raises RegistryError if the publisher does not respond, ParseError if the downloaded file is invalid, StoreError if the
        snapshot cannot be stored. After an error, the previous snapshot stays in use and the reason is stored.
        """
        before = self._before()
        try:
            record, data = await self._ask(before)
        except PratiqueError as error:
            failed = msgspec.structs.replace(
                before, url=self.origin.url, asked_at=self.now(), failure=error.message[:1_000]
            )
            self.kept.note(failed)
            raise
        if data is None:
            self.kept.note(record)
            return False
        self.kept.keep(data, record)
        return True

    def _before(self) -> Record:
        try:
            record = self.kept.record()
            self.kept.read(record)
        except StoreError:
            return Record()
        return record if record.url == self.origin.url else msgspec.structs.replace(record, etag="")

    async def _ask(self, before: Record) -> tuple[Record, bytes | None]:
        answer = await self.origin.ask(before.etag if before.file else "")
        at = self.now()
        seen = msgspec.structs.replace(
            before,
            url=self.origin.url,
            asked_at=at,
            reached_at=at,
            failure="",
            etag=answer.etag or before.etag,
        )
        if answer.data is None:
            return seen, None
        made = accept(answer.data, self.keys, now=at, last_serial=before.serial, origin=self.origin.label)
        return (
            msgspec.structs.replace(
                seen,
                serial=made.header.serial,
                expires_at=made.header.expires_at,
                key_id=made.frame.key_id,
                etag=answer.etag,
            ),
            answer.data,
        )


def silent_for(record: Record, now: datetime) -> timedelta | None:
    """Return the time since the publisher last responded; None if it never did."""
    return None if record.reached_at is None else now - record.reached_at
