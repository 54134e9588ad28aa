"""What the store offers: one narrow Protocol for each noun, and `Store`, which bundles them.

All of it is synchronous and may be called from any thread; calls take a few milliseconds. Whatever is given
together is written together. Times are passed in and must be aware (ValueError). Every method may raise
StoreError: `disk-full`, or `store-unreadable`; what was stored before is not lost by either.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pratique.analysis.facts import FACTS_REVISION, FileFacts
from pratique.analysis.job import FactsKey
from pratique.core.decision import Decision
from pratique.core.finding import Inspection
from pratique.core.names import Digest, PackageRef
from pratique.core.policy import Action
from pratique.store.record import (
    Adoption,
    AllowedBytes,
    FileName,
    InspectionKey,
    Kind,
    Seen,
    StoredListing,
    Usage,
)


class Facts(Protocol):
    """Facts of files, by what the file is. A newer revision of the extraction replaces an older one."""

    def get_many(
        self, keys: Iterable[FactsKey], *, revision: int = FACTS_REVISION
    ) -> Mapping[FactsKey, FileFacts]:
        """Give the facts that are known; a key without an entry is not known."""

    def put_many(
        self, facts: Iterable[tuple[FactsKey, FileFacts]], *, at: datetime, revision: int = FACTS_REVISION
    ) -> None:
        """Keep facts. Those that cannot be encoded (text with a lone surrogate) are left out."""


class Inspections(Protocol):
    """Inspections, by all that they are a function of. A newer ruleset replaces an older one."""

    def get_many(self, keys: Iterable[InspectionKey]) -> Mapping[InspectionKey, Inspection]:
        """Give the inspections that are known."""

    def put(self, key: InspectionKey, inspection: Inspection, *, at: datetime) -> None:
        """Keep an inspection.

        Raises ValueError for one that a limit or a crash cut short, and for one that is not the key's.
        """

    def made_since(self, at: datetime, *, ruleset: str) -> Iterator[tuple[InspectionKey, Inspection]]:
        """Go through the inspections by a ruleset that were made at or after a time, in order of their key."""


class Artifacts(Protocol):
    """Every artifact that this installation met. Nothing is ever overwritten."""

    def seen(self, purl: str, filename: str) -> Seen | None:
        """Give the first bytes met under this name."""

    def seen_many(self, names: Iterable[FileName]) -> Mapping[FileName, Seen]:
        """Give the first bytes met under each of many names."""

    def find(self, digests: Iterable[Digest]) -> Mapping[Digest, Seen]:
        """Find artifacts by sha256, sha512 or sha1; of several names for the same bytes, the first met.

        A sha1 that several files share names none of them, and one that a single file has proves nothing.
        """

    def remember(self, artifacts: Iterable[Seen]) -> None:
        """Note artifacts. Other bytes under a known name are noted beside the first, which stay the first."""

    def of_bytes(self, sha256s: Iterable[str]) -> Iterator[Seen]:
        """Go through all names under which these bytes were met, in the order in which they were."""


class Allowed(Protocol):
    """Bytes that were allowed here."""

    def contains_many(self, entries: Iterable[AllowedBytes]) -> frozenset[AllowedBytes]:
        """Give those of the entries that were allowed."""

    def add_many(self, entries: Iterable[AllowedBytes], *, at: datetime) -> None:
        """Note that these were allowed; the first time is kept."""


class Adoptions(Protocol):
    """What projects held when they were adopted."""

    def get(self, project: str) -> Adoption | None:
        """Give a project's adoption; None before there was one."""

    def put(self, adoption: Adoption) -> None:
        """Keep an adoption, in place of the project's earlier one."""


class Decisions(Protocol):
    """What the gate decided. Nothing is ever overwritten, and no upkeep removes any."""

    def add_many(self, decisions: Iterable[Decision]) -> None:
        """Note decisions, all or none."""

    def read(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        package: PackageRef | None = None,
        version: str | None = None,
        action: Action | None = None,
    ) -> Iterator[Decision]:
        """Go through the decisions from `since` up to before `until`, in the order in which they were made."""

    def stopped(self, package: PackageRef, *, epoch: str) -> Mapping[FileName, Decision]:
        """Give the last decision of an epoch that stopped each file of a package."""


class Listings(Protocol):
    """Registries' answers, bounded in size; the longest unrefreshed go first."""

    def get(self, url: str, accept: str) -> StoredListing | None:
        """Give the stored answer."""

    def put(self, listing: StoredListing) -> None:
        """Keep an answer, in place of an earlier one. One that is larger than all the room is not kept."""

    def refresh(self, url: str, accept: str, *, at: datetime) -> None:
        """Note that the registry confirmed the stored answer (304)."""

    def fetched_since(self, at: datetime) -> Iterator[StoredListing]:
        """Go through the answers that were fetched or confirmed at or after a time, in order of their address."""


class Blobs(Protocol):
    """Bytes of artifacts by their sha256, bounded in size; the least recently used go first."""

    def has(self, sha256: str) -> bool:
        """Whether there are bytes under this name. They are verified only by `get`."""

    def get(self, sha256: str) -> bytes | None:
        """Give the bytes. Bytes with another digest are removed, and None is given."""

    def put(self, sha256: str, data: bytes) -> None:
        """Keep bytes; ValueError when they have another digest. What a run put or got stays until it ends."""


class Upkeep(Protocol):
    """What `pratique cache` does."""

    def stats(self) -> tuple[Usage, ...]:
        """Say how much there is of each kind, in the order of `Kind`."""

    def clear(self, kinds: Iterable[Kind]) -> None:
        """Forget everything of these kinds."""

    def prune(self) -> Mapping[Kind, int]:
        """Remove what can never be used again and what exceeds its room; gives how many of each kind went."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """All that this installation remembers."""

    facts: Facts
    inspections: Inspections
    artifacts: Artifacts
    allowed: Allowed
    adoptions: Adoptions
    decisions: Decisions
    listings: Listings
    blobs: Blobs
    upkeep: Upkeep
