"""What the store keeps, as values.

They refuse, with ValueError, what the store could not keep: text that UTF-8 cannot say (hostile metadata may
hold lone surrogates), digests of another shape, and times without a zone.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pratique.core.decision import Ground
from pratique.core.names import Digest, ReleaseRef

GATE = "gate"
"""The project under which `gate adopt` keeps what locks held."""
_HEX = re.compile(r"[0-9a-f]*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionKey:
    """What an inspection is a function of: its findings are the same whenever all five are."""

    artifact: str
    """sha256 of the artifact, in hex."""
    baseline: str
    """sha256 of the baseline, in hex; empty when there was none."""
    package: str
    """Purl without version; empty for a file that belongs to no package."""
    ruleset: str
    limits: str

    def __post_init__(self) -> None:
        check_hex(self.artifact, 64)
        check_hex(self.baseline, 64 if self.baseline else 0)
        check_text(self.package, self.ruleset, self.limits)


class Origin(StrEnum):
    """The origin of stored data."""

    HERE = ""
    """This installation."""
    NAMED_BUNDLE = "named-bundle"
    """Another one, in a bundle whose digest the operator gave: it counts as if it was made here."""
    BUNDLE = "bundle"
    """Whoever wrote a bundle that nobody named by its digest: it may stop an artifact and lets none in."""
    UNKNOWN = "unknown"
    """Stored before origins were: counts as `BUNDLE`."""


TRUSTED = frozenset({Origin.HERE, Origin.NAMED_BUNDLE})
"""Origins whose inspections are sufficient to allow an artifact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An artifact that this installation met: a file of a release, its digests in hex, and when it was first met."""

    purl: str
    """With the version."""
    filename: str
    sha256: str
    sha512: str
    sha1: str
    size_bytes: int
    first_seen: datetime
    registry: str = ""
    """Address of the registry that it is from; "" where none is, or it was met before this was stored."""
    origin: Origin = Origin.HERE

    def __post_init__(self) -> None:
        for text, length in ((self.sha256, 64), (self.sha512, 128), (self.sha1, 40)):
            check_hex(text, length)
        check_text(self.purl, self.filename, self.registry)
        check_time(self.first_seen)

    @property
    def digests(self) -> tuple[Digest, ...]:
        """Return all digests of the bytes."""
        return (Digest("sha1", self.sha1), Digest("sha256", self.sha256), Digest("sha512", self.sha512))


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A file that this installation blocked: its name, its bytes if they were fetched, and the reason."""

    ref: ReleaseRef
    filename: str
    sha256: str
    """"" where there were no bytes."""
    grounds: tuple[Ground, ...]
    at: datetime

    def __post_init__(self) -> None:
        check_hex(self.sha256, 64 if self.sha256 else 0)
        check_time(self.at)


class RecordsKind(StrEnum):
    """What holds records of malicious releases."""

    INDEX = "index"
    """The index of advisories."""
    SNAPSHOT = "snapshot"
    """A snapshot that was downloaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRecords:
    """Records of malicious releases as they were last opened."""

    fresh_at: datetime
    """When the index was written; up to when a snapshot is complete."""
    rows: int
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_time(self.fresh_at)


@dataclass(frozen=True, slots=True)
class Met:
    """What was first met under a name at a registry."""

    here: Seen | None
    """By this installation, or by one whose bundle was named by its digest."""
    told: Seen | None = None
    """As a bundle says that nobody vouches for."""

    @property
    def all(self) -> tuple[Seen, ...]:
        """Return both, if present."""
        return tuple(seen for seen in (self.here, self.told) if seen is not None)


@dataclass(frozen=True, slots=True, order=True)
class FileName:
    """A file of a release, by name: `purl` has the version."""

    purl: str
    filename: str

    def __post_init__(self) -> None:
        check_text(self.purl, self.filename)


@dataclass(frozen=True, slots=True, order=True)
class AllowedBytes:
    """Bytes that were allowed here as a file of this release."""

    sha256: str
    purl: str

    def __post_init__(self) -> None:
        check_hex(self.sha256, 64)
        check_text(self.purl)


@dataclass(frozen=True, slots=True, order=True)
class Adopted:
    """One entry of a project's lock at adoption; `digest` as `algorithm:hex`, "" where the lock has none."""

    purl: str
    digest: str

    def __post_init__(self) -> None:
        check_text(self.purl, self.digest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """What a project's locks held when it was adopted."""

    project: str
    """The key of the project's root, as the caller names it."""
    at: datetime
    entries: frozenset[Adopted]

    def __post_init__(self) -> None:
        check_text(self.project)
        check_time(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredListing:
    """A registry's answer, for conditional requests. The URL must carry no credentials (ValueError)."""

    url: str
    accept: str
    """The Accept header it was asked with: npm answers differently."""
    etag: str | None
    body: bytes
    fetched_at: datetime

    def __post_init__(self) -> None:
        if "@" in self.url.partition("://")[2].partition("/")[0]:
            raise ValueError("a listing is not stored under a URL with credentials")
        check_text(self.url, self.accept, self.etag or "")
        check_time(self.fetched_at)


class Kind(StrEnum):
    """A sort of thing in the store."""

    FACTS = "facts"
    INSPECTIONS = "inspections"
    LISTINGS = "listings"
    BYTES = "bytes"
    ARTIFACTS = "artifacts"
    ALLOWED = "allowed"
    ADOPTIONS = "adoptions"


CACHES = frozenset({Kind.FACTS, Kind.INSPECTIONS, Kind.LISTINGS, Kind.BYTES})
"""What can be made or fetched again. The rest is memory: without it changed bytes go unnoticed and what was
adopted or allowed is judged as new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """How much of one kind there is. `oldest` is None when there is nothing, or no time is kept."""

    kind: Kind
    rows: int
    size_bytes: int
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The most that each kind of cache may take, in bytes."""

    facts_bytes: int = 1024**3
    listings_bytes: int = 512 * 1024**2
    artifacts_bytes: int = 4 * 1024**3
    keep: timedelta = timedelta(0)
    """How long what the gate served stays after it was last asked for, whatever the room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """What the folder of bytes holds, by why it stays: numbers of files, and their bytes."""

    room_bytes: int
    pinned: tuple[int, int]
    """In locks that were adopted for the gate: never removed."""
    kept: tuple[int, int]
    """Served within the time that served things are kept: not removed yet."""
    allowed: tuple[int, int]
    """Allowed or served, and kept as long as there is room."""
    others: tuple[int, int]
    """Never allowed: what goes first."""

    @property
    def size_bytes(self) -> int:
        """Return the total size in bytes."""
        return sum(size for _, size in (self.pinned, self.kept, self.allowed, self.others))


def check_hex(text: str, length: int) -> str:
    """Return the text. Raises ValueError unless it is `length` lower-case hex digits."""
    if len(text) != length or not _HEX.match(text):
        raise ValueError(f"not {length} lower-case hex digits: {text[:130]!r}")
    return text


def check_text(*texts: str) -> None:
    """Raise ValueError for text that UTF-8 cannot say."""
    for text in texts:
        text.encode()


def check_time(at: datetime) -> datetime:
    """Return the time. Raises ValueError if it has no zone."""
    if at.utcoffset() is None:
        raise ValueError(f"a time without a zone: {at!r}")
    return at
