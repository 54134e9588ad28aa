"""What the store offers: one narrow Protocol for each noun, and `Store`, which bundles them.

All of it is synchronous and may be called from any thread; calls take a few milliseconds. Whatever is given
together is written together. Times are passed in and must be aware (ValueError). Every method may raise
StoreError: `disk-full`, or `store-unreadable`; what was stored before is not lost by either.
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
        """Give the inspections that are known, of a trusted origin."""

    def of_others(self, keys: Iterable[InspectionKey]) -> Mapping[InspectionKey, Inspection]:
        """Give the inspections that nobody vouches for: they may stop an artifact and let none in."""

    def put(
        self, key: InspectionKey, inspection: Inspection, *, at: datetime, origin: Origin = Origin.HERE
    ) -> None:
        """Keep an inspection. One that is made here replaces all; one of a bundle, nothing that counts for more.

        Raises ValueError for one that a limit or a crash cut short, and for one that is not the key's.
        """

    def made_since(self, at: datetime, *, ruleset: str) -> Iterator[tuple[InspectionKey, Inspection]]:
        """Go through the inspections of a trusted origin by a ruleset that were made at or after a time, in order of their key."""


class Freezes(Protocol):
    """Freezes that persons ordered and ended at the gate. Nothing is ever changed."""

    def add(self, act: FreezeAct) -> None:
        """Note an act."""

    def read(self, *, since: datetime | None = None) -> tuple[FreezeAct, ...]:
        """Return the acts at or after a time, in the order in which they were done."""

    def last(self) -> int:
        """Return the number of the last act; 0 where there is none."""


class Artifacts(Protocol):
    """Every artifact that this installation met. Nothing is ever overwritten.

    What a bundle tells that nobody named by its digest is given by `met` and `find(anyone=True)` alone.
    """

    def seen(self, purl: str, filename: str, *, registries: Collection[str] | None = None) -> Seen | None:
        """Give the first bytes met under this name at these registries; None: at any.

        What was met before registries were stored counts for each.
        """

    def seen_many(
        self, names: Iterable[FileName], *, registries: Collection[str] | None = None
    ) -> Mapping[FileName, Seen]:
        """Give the first bytes met under each of many names at these registries; None: at any."""

    def met(self, purl: str, filename: str, *, registry: str) -> Met:
        """Give what was first met under a name at a registry, here and by what a bundle says."""

    def find(self, digests: Iterable[Digest], *, anyone: bool = False) -> Mapping[Digest, Seen]:
        """Find artifacts by sha256, sha512 or sha1; of several names for the same bytes, the first met.

        With `anyone`, also by what a bundle says: it proves nothing. A sha1 that several files share names none of them, and one that a single file has proves nothing.
        """

    def remember(self, artifacts: Iterable[Seen]) -> None:
        """Note artifacts. Other bytes under a known name are noted beside the first, which stay the first."""

    def of_releases(self, purls: Iterable[str]) -> Iterator[Seen]:
        """Go through all files that were met as these releases, in the order in which they were."""

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

    def at(self, project: str) -> datetime | None:
        """When a project was adopted last; None before it was."""

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
        """Go through the decisions from `since` up to before `until`, in the order in which they were made."""

    def extent(self, *, since: datetime | None = None, until: datetime | None = None) -> Extent:
        """Return how many decisions there are from `since` up to before `until`, and of which time."""

    def stopped(self, package: PackageRef, *, epoch: str) -> Mapping[FileName, Decision]:
        """Give the last decision of an epoch that stopped each file of a package."""


class ServedFiles(Protocol):
    """What the gate served, worked out from the decisions: each file once."""

    def catch_up(self, *, epoch: str, ruleset: str) -> int:
        """Take in what was decided since the last time, and give the number of the last decision; what this epoch decided was inspected by this ruleset."""

    def undecided(
        self, *, epoch: str, most: int, after: int = 0, before: int | None = None
    ) -> Sequence[Served]:
        """Those that another epoch decided last, newest first, with a last decision after one and before another."""

    def uninspected(
        self, *, ruleset: str, most: int, after: int = 0, before: int | None = None
    ) -> Sequence[Served]:
        """Those whose bytes were not inspected by this ruleset, newest first, likewise."""

    def decided(self, ids: Iterable[int], *, epoch: str) -> None:
        """Note that these were decided by this epoch."""

    def inspected(self, ids: Iterable[int], *, ruleset: str) -> None:
        """Note that the bytes of these were inspected by this ruleset."""

    def any_of(self, package: PackageRef) -> bool:
        """Whether any file of a package was ever served; what was not taken in yet counts."""

    def packages(self, *, since: datetime) -> Sequence[PackageRef]:
        """The packages of which something was served since a time."""

    def count(self) -> int:
        """How many there are."""


class TurnedFiles(Protocol):
    """What was served and turned bad. Nothing is removed, and nobody is named twice for the same download."""

    def turn(self, files: Iterable[Bad], *, at: datetime, epoch: str, alarm: str) -> Sequence[Turned]:
        """Note files that are refused now, and an alarm about those that somebody got who was not named yet."""

    def clear(self, names: Iterable[ServedName], *, at: datetime) -> None:
        """Note that nothing is said against these files any more."""

    def opened(self) -> Mapping[ServedName, tuple[Ground, ...]]:
        """The files that turned bad and are not cleared, with why."""

    def read(
        self,
        *,
        since: datetime | None = None,
        package: PackageRef | None = None,
        version: str | None = None,
        alarm: str | None = None,
    ) -> Iterator[Turned]:
        """Go through the files that turned bad at or after a time, in the order in which they did."""

    def victims(self, turned: Turned, *, most: int | None = None) -> Iterator[Decision]:
        """The decisions by which it was given out, oldest first; at most so many."""

    def count(self, turned: Turned) -> tuple[int, int]:
        """How often it was given out, and to how many addresses."""


class Alarms(Protocol):
    """Alarms about what turned bad, and how far each got."""

    def of(self, state: AlarmState) -> Sequence[Alarm]:
        """Those in a state, oldest first."""

    def get(self, id_: str) -> Alarm | None:
        """One of them."""

    def put(self, id_: str, body: str, *, at: datetime, state: AlarmState) -> None:
        """Keep an alarm that is not about files; its words are `body`."""

    def word(self, id_: str, body: str, *, state: AlarmState) -> bool:
        """Give an alarm its words; False where another process has done so."""

    def claim(self, id_: str, *, at: datetime) -> bool:
        """Begin to send one that waits; False where another process does."""

    def sent(self, id_: str, *, at: datetime) -> None:
        """Note that it arrived."""

    def failed(self, id_: str, why: str) -> None:
        """Note why it did not arrive; it waits on."""

    def counts(self) -> Mapping[AlarmState, int]:
        """How many there are in each state."""


class BarredPackages(Protocol):
    """Packages of which so much is refused that others may not be installed for it."""

    def all(self) -> Sequence[PackageRef]:
        """Give every one."""

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
    """Which records of malicious releases this installation had last: lost ones are not ones that never were."""

    def get(self, kind: RecordsKind) -> HeldRecords | None:
        """Return what was held last; None if there never was any, or it was removed on purpose."""

    def put(self, kind: RecordsKind, held: HeldRecords) -> None:
        """Remember records, in place of those before."""

    def forget(self, kind: RecordsKind) -> None:
        """Forget them: they were removed on purpose."""


class Quarantines(Protocol):
    """Packages that their registry holds back, as listings told."""

    def all(self) -> Mapping[PackageRef, str]:
        """Every package that is held back, with why."""

    def put(self, package: PackageRef, why: str, *, at: datetime) -> None:
        """Note that a package is held back."""

    def remove(self, package: PackageRef) -> None:
        """Note that it is no more."""


class Acts(Protocol):
    """What persons did about bytes. Nothing is ever overwritten, and no upkeep removes any."""

    def add_many(self, acts: Iterable[Act]) -> None:
        """Note acts, all or none. Raises ValueError for a weak digest."""

    def read(self, *, after: int = 0, since: datetime | None = None) -> Iterator[Act]:
        """Go through the acts with a higher number, in the order in which they were done."""

    def about(self, digests: Iterable[Digest]) -> tuple[Act, ...]:
        """Give the acts about any of these digests, in the order in which they were done."""


class Requests(Protocol):
    """What somebody asked to be let in. Nothing is ever overwritten."""

    def add(self, request: Request) -> None:
        """Note a request."""

    def get(self, key: str) -> Request | None:
        """Give a request by its key."""

    def read(self, *, since: datetime | None = None, address: str | None = None) -> Iterator[Request]:
        """Go through the requests from a time on, of all or of one address, in the order in which they came."""


class StoppedFiles(Protocol):
    """Which files the gate refused, worked out from its decisions."""

    def read(self, package: PackageRef | None = None) -> Iterator[StoppedFile]:
        """Go through the files that were refused, each once, in order of their last refusal."""

    def packages(self) -> Sequence[PackageRef]:
        """The packages of which a file was ever refused."""


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
    """Bytes of artifacts by their sha256, bounded in size; `Upkeep` says what goes first."""

    def has(self, sha256: str) -> bool:
        """Whether there are bytes under this name. They are verified only by `get`."""

    def get(self, sha256: str) -> bytes | None:
        """Give the bytes. Bytes with another digest are removed, and None is given."""

    def pieces(self, sha256: str) -> Pieces | None:
        """Give a file in pieces, for one that is too large for memory; else as `get`."""

    def doubt(self, sha256: str) -> None:
        """A piece was not what it was: compare the whole file at the next question."""

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

    def make_room(self) -> int:
        """In a run that does not end: remove bytes that exceed their room; what it used lately stays.

        First goes what was never allowed, then the longest not asked for (`store.retention`).
        """

    def keeping(self) -> Keeping:
        """Say what bytes there are, by why they stay."""


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
