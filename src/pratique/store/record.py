"""Defines the stored values.

The value types raise ValueError for data that cannot be stored: text that UTF-8 cannot encode, malformed digests, and
times without a time zone. Hostile metadata may contain lone surrogates, which UTF-8 cannot encode.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pratique.core.decision import Ground
from pratique.core.names import Digest, ReleaseRef

GATE = "gate"
"""The project name under which `gate adopt` stores lockfile entries."""
_HEX = re.compile(r"[0-9a-f]*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionKey:
    """The five inputs that determine the findings of an inspection."""

    artifact: str
    """The sha256 of the artifact, in hex."""
    baseline: str
    """The sha256 of the baseline, in hex. The text is empty if there was no baseline."""
    package: str
    """The purl without a version. The text is empty for a file that belongs to no package."""
    ruleset: str
    limits: str

    def __post_init__(self) -> None:
        check_hex(self.artifact, 64)
        check_hex(self.baseline, 64 if self.baseline else 0)
        check_text(self.package, self.ruleset, self.limits)


class Origin(StrEnum):
    """The origin of stored data."""

    HERE = ""
    """The data was created locally and not imported from a bundle."""
    NAMED_BUNDLE = "named-bundle"
    """The data is from a bundle whose digest the operator specified.

    Data from a bundle with a specified digest is trusted like local data.
    """
    BUNDLE = "bundle"
    """The data is from an unverified bundle.

    Data from an unverified bundle can block an artifact but cannot allow one.
    """
    UNKNOWN = "unknown"
    """The data was stored before origins were recorded.

    Data of unknown origin is treated like data with the origin `BUNDLE`.
    """


TRUSTED = frozenset({Origin.HERE, Origin.NAMED_BUNDLE})
"""The origins whose inspections are sufficient to allow an artifact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An artifact that Pratique saw: a file of a release, its digests in hex, and the time when it was first seen."""

    purl: str
    """The purl with the version."""
    filename: str
    sha256: str
    sha512: str
    sha1: str
    size_bytes: int
    first_seen: datetime
    registry: str = ""
    """The URL of the artifact's registry.

    The URL is empty if the artifact has no registry or was stored before registries were recorded.
    """
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
    """A file that Pratique blocked: its name, its bytes if they were fetched, and the reason."""

    ref: ReleaseRef
    filename: str
    sha256: str
    """The sha256 of the bytes. The digest is empty if no bytes were fetched."""
    grounds: tuple[Ground, ...]
    at: datetime

    def __post_init__(self) -> None:
        check_hex(self.sha256, 64 if self.sha256 else 0)
        check_time(self.at)


class RecordsKind(StrEnum):
    """The kinds of sources for records of malicious releases."""

    INDEX = "index"
    """The advisory index."""
    SNAPSHOT = "snapshot"
    """A downloaded snapshot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRecords:
    """The age, size and sources of the records of malicious releases when they were last opened."""

    fresh_at: datetime
    """The time when the index was written, or until which the snapshot is complete."""
    rows: int
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_time(self.fresh_at)


@dataclass(frozen=True, slots=True)
class Met:
    """The first-seen bytes of a file name at a registry."""

    here: Seen | None
    """The first-seen bytes according to local data or a verified bundle."""
    told: Seen | None = None
    """The first-seen bytes according to an unverified bundle."""

    @property
    def all(self) -> tuple[Seen, ...]:
        """Return the first-seen bytes according to local data and according to a bundle, if known."""
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
    """Bytes that Pratique allowed as a file of this release."""

    sha256: str
    purl: str

    def __post_init__(self) -> None:
        check_hex(self.sha256, 64)
        check_text(self.purl)


@dataclass(frozen=True, slots=True, order=True)
class Adopted:
    """A lockfile entry that a project already used at its first check.

    `digest` is `algorithm:hex`, or "" if the lockfile has none.
    """

    purl: str
    digest: str

    def __post_init__(self) -> None:
        check_text(self.purl, self.digest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """The entries of a project's lockfiles when these entries were recorded as already in use."""

    project: str
    """The key of the project, as the caller specifies it."""
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
    """The Accept header of the request. npm registries respond differently to different headers."""
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
    REVISIONS = "revisions"
    ARTIFACTS = "artifacts"
    ALLOWED = "allowed"
    ADOPTIONS = "adoptions"


CACHES = frozenset({Kind.FACTS, Kind.INSPECTIONS, Kind.LISTINGS, Kind.BYTES, Kind.REVISIONS})
"""The kinds of data that can be recreated or fetched again.

If any other kind of data is lost, changed bytes go unnoticed, and adopted files are judged as new.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """The size of the data of one kind. `oldest` is None if there is no data of this kind or if the data has no stored time."""

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
    revisions_bytes: int = 512 * 1024**2
    keep: timedelta = timedelta(0)
    """The time that a served file stays after its last request, regardless of the size limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """The number and size of the stored artifacts, by the reason to keep them."""

    room_bytes: int
    pinned: tuple[int, int]
    """Files of lockfiles that were adopted with `gate adopt`. Files of adopted lockfiles are never removed."""
    kept: tuple[int, int]
    """Files that the gate served recently. Files that were served recently are removed only later."""
    allowed: tuple[int, int]
    """Files that were allowed or served.

    Files that were allowed or served are removed only when the size limit is reached.
    """
    others: tuple[int, int]
    """Files that were never allowed and are removed first."""

    @property
    def size_bytes(self) -> int:
        """Return the total size in bytes."""
        return sum(size for _, size in (self.pinned, self.kept, self.allowed, self.others))


def check_hex(text: str, length: int) -> str:
    """Return the text if it consists of `length` lower-case hex digits; otherwise, raise ValueError."""
    if len(text) != length or not _HEX.match(text):
        raise ValueError(f"not {length} lower-case hex digits: {text[:130]!r}")
    return text


def check_text(*texts: str) -> None:
    """Raise ValueError for text that UTF-8 cannot encode."""
    for text in texts:
        text.encode()


def check_time(at: datetime) -> datetime:
    """Return the time if it has a time zone; otherwise, raise ValueError."""
    if at.utcoffset() is None:
        raise ValueError(f"the time has no time zone: {at!r}")
    return at
