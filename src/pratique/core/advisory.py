"""Advisories: the affected product, the affected versions, and the severity."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from pratique.core.finding import Severity
from pratique.core.names import PackageRef


class AdvisoryKind(StrEnum):
    """The kind of problem that an advisory reports."""

    VULNERABILITY = "vulnerability"
    MALWARE = "malware"
    """An advisory of this kind reports that the release itself is malicious.

    A malware advisory has no severity and meets every threshold.
    """
    UNMAINTAINED = "unmaintained"
    """The product is no longer maintained. Reports list end-of-life products separately from vulnerabilities."""


class Dispute(StrEnum):
    """The reason why a report of a malicious release is disputed and needs manual review."""

    TWIN_WITHDRAWN = "twin-withdrawn"
    """Another advisory with the same id was withdrawn."""
    EVERY_VERSION = "every-version"
    """The advisory lists every version of a widely used package."""


@dataclass(frozen=True, slots=True, order=True)
class Product:
    """The package or runtime that an advisory is about.

    `type` is a purl type, or `generic` for a runtime.
    """

    type: str
    name: str
    """The normalised package name, or the lower-case runtime name: `node`, `ruby`, `jruby` or `mruby`."""

    @classmethod
    def of(cls, package: PackageRef) -> "Product":
        """Return the product of a registry package."""
        return cls(package.ecosystem.value, package.name)

    def purl(self, version: str | None = None) -> str:
        """Return the package URL, such as `pkg:npm/%40babel/core@7.0.0` or `pkg:generic/node@22.11.0`."""
        from packageurl import PackageURL  # noqa: PLC0415 - as in `pratique.core.names`

        namespace, _, name = self.name.rpartition("/")
        spelt = PackageURL(
            type="generic", namespace=namespace or None, name=name, version=version
        ).to_string()
        return f"pkg:{self.type}/{spelt.removeprefix('pkg:generic/')}"

    def __str__(self) -> str:
        return self.name


NODE = Product("generic", "node")
"""The Node.js runtime as an advisory product."""
RUBY = Product("generic", "ruby")
"""The reference implementation of Ruby (MRI) as an advisory product."""


@dataclass(frozen=True, slots=True)
class Cover:
    """A statement that an advisory source contains all published advisories of one kind for one product type."""

    type: str
    kind: AdvisoryKind


@dataclass(frozen=True, slots=True)
class CoverCount:
    """The number of valid advisories of one kind in a source, and the minimum number for a complete source."""

    cover: Cover
    records: int
    least: int

    @property
    def suffices(self) -> bool:
        """Return True if the source has at least as many advisories as a complete source has."""
        return self.records >= self.least


@dataclass(frozen=True, slots=True)
class Span:
    """A range of versions in the product's own version order.

    Pre-releases are ordered like other versions. A bound of None means that the range is open at that end. The range
    includes `low` unless `low_excluded` is set. The range includes `high` only if `high_included` is set: then `high`
    is OSV's `last_affected`, otherwise OSV's `fixed`.
    """

    low: str | None = None
    high: str | None = None
    low_excluded: bool = False
    high_included: bool = False

    def __str__(self) -> str:
        low = f"{'>' if self.low_excluded else '>='} {self.low}" if self.low is not None else ""
        high = f"{'<=' if self.high_included else '<'} {self.high}" if self.high is not None else ""
        return ", ".join(part for part in (low, high) if part) or "every version"


@dataclass(frozen=True, slots=True)
class Rating:
    """A severity rating by one source. At least one of `vector`, `score` and `severity` is set."""

    vector: str | None = None
    """A CVSS vector of version 2.0, 3.0, 3.1 or 4.0."""
    score: float | None = None
    """The CVSS score, from 0.0 to 10.0."""
    severity: Severity | None = None
    """The severity word from the source, or else the severity that corresponds to the score."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """The affected versions of one product.

    A version is affected if it is in `versions` or in one of `spans`, or if it is in the range `within` and in none of
    `outside`. `tells` is False if the source lists no affected versions, so that no version is known to be unaffected.
    """

    product: Product
    spans: tuple[Span, ...] = ()
    versions: tuple[str, ...] = ()
    within: str | None = None
    """The affected range in the version syntax of the ecosystem. The range includes pre-releases."""
    outside: tuple[str, ...] = ()
    """The unaffected ranges in the version syntax of the ecosystem."""
    fixed: tuple[str, ...] = ()
    """The fixed versions, each the first fixed version of its release line."""
    sole: bool = False
    """Whether the source confirms that all other releases are unaffected, as after a takeover of a legitimate package."""
    symbols: tuple[str, ...] = ()
    """The vulnerable functions, classes or modules that the source lists."""
    platforms: tuple[str, ...] = ()
    """The affected platforms as the source lists them, such as `win32` or `jruby`; empty means all platforms."""
    ratings: tuple[Rating, ...] = ()
    """Severity ratings that apply only to this product."""
    shown: str = ""
    """The affected versions in the words of the source, if the source describes them in words."""
    good: tuple[str, ...] = ()
    """The last good version of each release line, as confirmed by the source, below a malicious version."""

    @property
    def tells(self) -> bool:
        """Return True if the affected versions are known."""
        return bool(self.spans or self.versions) or self.within is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Advisory:
    """One published advisory from one source."""

    id: str
    source: str
    """The name of the source in `pratique.advisories.table.SOURCES`."""
    kind: AdvisoryKind
    aliases: tuple[str, ...] = ()
    """The other ids of the problem, without `id`."""
    summary: str = ""
    """A one-line summary; untrusted text."""
    details: str = ""
    """A description of at most 4,000 characters; untrusted text."""
    ratings: tuple[Rating, ...] = ()
    affected: tuple[Affected, ...] = ()
    published: datetime | None = None
    modified: datetime | None = None
    withdrawn: datetime | None = None
    urls: tuple[str, ...] = ()
    """At most 10 URLs of pages with more information; untrusted text."""
    cwes: tuple[str, ...] = ()
    reviewed: bool = False
    """Whether the advisory states that the editors of its database reviewed it.

    The statement about the review is only as reliable as the source of the advisory.
    """
    reads: tuple[str, ...] | None = None
    """The credentials (files, tokens and variables) that the malicious release reads.

    Empty if reports list no credentials; None if the credentials are unknown.
    """

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the id of the advisory, then its aliases."""
        return (self.id, *self.aliases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exploitation:
    """Public data about the exploitation of a CVE."""

    cve: str
    epss: float | None = None
    """The probability (0 to 1) of an exploitation attempt within 30 days, according to FIRST's EPSS."""
    percentile: float | None = None
    epss_model: str = ""
    """The version of the EPSS model. Scores of different models are not comparable."""
    epss_date: date | None = None
    kev_added: date | None = None
    """The date on which CISA listed the vulnerability as exploited."""
    kev_due: date | None = None
    ransomware: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RuntimeLine:
    """A release line of a runtime and its end-of-life date."""

    product: Product
    line: str
    """The leading version numbers of the release line, such as `18` or `0.12`."""
    start: date | None
    end: date | None
    """The last day of support; None if unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """The state of one advisory source in the index."""

    name: str
    title: str
    licence: str
    origin: str
    """The file, folder or URL of the source, without credentials."""
    checked_at: datetime
    """When the source was last read, or last found unchanged at its origin."""
    as_of: datetime | None
    """The newest timestamp in the rows of the source; None if the rows contain no timestamps."""
    rows: int
    imported: int
    withdrawn: int = 0
    """The number of imported rows that are withdrawn."""
    skipped: Mapping[str, int] = field(default_factory=dict)
    """The number of skipped rows by reason. The numbers of skipped rows and `imported` add up to `rows`."""
    digest: str = ""
    """The SHA-256 of the source file, or of all file names and contents in order."""
    covers: tuple[Cover, ...] = ()
    counts: tuple[CoverCount, ...] | None = None
    """The expected and actual number of records for each kind of advisory.

    None if the index was written by a version that did not count records.
    """
    unread: int = 0
    """The number of skipped rows that could not be read, although the source should contain only readable rows."""
    partial: bool = False
    """Whether the source is incomplete: too few records of a kind, or too many unreadable rows."""
    synced: bool = False
    """Whether `advisories sync` downloaded the source from its origin, so that `checked_at` shows the age of the data."""
    etag: str | None = None

    @property
    def fresh_at(self) -> datetime | None:
        """Return the time up to which the source is complete: its last check at the origin, or else its newest row."""
        return self.checked_at if self.synced else self.as_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Malice:
    """Advisory data that helps to respond to a malicious release."""

    good: tuple[str, ...] = ()
    """Lower versions that a source confirms as good, lowest first."""
    introduced: str | None = None
    """The lowest malicious version; lower versions are unaffected.

    None if the lowest malicious version is unknown, or if every version is malicious.
    """
    whole: bool = False
    """Whether every version of the package is malicious."""
    reads: tuple[str, ...] | None = None
    """The credentials that the malicious release reads, as in `Advisory`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvisoryMatch:
    """One problem that affects a version, merged from all advisories that are aliases of each other."""

    product: Product
    version: str
    id: str
    """The id to display: the MAL id for malware; otherwise the GHSA id, the ecosystem's own id, or the CVE id."""
    aliases: tuple[str, ...] = ()
    kind: AdvisoryKind
    summary: str = ""
    severity: Severity | None = None
    """The highest severity of any source; None if no source specifies a severity. Malware is always critical."""
    score: float | None = None
    """The highest CVSS score of any source."""
    vector: str | None = None
    """The CVSS vector of the highest score, in the newest CVSS version."""
    exploitation: Exploitation | None = None
    """The exploitation data of the most severe CVE among the aliases."""
    affected: tuple[str, ...] = ()
    """The affected versions as text, without duplicates."""
    fixed: tuple[str, ...] = ()
    """Higher versions that fix the problem, lowest first."""
    symbols: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    cwes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    published: datetime | None = None
    certain: bool = True
    """Whether the advisory specifies the affected versions.

    If `certain` is False, this version of the package may be unaffected.
    """
    note: str = ""
    """A description of contradictions between the sources, and of the statement that was used."""
    malice: Malice | None = None
    """Advice data for malware; None for other problems."""
    disputed: Dispute | None = None
    """The reason why the report of malware is disputed; None if the report is undisputed."""

    @property
    def settled(self) -> bool:
        """Return True if the problem certainly affects this version and no source disputes the report."""
        return self.certain and self.disputed is None

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the displayed id, then all other ids."""
        return (self.id, *self.aliases)

    @property
    def purl(self) -> str:
        """Return the package URL of the affected product."""
        return self.product.purl(self.version)
