"""Defines the store's interface: one Protocol for each kind of data, and `Store` with all of them.

All methods are synchronous and thread-safe and take a few milliseconds. The values of one call are written in one
transaction. Times must have a time zone (else ValueError). Every method may raise StoreError with `disk-full` or
`store-unreadable`; neither loses stored data.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pratique.analysis.facts import FACTS_REVISION, FileFacts
from pratique.analysis.job import FactsKey
from pratique.core.act import Act
from pratique.core.decision import Decision, Extent, Ground
from pratique.core.finding import Inspection
from pratique.core.freeze import FreezeAct
from pratique.core.hold import StoppedFile
from pratique.core.names import Digest, PackageRef
from pratique.core.policy import Action
from pratique.core.request import Request
from pratique.store.folder.large_file import Pieces
from pratique.store.gate.affected_clients import Alarm, AlarmState, Bad, Served, ServedName, Turned
from pratique.store.record import (
    Adoption,
    AllowedBytes,
    Block,
    FileName,
    HeldRecords,
    InspectionKey,
    Keeping,
    Kind,
    Met,
    Origin,
    RecordsKind,
    Seen,
    StoredListing,
    Usage,
)


class Facts(Protocol):
    """Facts of files, by content. A newer revision of the extraction replaces an older one."""

    def get_many(
        self, keys: Iterable[FactsKey], *, revision: int = FACTS_REVISION
    ) -> Mapping[FactsKey, FileFacts]:
        """Return the known facts; a key without an entry is unknown."""

    def put_many(
        self, facts: Iterable[tuple[FactsKey, FileFacts]], *, at: datetime, revision: int = FACTS_REVISION
    ) -> None:
        """Store facts. Omit those that cannot be encoded (text with a lone surrogate)."""


class Inspections(Protocol):
    """Inspections, stored by all their inputs. A newer ruleset replaces an older one."""

    def get_many(self, keys: Iterable[InspectionKey]) -> Mapping[InspectionKey, Inspection]:
        """Return the known inspections of a trusted origin."""

    def of_others(self, keys: Iterable[InspectionKey]) -> Mapping[InspectionKey, Inspection]:
        """Return unverified inspections, which can block an artifact but cannot allow one."""

    def put(
        self, key: InspectionKey, inspection: Inspection, *, at: datetime, origin: Origin = Origin.HERE
    ) -> None:
        """Store an inspection. A local one replaces any other; one from a bundle replaces none that is more trusted.

        Raises ValueError for an inspection that a limit or a crash interrupted, or that does not match the key.
        """

    def made_since(self, at: datetime, *, ruleset: str) -> Iterator[tuple[InspectionKey, Inspection]]:
        """Yield the trusted inspections of a ruleset since a given time, with their keys."""


class Freezes(Protocol):
    """The start and end of freezes at the gate. Entries are never changed."""

    def add(self, act: FreezeAct) -> None:
        """Store the start or end of a freeze."""

    def read(self, *, since: datetime | None = None) -> tuple[FreezeAct, ...]:
        """Return the starts and ends of freezes at or after a given time, in order."""

    def last(self) -> int:
        """Return the number of the last act; 0 if there is none."""


class Artifacts(Protocol):
    """Every artifact that this installation saw. Entries are never overwritten.

    Only `met` and `find(anyone=True)` return data from an unverified bundle.
    """

    def seen(self, purl: str, filename: str, *, registries: Collection[str] | None = None) -> Seen | None:
        """Return the first-seen bytes of this name. `registries` limits the search; None means any registry.

        Older rows without a registry match every registry.
        """

    def seen_many(
        self, names: Iterable[FileName], *, registries: Collection[str] | None = None
    ) -> Mapping[FileName, Seen]:
        """Return the first-seen bytes of many names. `registries` limits the search; None means any registry."""

    def met(self, purl: str, filename: str, *, registry: str) -> Met:
        """Return the first-seen bytes of a name at a registry, both local and from a bundle."""

    def find(self, digests: Iterable[Digest], *, anyone: bool = False) -> Mapping[Digest, Seen]:
        """Return artifacts by sha256, sha512 or sha1. If the same bytes have several names, return the first-seen one.

        With `anyone`, include data from unverified bundles, which is not evidence. A sha1 that several files share matches
        none of them, and a sha1 is never evidence.
        """

    def remember(self, artifacts: Iterable[Seen]) -> None:
        """Store artifacts. Different bytes under a known name are added; the first-seen bytes stay first."""

    def of_releases(self, purls: Iterable[str]) -> Iterator[Seen]:
        """Yield all known files of these releases, in order of discovery."""

    def of_bytes(self, sha256s: Iterable[str]) -> Iterator[Seen]:
        """Yield all known names of these bytes, in order of discovery."""


class Allowed(Protocol):
    """Bytes that this installation allowed."""

    def contains_many(self, entries: Iterable[AllowedBytes]) -> frozenset[AllowedBytes]:
        """Return the entries that were allowed."""

    def add_many(self, entries: Iterable[AllowedBytes], *, at: datetime) -> None:
        """Record entries as allowed. The first time of each stays."""


class Adoptions(Protocol):
    """The lockfile entries of projects when they were adopted."""

    def get(self, project: str) -> Adoption | None:
        """Return a project's adoption; None if there is none."""

    def at(self, project: str) -> datetime | None:
        """Return the time when a project was last adopted; None if it never was."""

    def put(self, adoption: Adoption) -> None:
        """Store an adoption, and replace the project's earlier one."""


class Decisions(Protocol):
    """The gate's decisions. They are never overwritten or pruned."""

    def add_many(self, decisions: Iterable[Decision]) -> None:
        """Store decisions, all or none."""

    def read(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        package: PackageRef | None = None,
        version: str | None = None,
        action: Action | None = None,
        who: str | None = None,
    ) -> Iterator[Decision]:
        """Yield the decisions from `since` to before `until`, in order."""

    def extent(self, *, since: datetime | None = None, until: datetime | None = None) -> Extent:
        """Return the number of decisions from `since` to before `until`, and their time range."""

    def stopped(self, package: PackageRef, *, epoch: str) -> Mapping[FileName, Decision]:
        """Return for each file of a package the last decision of an epoch that refused it."""


class ServedFiles(Protocol):
    """The files that the gate served, derived from the decisions, each file once."""

    def catch_up(self, *, epoch: str, ruleset: str) -> int:
        """Process new decisions and return the number of the last one. Files decided in `epoch` count as inspected by `ruleset`."""

    def undecided(
        self, *, epoch: str, most: int, after: int = 0, before: int | None = None
    ) -> Sequence[Served]:
        """Return files last decided in another epoch, newest first, whose decision number is between the limits."""

    def uninspected(
        self, *, ruleset: str, most: int, after: int = 0, before: int | None = None
    ) -> Sequence[Served]:
        """Return files that this ruleset did not inspect, newest first, whose decision number is between the limits."""

    def decided(self, ids: Iterable[int], *, epoch: str) -> None:
        """Record that these files were decided in this epoch."""

    def inspected(self, ids: Iterable[int], *, ruleset: str) -> None:
        """Record that these files were inspected by this ruleset."""

    def any_of(self, package: PackageRef) -> bool:
        """Return True if any file of a package was ever served, including unprocessed decisions."""

    def packages(self, *, since: datetime) -> Sequence[PackageRef]:
        """Return the packages served since a given time."""

    def count(self) -> int:
        """Return the number of served files."""


class TurnedFiles(Protocol):
    """Served files that were flagged later. Entries are never removed, and each download is reported once."""

    def turn(self, files: Iterable[Bad], *, at: datetime, epoch: str, alarm: str) -> Sequence[Turned]:
        """Record files that are refused now, and create an alarm about clients that were not reported yet."""

    def clear(self, names: Iterable[ServedName], *, at: datetime) -> None:
        """Record that these files are no longer refused."""

    def opened(self) -> Mapping[ServedName, tuple[Ground, ...]]:
        """Return the flagged files that are not cleared, with the reasons."""

    def read(
        self,
        *,
        since: datetime | None = None,
        package: PackageRef | None = None,
        version: str | None = None,
        alarm: str | None = None,
    ) -> Iterator[Turned]:
        """Yield the files flagged since a given time, in order."""

    def victims(self, turned: Turned, *, most: int | None = None) -> Iterator[Decision]:
        """Yield the decisions that served a flagged file, oldest first, up to a limit."""

    def count(self, turned: Turned) -> tuple[int, int]:
        """Return how often a flagged file was served, and to how many IP addresses."""


class Alarms(Protocol):
    """Alarms about files that were flagged later, and their delivery state."""

    def of(self, state: AlarmState) -> Sequence[Alarm]:
        """Return the alarms in a state, oldest first."""

    def get(self, id_: str) -> Alarm | None:
        """Return the alarm with this id; None if there is none."""

    def put(self, id_: str, body: str, *, at: datetime, state: AlarmState) -> None:
        """Store an alarm that is not about files. `body` is its text."""

    def word(self, id_: str, body: str, *, state: AlarmState) -> bool:
        """Store an alarm's text; return False if another process did."""

    def claim(self, id_: str, *, at: datetime) -> bool:
        """Claim a pending alarm for sending. Return False if another process claimed it."""

    def sent(self, id_: str, *, at: datetime) -> None:
        """Record that an alarm was delivered."""

    def failed(self, id_: str, why: str) -> None:
        """Record why delivery failed. The alarm stays pending."""

    def counts(self) -> Mapping[AlarmState, int]:
        """Return the number of alarms in each state."""


class BarredPackages(Protocol):
    """Packages with refused versions that may prevent others from being installed."""

    def all(self) -> Sequence[PackageRef]:
        """Return every package."""

    def put(self, package: PackageRef) -> None:
        """Store a package."""

    def remove(self, package: PackageRef) -> None:
        """Remove a package."""


class Blocks(Protocol):
    """Files that this installation blocked, with reasons. They apply if a file cannot be judged again."""

    def all(self) -> Sequence[Block]:
        """Return every block, oldest first."""

    def put(self, blocks: Iterable[Block]) -> None:
        """Store blocks. Each replaces an earlier block of the same bytes under the same name."""

    def remove(self, blocks: Iterable[Block]) -> None:
        """Remove blocks by name and bytes."""

    def stamp(self) -> tuple[int, int]:
        """Return a value that changes when blocks are added or removed."""


class RecordsMemory(Protocol):
    """The last known records of malicious releases, to notice a loss."""

    def get(self, kind: RecordsKind) -> HeldRecords | None:
        """Return the last known records; None if there were none or they were removed on purpose."""

    def put(self, kind: RecordsKind, held: HeldRecords) -> None:
        """Store records, and replace the previous ones."""

    def forget(self, kind: RecordsKind) -> None:
        """Delete the records, because they were removed on purpose."""


class Quarantines(Protocol):
    """Packages in quarantine at their registry, according to listings."""

    def all(self) -> Mapping[PackageRef, str]:
        """Return every package in quarantine, with the reason."""

    def put(self, package: PackageRef, why: str, *, at: datetime) -> None:
        """Record that a package is in quarantine."""

    def remove(self, package: PackageRef) -> None:
        """Record that a package is no longer in quarantine."""


class Acts(Protocol):
    """Approvals and denials of artifacts. They are never overwritten or pruned."""

    def add_many(self, acts: Iterable[Act]) -> None:
        """Store acts, all or none. Raises ValueError for a weak digest."""

    def read(self, *, after: int = 0, since: datetime | None = None) -> Iterator[Act]:
        """Yield the acts after a given number, in order."""

    def about(self, digests: Iterable[Digest]) -> tuple[Act, ...]:
        """Return the acts about any of these digests, in order."""


class Requests(Protocol):
    """Approval requests. They are never overwritten."""

    def add(self, request: Request) -> None:
        """Store a request."""

    def get(self, key: str) -> Request | None:
        """Return the request with this key; None if there is none."""

    def read(self, *, since: datetime | None = None, address: str | None = None) -> Iterator[Request]:
        """Yield the requests since a given time, from all clients or one IP address, in order."""


class StoppedFiles(Protocol):
    """The files that the gate refused, derived from its decisions."""

    def read(self, package: PackageRef | None = None) -> Iterator[StoppedFile]:
        """Yield the refused files, each once, by their last refusal."""

    def packages(self) -> Sequence[PackageRef]:
        """Return the packages with a file that was ever refused."""


class Listings(Protocol):
    """Registry listings, limited in size. The least recently refreshed ones are removed first."""

    def get(self, url: str, accept: str) -> StoredListing | None:
        """Return the stored listing; None if there is none."""

    def put(self, listing: StoredListing) -> None:
        """Store a listing, and replace an earlier one. A listing above the size limit is not stored."""

    def refresh(self, url: str, accept: str, *, at: datetime) -> None:
        """Record that the registry confirmed the stored listing (304)."""

    def fetched_since(self, at: datetime) -> Iterator[StoredListing]:
        """Yield the listings fetched or confirmed since a given time, ordered by URL."""


class Blobs(Protocol):
    """Artifact bytes by sha256, limited in size; `Upkeep` decides what is removed first."""

    def has(self, sha256: str) -> bool:
        """Return True if bytes with this digest are stored. Only `get` verifies them."""

    def get(self, sha256: str) -> bytes | None:
        """Return the bytes; None if they are missing. Remove bytes whose digest differs, and return None."""

    def pieces(self, sha256: str) -> Pieces | None:
        """Return a file that is too large for memory as `Pieces`, and any other file like `get`."""

    def doubt(self, sha256: str) -> None:
        """Record that a piece did not match, so that the whole file is verified at the next request."""

    def put(self, sha256: str, data: bytes) -> None:
        """Store bytes. Raises ValueError if their digest differs. Bytes that a run used stay until it ends."""


class Upkeep(Protocol):
    """The operations of `pratique cache`."""

    def stats(self) -> tuple[Usage, ...]:
        """Return the usage by kind, in the order of `Kind`."""

    def clear(self, kinds: Iterable[Kind]) -> None:
        """Delete all data of these kinds."""

    def prune(self) -> Mapping[Kind, int]:
        """Remove unusable data and data beyond the size limits. Return the number of removed items by kind."""

    def make_room(self) -> int:
        """Remove artifacts beyond the size limit during a long run. Recently used ones stay.

        Artifacts that were never allowed are removed first, then the least recently requested ones (`store.retention`).
        """

    def keeping(self) -> Keeping:
        """Return the number and size of the stored files for each reason to keep them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """All stored data of this installation."""

    facts: Facts
    inspections: Inspections
    artifacts: Artifacts
    allowed: Allowed
    adoptions: Adoptions
    decisions: Decisions
    acts: Acts
    blocks: Blocks
    held_records: RecordsMemory
    freezes: Freezes
    requests: Requests
    stopped: StoppedFiles
    served: ServedFiles
    turned: TurnedFiles
    alarms: Alarms
    quarantines: Quarantines
    barred: BarredPackages
    listings: Listings
    blobs: Blobs
    upkeep: Upkeep
