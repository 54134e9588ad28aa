"""The store's interface: one Protocol for each kind of data, and `Store` with all of them.

All methods are synchronous and thread-safe and take a few milliseconds. Values passed together are written
together. Times are passed in with a zone (ValueError). Every method may raise StoreError: `disk-full`, or
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
from pratique.store.aftermath import Alarm, AlarmState, Bad, Served, ServedName, Turned
from pratique.store.pieces import Pieces
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
    """Facts of files, by what the file is. A newer revision of the extraction replaces an older one."""

    def get_many(
        self, keys: Iterable[FactsKey], *, revision: int = FACTS_REVISION
    ) -> Mapping[FactsKey, FileFacts]:
        """Return the known facts; a key without an entry is unknown."""

    def put_many(
        self, facts: Iterable[tuple[FactsKey, FileFacts]], *, at: datetime, revision: int = FACTS_REVISION
    ) -> None:
        """Keep facts. Those that cannot be encoded (text with a lone surrogate) are left out."""


class Inspections(Protocol):
    """Inspections, by all that they are a function of. A newer ruleset replaces an older one."""

    def get_many(self, keys: Iterable[InspectionKey]) -> Mapping[InspectionKey, Inspection]:
        """Return the known inspections of a trusted origin."""

    def of_others(self, keys: Iterable[InspectionKey]) -> Mapping[InspectionKey, Inspection]:
        """Return unverified inspections: they may stop an artifact but cannot allow one."""

    def put(
        self, key: InspectionKey, inspection: Inspection, *, at: datetime, origin: Origin = Origin.HERE
    ) -> None:
        """Keep an inspection. One that is made here replaces all; one of a bundle, nothing that counts for more.

        Raises ValueError for one that a limit or a crash cut short, and for one that is not the key's.
        """

    def made_since(self, at: datetime, *, ruleset: str) -> Iterator[tuple[InspectionKey, Inspection]]:
        """Yield the trusted inspections by a ruleset made since a time, by key."""


class Freezes(Protocol):
    """Freezes that persons ordered and ended at the gate. Nothing is ever changed."""

    def add(self, act: FreezeAct) -> None:
        """Note an act."""

    def read(self, *, since: datetime | None = None) -> tuple[FreezeAct, ...]:
        """Return the acts at or after a time, in the order in which they were done."""

    def last(self) -> int:
        """Return the number of the last act; 0 where there is none."""


class Artifacts(Protocol):
    """Every artifact that this installation saw. Nothing is overwritten.

    Only `met` and `find(anyone=True)` return data of an unverified bundle.
    """

    def seen(self, purl: str, filename: str, *, registries: Collection[str] | None = None) -> Seen | None:
        """Return the first-seen bytes of this name at these registries; None means any.

        Rows from before registries were stored count for each.
        """

    def seen_many(
        self, names: Iterable[FileName], *, registries: Collection[str] | None = None
    ) -> Mapping[FileName, Seen]:
        """Return the first-seen bytes of many names at these registries; None means any."""

    def met(self, purl: str, filename: str, *, registry: str) -> Met:
        """Return the first-seen bytes of a name at a registry, from here and from a bundle."""

    def find(self, digests: Iterable[Digest], *, anyone: bool = False) -> Mapping[Digest, Seen]:
        """Return artifacts by sha256, sha512 or sha1; of several names for the same bytes, the first one seen.

        With `anyone`, also from unverified bundles, which prove nothing. A sha1 of several files names none
        of them, and a sha1 of one file proves nothing.
        """

    def remember(self, artifacts: Iterable[Seen]) -> None:
        """Note artifacts. Other bytes under a known name are noted beside the first, which stay the first."""

    def of_releases(self, purls: Iterable[str]) -> Iterator[Seen]:
        """Yield all known files of these releases, in order of discovery."""

    def of_bytes(self, sha256s: Iterable[str]) -> Iterator[Seen]:
        """Yield all known names of these bytes, in order of discovery."""


class Allowed(Protocol):
    """Bytes that were allowed here."""

    def contains_many(self, entries: Iterable[AllowedBytes]) -> frozenset[AllowedBytes]:
        """Return the entries that were allowed."""

    def add_many(self, entries: Iterable[AllowedBytes], *, at: datetime) -> None:
        """Note that these were allowed; the first time is kept."""


class Adoptions(Protocol):
    """What projects held when they were adopted."""

    def get(self, project: str) -> Adoption | None:
        """Return a project's adoption; None if there is none."""

    def at(self, project: str) -> datetime | None:
        """Return when a project was last adopted; None if it never was."""

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
        who: str | None = None,
    ) -> Iterator[Decision]:
        """Yield the decisions from `since` to before `until`, in order."""

    def extent(self, *, since: datetime | None = None, until: datetime | None = None) -> Extent:
        """Return how many decisions there are from `since` up to before `until`, and of which time."""

    def stopped(self, package: PackageRef, *, epoch: str) -> Mapping[FileName, Decision]:
        """Return the last decision of an epoch that stopped each file of a package."""


class ServedFiles(Protocol):
    """What the gate served, worked out from the decisions: each file once."""

    def catch_up(self, *, epoch: str, ruleset: str) -> int:
        """Take in what was decided since the last time, and give the number of the last decision; what this epoch decided was inspected by this ruleset."""

    def undecided(
        self, *, epoch: str, most: int, after: int = 0, before: int | None = None
    ) -> Sequence[Served]:
        """Return files last decided in another epoch, newest first, whose last decision is within the numbers."""

    def uninspected(
        self, *, ruleset: str, most: int, after: int = 0, before: int | None = None
    ) -> Sequence[Served]:
        """Return files whose bytes were not inspected by this ruleset, newest first, likewise."""

    def decided(self, ids: Iterable[int], *, epoch: str) -> None:
        """Note that these were decided by this epoch."""

    def inspected(self, ids: Iterable[int], *, ruleset: str) -> None:
        """Note that the bytes of these were inspected by this ruleset."""

    def any_of(self, package: PackageRef) -> bool:
        """Return True if any file of a package was ever served, including unprocessed decisions."""

    def packages(self, *, since: datetime) -> Sequence[PackageRef]:
        """Return the packages served since a time."""

    def count(self) -> int:
        """Return their number."""


class TurnedFiles(Protocol):
    """Served files that were flagged later. Nothing is removed, and each download is reported once."""

    def turn(self, files: Iterable[Bad], *, at: datetime, epoch: str, alarm: str) -> Sequence[Turned]:
        """Record files that are refused now, and an alarm about clients that were not reported yet."""

    def clear(self, names: Iterable[ServedName], *, at: datetime) -> None:
        """Record that nothing is against these files any more."""

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
        """Yield the files flagged since a time, in order."""

    def victims(self, turned: Turned, *, most: int | None = None) -> Iterator[Decision]:
        """Yield the decisions that served it, oldest first, up to a limit."""

    def count(self, turned: Turned) -> tuple[int, int]:
        """Return how often it was served, and to how many addresses."""


class Alarms(Protocol):
    """Alarms about what turned bad, and how far each got."""

    def of(self, state: AlarmState) -> Sequence[Alarm]:
        """Return those in a state, oldest first."""

    def get(self, id_: str) -> Alarm | None:
        """Return one of them."""

    def put(self, id_: str, body: str, *, at: datetime, state: AlarmState) -> None:
        """Keep an alarm that is not about files; its words are `body`."""

    def word(self, id_: str, body: str, *, state: AlarmState) -> bool:
        """Store an alarm's text; return False if another process did."""

    def claim(self, id_: str, *, at: datetime) -> bool:
        """Begin to send one that waits; False where another process does."""

    def sent(self, id_: str, *, at: datetime) -> None:
        """Note that it arrived."""

    def failed(self, id_: str, why: str) -> None:
        """Note why it did not arrive; it waits on."""

    def counts(self) -> Mapping[AlarmState, int]:
        """Return the number in each state."""


class BarredPackages(Protocol):
    """Packages of which so much is refused that others may not be installed for it."""

    def all(self) -> Sequence[PackageRef]:
        """Return every package."""

    def put(self, package: PackageRef) -> None:
        """Note one."""

    def remove(self, package: PackageRef) -> None:
        """Note that it is none any more."""


class Blocks(Protocol):
    """Files that this installation blocked, with why. They count where a file cannot be judged again."""

    def all(self) -> Sequence[Block]:
        """Return every block, oldest first."""

    def put(self, blocks: Iterable[Block]) -> None:
        """Note blocks, each in place of an earlier one of the same bytes under the same name."""

    def remove(self, blocks: Iterable[Block]) -> None:
        """Forget blocks, by name and bytes."""

    def stamp(self) -> tuple[int, int]:
        """Return a value that changes when blocks are added or removed."""


class RecordsMemory(Protocol):
    """The last known records of malicious releases, to notice a loss."""

    def get(self, kind: RecordsKind) -> HeldRecords | None:
        """Return what was held last; None if there never was any, or it was removed on purpose."""

    def put(self, kind: RecordsKind, held: HeldRecords) -> None:
        """Remember records, in place of those before."""

    def forget(self, kind: RecordsKind) -> None:
        """Forget them: they were removed on purpose."""


class Quarantines(Protocol):
    """Packages that their registry holds back, according to listings."""

    def all(self) -> Mapping[PackageRef, str]:
        """Return every held-back package with the reason."""

    def put(self, package: PackageRef, why: str, *, at: datetime) -> None:
        """Note that a package is held back."""

    def remove(self, package: PackageRef) -> None:
        """Note that it is no more."""


class Acts(Protocol):
    """What persons did about bytes. Nothing is ever overwritten, and no upkeep removes any."""

    def add_many(self, acts: Iterable[Act]) -> None:
        """Note acts, all or none. Raises ValueError for a weak digest."""

    def read(self, *, after: int = 0, since: datetime | None = None) -> Iterator[Act]:
        """Yield the acts with a higher number, in order."""

    def about(self, digests: Iterable[Digest]) -> tuple[Act, ...]:
        """Return the acts about any of these digests, in order."""


class Requests(Protocol):
    """Approval requests. Nothing is overwritten."""

    def add(self, request: Request) -> None:
        """Note a request."""

    def get(self, key: str) -> Request | None:
        """Return a request by key."""

    def read(self, *, since: datetime | None = None, address: str | None = None) -> Iterator[Request]:
        """Yield the requests since a time, of all clients or one address, in order."""


class StoppedFiles(Protocol):
    """Which files the gate refused, worked out from its decisions."""

    def read(self, package: PackageRef | None = None) -> Iterator[StoppedFile]:
        """Yield the refused files, each once, by their last refusal."""

    def packages(self) -> Sequence[PackageRef]:
        """Return the packages with a file that was ever refused."""


class Listings(Protocol):
    """Registries' answers, bounded in size; the longest unrefreshed go first."""

    def get(self, url: str, accept: str) -> StoredListing | None:
        """Return the stored answer."""

    def put(self, listing: StoredListing) -> None:
        """Keep an answer, in place of an earlier one. One that is larger than all the room is not kept."""

    def refresh(self, url: str, accept: str, *, at: datetime) -> None:
        """Note that the registry confirmed the stored answer (304)."""

    def fetched_since(self, at: datetime) -> Iterator[StoredListing]:
        """Yield the answers fetched or confirmed since a time, by address."""


class Blobs(Protocol):
    """Artifact bytes by sha256, limited in size; `Upkeep` decides what is removed first."""

    def has(self, sha256: str) -> bool:
        """Return True if there are bytes under this name. Only `get` verifies them."""

    def get(self, sha256: str) -> bytes | None:
        """Return the bytes. Bytes with another digest are removed, and None is returned."""

    def pieces(self, sha256: str) -> Pieces | None:
        """Return a file that is too large for memory in pieces; else as `get`."""

    def doubt(self, sha256: str) -> None:
        """Record that a piece did not match: the whole file is verified at the next request."""

    def put(self, sha256: str, data: bytes) -> None:
        """Keep bytes; ValueError when they have another digest. What a run put or got stays until it ends."""


class Upkeep(Protocol):
    """What `pratique cache` does."""

    def stats(self) -> tuple[Usage, ...]:
        """Return the usage by kind, in the order of `Kind`."""

    def clear(self, kinds: Iterable[Kind]) -> None:
        """Forget everything of these kinds."""

    def prune(self) -> Mapping[Kind, int]:
        """Remove what can never be used again and what exceeds its room; gives how many of each kind went."""

    def make_room(self) -> int:
        """Remove bytes beyond the size limit during a long run; recently used ones stay.

        Never allowed bytes go first, then the least recently requested ones (`store.retention`).
        """

    def keeping(self) -> Keeping:
        """Return the stored bytes by the reason for keeping them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """All that this installation remembers."""

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
