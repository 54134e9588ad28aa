"""The entries of an incident. An incident is a set of entries: entries are added, never changed and never removed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from pratique.core.advisory import Product
from pratique.respond.wanted.value import IndicatorKind


class Confidence(StrEnum):
    """How sure the writer of an entry is."""

    CONFIRMED = "confirmed"
    """The source itself recorded it, such as a registry or a commit."""
    LIKELY = "likely"
    UNCONFIRMED = "unconfirmed"


class Section(StrEnum):
    """The section of the post-mortem to which a note belongs; the value is the stable name."""

    TIMELINE = "timeline"
    CLEAN = "clean"
    """A package or a version that was checked and is not malicious."""
    BEHAVIOUR = "behaviour"
    CAUSE = "cause"
    RESPONSE = "response"
    DECISION = "decision"
    INFORMED = "informed"
    """A person or an organisation that was informed of the incident."""
    WELL = "well"
    BADLY = "badly"
    LUCKY = "lucky"
    QUESTION = "question"
    CHANGE = "change"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The incident was opened, or opened again after it was closed."""

    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """The incident was closed."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Releases of one package that belong to the campaign."""

    id: str
    """The id of the item in reports, such as a purl."""
    type: str
    """The purl type."""
    name: str
    """The normalised package name."""
    versions: tuple[str, ...] = ()
    """The affected versions, if the origin lists them."""
    ranges: tuple[str, ...] = ()
    """The affected ranges as text, if the origin lists ranges."""
    origin: str
    """The advisory, the file or the argument that lists the releases."""
    malicious: bool = True
    since: datetime | None = None
    """When the releases became available, in UTC."""
    until: datetime | None = None
    """When the registry removed the releases, in UTC."""

    @property
    def purls(self) -> tuple[str, ...]:
        """Return the purl of each release that is listed with its version."""
        product = Product(self.type, self.name)
        return tuple(product.purl(version) for version in self.versions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bytes:
    """The digest of an artifact of the campaign."""

    digest: str
    """`algorithm:hex`."""
    purl: str = ""
    """The release with these bytes; "" if unknown."""
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """An indicator of compromise."""

    trace: IndicatorKind
    value: str
    """The value without defanging."""
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Misread:
    """A part of a list of releases and indicators that could not be parsed."""

    origin: str
    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a registry or an inspection shows about one release. Empty fields are unknown."""

    purl: str
    published_at: datetime | None = None
    removed: bool = False
    """Whether the registry no longer lists the release."""
    publisher: str = ""
    depends: tuple[str, ...] = ()
    """The names of the packages that the release requires."""
    digests: tuple[str, ...] = ()
    shape: tuple[str, ...] = ()
    """The rules whose findings an inspection of the bytes contains, sorted."""
    hosts: tuple[str, ...] = ()
    """The hosts that the findings name."""
    source: str
    """The registry listing or the inspection, and how it was obtained."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A sentence by a person, in one section of the post-mortem."""

    section: Section = Section.TIMELINE
    text: str
    when: datetime | None = None
    """When it happened, in UTC; None if the note has no time."""
    source: str = ""
    confidence: Confidence = Confidence.UNCONFIRMED


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Something that happened at a known time."""

    when: datetime
    text: str
    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The answer of an exposure search, as of a time."""

    as_of: datetime
    answer: str
    """The highest answer of the search, such as `installed`."""
    items: Mapping[str, str]
    """The answer for each wanted item."""
    sightings: int
    places: int
    """The number of searched places."""
    unchecked: int
    """The number of places, and of parts of places, that could not be searched."""
    report: str
    """The path of the JSON report."""
    sha256: str
    """The sha256 of the JSON report, in hex."""
    moments: tuple[Moment, ...] = ()
    """The sightings with a known time."""
    omitted: int = 0
    """The number of moments beyond the maximum; the report contains them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """An earlier entry is wrong. Its content no longer appears in reports."""

    entry: str
    """The key of the earlier entry."""
    reason: str


Body: TypeAlias = Opened | Closed | Listed | Bytes | Trace | Misread | Known | Note | Answered | Withdrawn


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry: what was added, when, and by which person."""

    at: datetime
    """When the entry was added, in UTC."""
    by: str
    """The name of the person or the program that added the entry; unverified."""
    body: Body
