"""Opens the newer snapshot of malicious releases: the downloaded snapshot or the snapshot that ships with Pratique."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pratique import __version__
from pratique.advisories.snapshot.carried import CARRIED, KEYS
from pratique.advisories.snapshot.reading import Snapshot
from pratique.advisories.snapshot.row import BadDigest
from pratique.config.settings import AdvisorySettings
from pratique.core.advisory import Advisory
from pratique.errors import ParseError, Reference, StoreError, UsageError
from pratique.store.folder.home import Home
from pratique.store.folder.kept_snapshot import KeptSnapshot

_NEVER = datetime.fromisoformat("0001-01-01T00:00:00+00:00")


@dataclass(frozen=True, slots=True)
class OpenedSnapshot:
    """The opened snapshots of malicious releases."""

    snapshot: Snapshot | None = None
    """The newer snapshot; None if snapshots are disabled."""
    other: Snapshot | None = None
    """The older snapshot, used for the ecosystems about which it has fresher data than the newer snapshot."""
    downloaded: bool = False
    """True if the newer snapshot was downloaded; False if it ships with Pratique."""
    trouble: str = ""
    """The reason why the downloaded snapshot is not used."""

    @property
    def parts(self) -> tuple[Snapshot, ...]:
        """Return the opened snapshots, newest first."""
        return tuple(one for one in (self.snapshot, self.other) if one is not None)

    def digests(self, digests: Iterable[str]) -> Sequence[BadDigest]:
        """Return the malicious artifacts that have one of the given digests. Raise StoreError."""
        asked = list(digests)
        return [found for part in self.parts for found in part.digests(asked)]


def trusted_keys(settings: AdvisorySettings) -> Mapping[str, bytes]:
    """Return the public keys from the settings and the keys that ship with Pratique, by id. Raise UsageError."""
    from pratique.advisories.snapshot.signature import (  # noqa: PLC0415 - brings OpenSSL; only a downloaded one needs it
        keyring,
        read_keys,
    )

    try:
        return keyring((*read_keys(KEYS.read_text(encoding="utf-8")), *settings.snapshot_keys))
    except ParseError as error:
        raise UsageError(Reference.CONFIG_INVALID, error.message, hint=error.hint) from error


def open_snapshot(settings: AdvisorySettings, home: Home, now: datetime) -> OpenedSnapshot:
    """Open the newer snapshot. Raise UsageError if a key in the settings is unusable."""
    if not settings.snapshot:
        return OpenedSnapshot()
    # `importlib.resources` would bring `tempfile`, `random` and OpenSSL with it.
    carried = Snapshot(CARRIED.read_bytes(), origin=f"shipped with pratique {__version__}", at=now)
    try:
        kept = _kept(settings, home, now)
    except (ParseError, StoreError) as error:
        return OpenedSnapshot(carried, trouble=f"{error.message} ({error.hint})")
    if kept is None:
        return OpenedSnapshot(carried)
    newer, older = kept, carried
    if (kept.as_of or _NEVER) < (carried.as_of or _NEVER):
        newer, older = carried, kept
    older.overruled = _By(newer, older)
    return OpenedSnapshot(newer, other=older, downloaded=newer is kept)


@dataclass(frozen=True, slots=True)
class _By:
    """Decides whether the newer snapshot is at least as fresh as the older one for the ecosystems of an advisory."""

    newer: Snapshot
    older: Snapshot

    def __call__(self, advisory: Advisory) -> bool:
        return all(self._has(one.product.type) for one in advisory.affected)

    def _has(self, type_: str) -> bool:
        until = self.newer.complete_until(type_)
        older = self.older.complete_until(type_) or self.older.header.issued_at
        return until is not None and until >= older


def _kept(settings: AdvisorySettings, home: Home, now: datetime) -> Snapshot | None:
    """Open the downloaded snapshot, which was verified at download.

    Raise ParseError if the snapshot is invalid or its key is no longer trusted, and StoreError if the file is
    unreadable.
    """
    kept = KeptSnapshot(home)
    record = kept.record()
    data = kept.read(record)
    if data is None:
        return None
    if record.key_id not in trusted_keys(settings):
        raise StoreError(
            Reference.SNAPSHOT_UNKNOWN_KEY,
            f"the downloaded snapshot is signed by key {record.key_id}, which is no longer trusted",
            hint="add the public key to advisories.snapshot_keys, or download another snapshot",
        )
    return Snapshot(data, origin=record.url or "imported from a file", at=now)
