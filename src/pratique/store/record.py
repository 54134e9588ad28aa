"""Defines the stored values.

They raise ValueError for data that cannot be stored: text that UTF-8 cannot encode (hostile metadata may contain lone
surrogates), malformed digests, and times without a time zone.
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
    """The five inputs of an inspection. Equal inputs yield equal findings."""

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
    """An artifact that this installation saw: a file of a release, its digests in hex, and the time when it was first seen."""

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
    """The kinds of data that contain records of malicious releases."""

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
    """The first-seen bytes of a name at a registry."""

    here: Seen | None
    """By this installation, or by one whose bundle was named by its digest."""
    told: Seen | None = None
    """As a bundle says that nobody vouches for."""

    @property
    def all(self) -> tuple[Seen, ...]:
        """Return the first-seen bytes of both origins, if present."""
        return tuple(seen for seen in (self.here, self.told) if seen is not None)


@dataclass(frozen=True, slots=True, order=True)
class FileName:
    """The name of a file of a release. `purl` contains the version."""

    purl: str
    filename: str

    def __post_init__(self) -> None:
        check_text(self.purl, self.filename)


@dataclass(frozen=True, slots=True, order=True)
class AllowedBytes:
    """Bytes that this installation allowed as a file of this release."""

    sha256: str
    purl: str

    def __post_init__(self) -> None:
        check_hex(self.sha256, 64)
        check_text(self.purl)


@dataclass(frozen=True, slots=True, order=True)
class Adopted:
    """One entry of a project's lockfile at adoption. `digest` is `algorithm:hex`, or "" if the lockfile has none."""

    purl: str
    digest: str

    def __post_init__(self) -> None:
        check_text(self.purl, self.digest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """The entries of a project's lockfiles when it was adopted."""

    project: str
    """The key of the project's root, as the caller names it."""
    at: datetime
    entries: frozenset[Adopted]

    def __post_init__(self) -> None:
        check_text(self.project)
        check_time(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredListing:
    """A registry's response, stored for conditional requests. Raises ValueError if the URL contains credentials."""

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
    """The kinds of stored data."""

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
    """The size of the data of one kind. `oldest` is None if there is no data or no stored time."""

    kind: Kind
    rows: int
    size_bytes: int
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The size limit of each kind of cache, in bytes."""

    facts_bytes: int = 1024**3
    listings_bytes: int = 512 * 1024**2
    artifacts_bytes: int = 4 * 1024**3
    keep: timedelta = timedelta(0)
    """How long what the gate served stays after it was last asked for, whatever the room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """The number and size of the stored artifacts, by the reason to keep them."""

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
    """Return the text. Raises ValueError unless it consists of `length` lower-case hex digits."""
    if len(text) != length or not _HEX.match(text):
        raise ValueError(f"not {length} lower-case hex digits: {text[:130]!r}")
    return text


def check_text(*texts: str) -> None:
    """Raise ValueError for text that UTF-8 cannot encode."""
    for text in texts:
        text.encode()


def check_time(at: datetime) -> datetime:
    """Return the time. Raises ValueError if it has no time zone."""
    if at.utcoffset() is None:
        raise ValueError(f"a time without a zone: {at!r}")
    return at
