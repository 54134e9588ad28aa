"""Defines the store's interface: one Protocol for each kind of data, and `Store` with all of them.

All methods are synchronous and thread-safe and take a few milliseconds. The values of one call are written in one
transaction. Times must have a time zone (else ValueError). Every method may raise StoreError with `disk-full` or
`store-unreadable`. Neither `disk-full` nor `store-unreadable` means that stored data was lost.
"""

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
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
from pratique.core.request import FileRequest, Request
from pratique.store.folder.incoming_file import IncomingFile
from pratique.store.folder.large_file import Pieces
from pratique.store.gate.affected_clients import (
    Alarm,
    AlarmState,
    Bad,
    Events,
    Served,
    ServedName,
    Turned,
    Uninspected,
)
from pratique.store.log.part import Looked, Part, Query
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
    """Stores facts of files, by content. Facts that a newer revision of the extraction found replace older facts."""

    def get_many(
        self, keys: Iterable[FactsKey], *, revision: int = FACTS_REVISION
    ) -> Mapping[FactsKey, FileFacts]:
        """Return the known facts by key; keys with unknown facts are missing."""

    def put_many(
        self, facts: Iterable[tuple[FactsKey, FileFacts]], *, at: datetime, revision: int = FACTS_REVISION
    ) -> None:
        """Store facts. Facts that cannot be encoded, such as text with a lone surrogate, are omitted."""


class Inspections(Protocol):
    """Stores inspections by all their inputs. An inspection by a newer ruleset replaces an older inspection."""

    def get_many(self, keys: Iterable[InspectionKey]) -> Mapping[InspectionKey, Inspection]:
        """Return the known inspections of a trusted origin."""

    def of_others(self, keys: Iterable[InspectionKey]) -> Mapping[InspectionKey, Inspection]:
        """Return unverified inspections, which can block an artifact but cannot allow one."""

    def put(
        self, key: InspectionKey, inspection: Inspection, *, at: datetime, origin: Origin = Origin.HERE
    ) -> None:
        """Store an inspection.

        A local inspection replaces an inspection of any origin. An inspection from a bundle never replaces a more
        trusted inspection.

        Raises ValueError for an inspection that a limit or a crash interrupted, or that does not match the key.
        """

    def made_since(self, at: datetime, *, ruleset: str) -> Iterator[tuple[InspectionKey, Inspection]]:
        """Yield the trusted inspections of a ruleset since a given time, with their keys."""


class Freezes(Protocol):
    """Stores the start and end of freezes. Entries are never changed."""

    def add(self, act: FreezeAct) -> None:
        """Store the start or end of a freeze."""

    def read(self, *, since: datetime | None = None) -> tuple[FreezeAct, ...]:
        """Return the starts and ends of freezes at or after a given time, in order."""

    def last(self) -> int:
        """Return the number of the last entry; 0 if there are no entries."""


class Artifacts(Protocol):
    """Stores every artifact that Pratique saw. Entries are never overwritten.

    Only `met` and `find(anyone=True)` return data from an unverified bundle.
    """

    def seen(self, purl: str, filename: str, *, registries: Collection[str] | None = None) -> Seen | None:
        """Return the bytes that were first seen under a file name. `registries` limits the search; None means any registry.

        Older rows without a registry match every registry.
        """

    def seen_many(
        self, names: Iterable[FileName], *, registries: Collection[str] | None = None
    ) -> Mapping[FileName, Seen]:
        """Return the bytes that were first seen under each of the file names.

        `registries` limits the search; None means any registry.
        """

    def met(self, purl: str, filename: str, *, registry: str) -> Met:
        """Return the bytes that were first seen under a file name at a registry, both locally and in a bundle."""

    def find(self, digests: Iterable[Digest], *, anyone: bool = False) -> Mapping[Digest, Seen]:
        """Return artifacts by sha256, sha512 or sha1.

        If the same bytes have several names, return the artifact that was seen first. With `anyone`, include data from unverified
        bundles, which is not evidence. A sha1 that several files share matches no file, and a sha1 is never evidence.
        """

    def remember(self, artifacts: Iterable[Seen]) -> None:
        """Store artifacts. Different bytes under a known file name are added; the first-seen bytes stay first."""

    def of_releases(self, purls: Iterable[str]) -> Iterator[Seen]:
        """Yield all known files of these releases, in order of discovery."""

    def of_bytes(self, sha256s: Iterable[str]) -> Iterator[Seen]:
        """Yield all known file names of these bytes, in order of discovery."""


class Allowed(Protocol):
    """Stores the bytes that Pratique allowed."""

    def contains_many(self, entries: Iterable[AllowedBytes]) -> frozenset[AllowedBytes]:
        """Return the entries that are recorded as allowed."""

    def add_many(self, entries: Iterable[AllowedBytes], *, at: datetime) -> None:
        """Record entries as allowed. An entry that is already recorded keeps its earlier time."""


class Adoptions(Protocol):
    """Stores the lockfile entries that each project already used at its first check (its adoption)."""

    def get(self, project: str) -> Adoption | None:
        """Return the entries that a project already used at its first check; None if the project was never checked."""

    def at(self, project: str) -> datetime | None:
        """Return the time when the entries of a project were last recorded as in use; None if they never were."""

    def put(self, adoption: Adoption) -> None:
        """Store the entries that a project already uses, and replace the earlier entries of the project."""


class Decisions(Protocol):
    """Stores the gate's decisions. Decisions are never changed; `LogMoving` moves old decisions out of the database."""

    def add_many(self, decisions: Iterable[Decision]) -> None:
        """Store decisions in one transaction."""

    def read(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        package: PackageRef | None = None,
        version: str | None = None,
        action: Action | None = None,
        who: str | None = None,
        after: int = 0,
    ) -> Iterator[Decision]:
        """Yield the decisions in the database with a number above `after`, from `since` up to, but not including, `until`, in order.

        `Log.read` also yields the decisions that were moved out of the database.
        """

    def extent(self, *, since: datetime | None = None, until: datetime | None = None) -> Extent:
        """Return the number and the time range of the decisions in the database from `since` up to, but not including, `until`."""

    def newest(self) -> int:
        """Return the number of the newest decision; 0 if there are no decisions."""

    def stopped(self, package: PackageRef, *, epoch: str) -> Mapping[FileName, Decision]:
        """Return the last refusal of each file of a package under the policy, rules and advisory data that `epoch` identifies."""


class Log(Protocol):
    """Reads the gate's decisions from the database and from the files of old decisions.

    Each method notes in `looked` which files it read, and which files are missing or damaged.
    """

    def read(self, query: Query, looked: Looked) -> Generator[Decision]:
        """Yield the requested decisions, in order. No decision is moved until the generator ends or is closed."""

    def extent(self, query: Query, looked: Looked) -> Extent:
        """Return the number and the time range of the decisions in the time of a query."""

    def parts(self) -> Sequence[Part]:
        """Return the files of old decisions, in order."""


class LogMoving(Protocol):
    """Moves old decisions out of the database into files of one month."""

    def move(
        self,
        *,
        before: datetime,
        exported: int | None = None,
        ended: Callable[[], bool] = lambda: False,
    ) -> Iterator[Part]:
        """Move the decisions of each month that ended before a time. Yield each file when its decisions are moved.

        `exported` is the number of the last exported decision; None if no decision is exported. The work stops early if `ended`
        returns True. Nothing is done if another process already moves decisions.
        """


class Cursors(Protocol):
    """Stores how far work that processes numbered entries came, by name."""

    def get(self, name: str) -> int | None:
        """Return the number of the last processed entry; None if the work never began."""

    def put(self, name: str, number: int) -> None:
        """Store the number of the last processed entry."""


class TokenRequirement(Protocol):
    """Stores whether the gate requires tokens, so that a lost token file does not open the gate."""

    def get(self) -> bool:
        """Return True if a gate with this store has had a token file."""

    def put(self) -> None:
        """Store that the gate requires tokens."""

    def clear(self) -> None:
        """Store that the gate accepts every client."""


class ServedFiles(Protocol):
    """Lists the files that the gate served, derived from its decisions. Each served file is listed once."""

    def catch_up(self, *, epoch: str, ruleset: str) -> int:
        """Process new decisions and return the number of the last one.

        Files that were decided in the state `epoch` of policy and advisory data count as inspected by `ruleset`.
        """

    def undecided(
        self, *, epoch: str, most: int, after: int = 0, before: int | None = None
    ) -> Sequence[Served]:
        """Return files, newest first, whose last decision was based on other policy or advisory data than `epoch` identifies.

        Only files numbered between `after` and `before` are returned.
        """

    def uninspected(
        self, *, ruleset: str, most: int, after: int = 0, before: int | None = None
    ) -> Sequence[Served]:
        """Return files, newest first, that this ruleset did not inspect.

        Only files numbered between `after` and `before` are included.
        """

    def decided(self, ids: Iterable[int], *, epoch: str) -> None:
        """Record that these files were decided under the policy and advisory data that `epoch` identifies."""

    def inspected(self, ids: Iterable[int], *, ruleset: str) -> None:
        """Record that these files were inspected by this ruleset."""

    def any_of(self, package: PackageRef) -> bool:
        """Return True if any file of a package was ever served. Decisions that `catch_up` has not processed yet are included."""

    def packages(self, *, since: datetime) -> Sequence[PackageRef]:
        """Return the packages served since a given time."""

    def count(self) -> int:
        """Return the number of served files."""


class UninspectedFiles(Protocol):
    """Stores the files that the gate served before their inspection ended. A row stays until an inspection succeeds."""

    def all(self) -> Sequence[Uninspected]:
        """Return every file, the file served first at the beginning."""

    def add_many(self, names: Iterable[ServedName], *, at: datetime) -> None:
        """Record files before they are served. A file that is already recorded keeps its time and its error."""

    def failed(self, name: ServedName, why: str) -> None:
        """Record why the inspection of a file failed. The file stays recorded."""

    def remove(self, names: Iterable[ServedName]) -> None:
        """Remove files whose inspection ended."""


class TurnedFiles(Protocol):
    """Stores served files that were flagged later. Entries are never removed, and each download is reported once."""

    def turn(self, files: Iterable[Bad], *, at: datetime, epoch: str, alarm: str) -> Sequence[Turned]:
        """Record served files that are now refused, and create an alarm about affected clients that were not reported yet."""

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
        after: int = 0,
    ) -> Iterator[Turned]:
        """Yield the files with a number above `after` that were flagged since a given time, in order."""

    def victims(
        self, turned: Turned, *, most: int | None = None, looked: Looked | None = None
    ) -> Iterator[Decision]:
        """Yield the decisions that served a flagged file, oldest first, up to a limit."""

    def count(self, turned: Turned, *, looked: Looked | None = None) -> tuple[int, int]:
        """Return how often a flagged file was served, and to how many IP addresses."""


class Alarms(Protocol):
    """Stores alarms about files that were flagged later, and the delivery state of each alarm."""

    def of(self, state: AlarmState) -> Sequence[Alarm]:
        """Return the alarms with a given delivery state, oldest first."""

    def get(self, id_: str) -> Alarm | None:
        """Return the alarm with this id; None if there is none."""

    def put(self, id_: str, body: str, *, at: datetime, state: AlarmState) -> None:
        """Store an alarm with the text `body` that is not about files."""

    def told(self, events: Events) -> int:
        """Return the number of the last request or decision that events were created for."""

    def tell(
        self, events: Events, bodies: Mapping[str, str], *, after: int, through: int, at: datetime
    ) -> bool:
        """Store the events, by id, for the requests or decisions numbered above `after`, up to `through`.

        Return False and store nothing if another process has already stored events for them.
        """

    def word(self, id_: str, body: str, *, state: AlarmState) -> bool:
        """Store an alarm's text; return False if another process has already stored one."""

    def claim(self, id_: str, *, at: datetime) -> bool:
        """Claim a pending alarm for sending. Return False if another process has already claimed the alarm."""

    def sent(self, id_: str, *, at: datetime) -> None:
        """Record that an alarm was delivered."""

    def failed(self, id_: str, why: str) -> None:
        """Record why delivery failed. The alarm stays pending."""

    def counts(self) -> Mapping[AlarmState, int]:
        """Return the number of alarms in each state."""


class BarredPackages(Protocol):
    """Stores packages with refused versions that may prevent others from being installed."""

    def all(self) -> Sequence[PackageRef]:
        """Return every package."""

    def put(self, package: PackageRef) -> None:
        """Store a package."""

    def remove(self, package: PackageRef) -> None:
        """Remove a package."""


class Blocks(Protocol):
    """Stores the files that Pratique blocked, with reasons.

    A block applies as long as its file cannot be judged again.
    """

    def all(self) -> Sequence[Block]:
        """Return every block, oldest first."""

    def put(self, blocks: Iterable[Block]) -> None:
        """Store blocks. Each new block replaces an earlier block of the same bytes under the same name."""

    def remove(self, blocks: Iterable[Block]) -> None:
        """Remove blocks by name and bytes."""

    def stamp(self) -> tuple[int, int]:
        """Return a value that changes when blocks are added or removed."""


class RecordsMemory(Protocol):
    """Stores the last known state of the records of malicious releases, so that a loss of records is detected."""

    def get(self, kind: RecordsKind) -> HeldRecords | None:
        """Return the last known state of the records; None if no records were known or if they were removed on purpose."""

    def put(self, kind: RecordsKind, held: HeldRecords) -> None:
        """Store the state of the records, and replace the previous state."""

    def forget(self, kind: RecordsKind) -> None:
        """Delete the stored state, because the records were removed on purpose."""


class Quarantines(Protocol):
    """Stores the packages that their registry quarantined, according to listings."""

    def all(self) -> Mapping[PackageRef, str]:
        """Return every package in quarantine, with the reason."""

    def put(self, package: PackageRef, why: str, *, at: datetime) -> None:
        """Record that a package is in quarantine."""

    def remove(self, package: PackageRef) -> None:
        """Record that a package is no longer in quarantine."""


class Acts(Protocol):
    """Stores approvals and denials of artifacts. Entries are never overwritten or pruned."""

    def add_many(self, acts: Iterable[Act]) -> None:
        """Store approvals and denials in one transaction. Raises ValueError for a weak digest."""

    def read(self, *, after: int = 0, since: datetime | None = None) -> Iterator[Act]:
        """Yield the approvals and denials with a number above `after`, in ascending order."""

    def about(self, digests: Iterable[Digest]) -> tuple[Act, ...]:
        """Return the approvals and denials of any of these digests, in order."""


class Requests(Protocol):
    """Stores approval requests. Requests are never overwritten."""

    def add(self, request: Request) -> None:
        """Store a request."""

    def get(self, key: str) -> Request | None:
        """Return the request with this key; None if there is none."""

    def latest(self, *, token: str, most: int, before: int | None = None) -> Sequence[Request]:
        """Return requests that were made with a token, newest first, of those with a number below `before`."""

    def about(
        self, digests: Iterable[Digest], names: Iterable[FileName] = (), *, most: int
    ) -> Sequence[FileRequest]:
        """Return who requested files with any of these digests, or of unknown digest with any of these names, newest first."""

    def read(
        self, *, since: datetime | None = None, address: str | None = None, after: int = 0
    ) -> Iterator[Request]:
        """Yield the requests with a number above `after` since a given time, from all clients or one IP address, in order."""


class StoppedFiles(Protocol):
    """Lists the files that the gate refused, derived from its decisions."""

    def read(self, package: PackageRef | None = None) -> Iterator[StoppedFile]:
        """Yield each refused file once, in the order of the last refusals."""

    def packages(self) -> Sequence[PackageRef]:
        """Return the packages with a file that was ever refused."""


class Listings(Protocol):
    """Stores registry listings, limited in size. The least recently refreshed listings are removed first."""

    def get(self, url: str, accept: str) -> StoredListing | None:
        """Return the stored listing; None if there is none."""

    def put(self, listing: StoredListing) -> None:
        """Store a listing, and replace an earlier listing for the same request.

        A listing above the size limit is not stored.
        """

    def refresh(self, url: str, accept: str, *, at: datetime) -> None:
        """Record that the registry confirmed the stored listing (304)."""

    def fetched_since(self, at: datetime) -> Iterator[StoredListing]:
        """Yield the listings fetched or confirmed since a given time, ordered by URL."""


class Blobs(Protocol):
    """Stores artifact bytes by sha256, limited in size. `Upkeep` determines the order of removal."""

    def has(self, sha256: str) -> bool:
        """Return True if bytes with this digest are stored.

        This method does not verify that the bytes match the digest; `get` does.
        """

    def get(self, sha256: str) -> bytes | None:
        """Return the bytes; None if they are missing.

        If the stored bytes have another digest, remove them and return None.
        """

    def pieces(self, sha256: str) -> Pieces | None:
        """Return a large file as `Pieces`; None if the file is missing or damaged. A damaged file is removed."""

    def doubt(self, sha256: str) -> None:
        """Record that a piece of a file is damaged, so that the next request verifies the whole file."""

    def put(self, sha256: str, data: bytes) -> None:
        """Store bytes.

        Raises ValueError if the digest of the bytes is not `sha256`. Bytes that a run used stay until the run ends.
        """

    def incoming(self) -> AbstractContextManager[IncomingFile]:
        """Return an empty file for a download that is too large for memory. At the end, the file is removed if it was not stored.

        Raises StoreError if the file cannot be created or removed.
        """

    def take(self, sha256: str, incoming: IncomingFile) -> None:
        """Store a downloaded file by moving it.

        Raises ValueError if the digest of the file is not `sha256`, and StoreError if the file cannot be stored.
        """

    def path(self, sha256: str) -> Path | None:
        """Return the path of a stored file; None if it is missing. Whoever reads the file must verify its digest."""


class Upkeep(Protocol):
    """Measures, clears and prunes stored data for `pratique cache`."""

    def stats(self) -> tuple[Usage, ...]:
        """Return the usage by kind, in the order of `Kind`."""

    def clear(self, kinds: Iterable[Kind]) -> None:
        """Delete all data of these kinds."""

    def prune(self) -> Mapping[Kind, int]:
        """Remove unusable data and data beyond the size limits. Return the number of removed items by kind."""

    def make_room(self) -> int:
        """Remove artifacts beyond the size limit in a long run: first those never allowed, then the least recently requested."""

    def keeping(self) -> Keeping:
        """Return the number and size of the stored files for each reason to keep them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """Contains the stores for each kind of data."""

    facts: Facts
    inspections: Inspections
    artifacts: Artifacts
    allowed: Allowed
    adoptions: Adoptions
    decisions: Decisions
    log: Log
    moving: LogMoving
    cursors: Cursors
    token_requirement: TokenRequirement
    acts: Acts
    blocks: Blocks
    held_records: RecordsMemory
    freezes: Freezes
    requests: Requests
    stopped: StoppedFiles
    served: ServedFiles
    uninspected: UninspectedFiles
    turned: TurnedFiles
    alarms: Alarms
    quarantines: Quarantines
    barred: BarredPackages
    listings: Listings
    blobs: Blobs
    upkeep: Upkeep
