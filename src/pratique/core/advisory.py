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
    """The release itself is malicious: it has no severity, and no threshold excludes it."""
    UNMAINTAINED = "unmaintained"
    """Nobody fixes it any more; reported separately from vulnerabilities."""


class Dispute(StrEnum):
    """The reason why a report of a malicious release is disputed, so that a person must review it."""

    TWIN_WITHDRAWN = "twin-withdrawn"
    """An advisory that shares an id with it was withdrawn."""
    EVERY_VERSION = "every-version"
    """It lists every version of a widely used package."""


@dataclass(frozen=True, slots=True, order=True)
class Product:
    """The package or runtime that an advisory is about. `type` is a purl type; a runtime has `generic`."""

    type: str
    name: str
    """Normalised by its ecosystem; for a runtime in lower case: `node`, `ruby`, `jruby`, `mruby`."""

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
"""The Node.js runtime."""
RUBY = Product("generic", "ruby")
"""The reference implementation of Ruby."""


@dataclass(frozen=True, slots=True)
class Cover:
    """A statement that a source contains all published advisories of one kind for one product type."""

    type: str
    kind: AdvisoryKind


@dataclass(frozen=True, slots=True)
class CoverCount:
    """The number of records of one kind that are not withdrawn, and the minimum for a complete source."""

    cover: Cover
    records: int
    least: int

    @property
    def suffices(self) -> bool:
        """Return True if there are at least as many records as a complete source has."""
        return self.records >= self.least


@dataclass(frozen=True, slots=True)
class Span:
    """A range of versions in the product's own order; pre-releases are ordered like other versions.

    A bound of None is open. The range includes `low` unless `low_excluded` is set; it includes `high` only if
    `high_included` is set (OSV's `last_affected`; otherwise OSV's `fixed`).
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
    """A severity rating by one source. At least one of the three fields is set."""

    vector: str | None = None
    """A CVSS vector, of version 2, 3.0, 3.1 or 4.0."""
    score: float | None = None
    """0.0 to 10.0."""
    severity: Severity | None = None
    """The severity word of the source, or the one that corresponds to the score."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """The affected versions of one product.

    A version is affected if it is in `versions` or in one of `spans`, or if it is in the range `within` and in none
    of `outside`. `tells` is False if the source lists no versions: then no version is known to be unaffected.
    """

    product: Product
    spans: tuple[Span, ...] = ()
    versions: tuple[str, ...] = ()
    within: str | None = None
    """A range in the ecosystem's own syntax, pre-releases included."""
    outside: tuple[str, ...] = ()
    """Unaffected ranges in the same syntax."""
    fixed: tuple[str, ...] = ()
    """Versions that fix it, each the first of its line."""
    sole: bool = False
    """Whether the source confirms that no other release is affected: a takeover of a legitimate package."""
    symbols: tuple[str, ...] = ()
    """Vulnerable functions, classes or modules, as the source lists them."""
    platforms: tuple[str, ...] = ()
    """The only affected platforms, in the source's words (`win32`, `jruby`); empty: all platforms."""
    ratings: tuple[Rating, ...] = ()
    """Ratings for this product only."""
    shown: str = ""
    """The affected versions as the source writes them, if it has a text."""
    good: tuple[str, ...] = ()
    """Versions below a malicious one that the source confirms as good: the last good release of a line."""

    @property
    def tells(self) -> bool:
        """Return True if the affected versions are known."""
        return bool(self.spans or self.versions) or self.within is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Advisory:
    """One published advisory from one source."""

    id: str
    source: str
    """Name of the source in `pratique.advisories.table.SOURCES`."""
    kind: AdvisoryKind
    aliases: tuple[str, ...] = ()
    """Other ids of the same problem, without `id`."""
    summary: str = ""
    """One line; untrusted text."""
    details: str = ""
    """At most 4,000 characters; untrusted text."""
    ratings: tuple[Rating, ...] = ()
    affected: tuple[Affected, ...] = ()
    published: datetime | None = None
    modified: datetime | None = None
    withdrawn: datetime | None = None
    urls: tuple[str, ...] = ()
    """At most 10 URLs with more information; untrusted text."""
    cwes: tuple[str, ...] = ()
    reviewed: bool = False
    """Whether the record states that its database's editors reviewed it; as reliable as its source."""
    reads: tuple[str, ...] | None = None
    """The credentials that the malicious release reads: files, tokens and variables. Empty: reports list none; None: unknown."""

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the advisory's own id, then its aliases."""
        return (self.id, *self.aliases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exploitation:
    """The known facts about attacks that use a CVE."""

    cve: str
    epss: float | None = None
    """Probability (0 to 1) of an attempt within 30 days, by FIRST's EPSS."""
    percentile: float | None = None
    epss_model: str = ""
    """Scores of different models are not comparable."""
    epss_date: date | None = None
    kev_added: date | None = None
    """The date on which CISA listed it as exploited."""
    kev_due: date | None = None
    ransomware: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RuntimeLine:
    """One release line of a runtime and its end of life."""

    product: Product
    line: str
    """The first numbers of its versions: `18`, `0.12`."""
    start: date | None
    end: date | None
    """The last day of support; None: unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """The state of one source in the index."""

    name: str
    title: str
    licence: str
    origin: str
    """The file, folder or URL from which it was read, without credentials."""
    checked_at: datetime
    """When it was read, or last found to be unchanged at its origin."""
    as_of: datetime | None
    """The newest time in its own rows; None: they have no times."""
    rows: int
    imported: int
    withdrawn: int = 0
    """How many of the imported rows are withdrawn."""
    skipped: Mapping[str, int] = field(default_factory=dict)
    """The number of skipped rows by reason; together with `imported` they add up to `rows`."""
    digest: str = ""
    """The sha256 of the file that was read, or of all names and bytes in order."""
    covers: tuple[Cover, ...] = ()
    counts: tuple[CoverCount, ...] | None = None
    """The records of each kind that the source should have. None: written by a version that did not count them."""
    unread: int = 0
    """The number of skipped rows that should have been read but could not be."""
    partial: bool = False
    """Whether it is incomplete: too few records of a kind, or too many unreadable rows."""
    synced: bool = False
    """Whether `advisories sync` fetched it from its origin, so that `checked_at` shows its age."""
    etag: str | None = None

    @property
    def fresh_at(self) -> datetime | None:
        """Return the time up to which the source is complete: its last check at the origin, else its newest row."""
        return self.checked_at if self.synced else self.as_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Malice:
    """Details from advisories that help to respond to a malicious release."""

    good: tuple[str, ...] = ()
    """Lower versions that a source confirms as good, lowest first."""
    introduced: str | None = None
    """The lowest affected version, so that lower ones are not affected; None: unknown, or every version is affected."""
    whole: bool = False
    """Whether every version of the package is affected."""
    reads: tuple[str, ...] | None = None
    """As in `Advisory`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvisoryMatch:
    """One problem that affects a version: all advisories that are aliases of each other, merged."""

    product: Product
    version: str
    id: str
    """The id to show: for malware the MAL id, else GHSA, then the ecosystem's own, then CVE."""
    aliases: tuple[str, ...] = ()
    kind: AdvisoryKind
    summary: str = ""
    severity: Severity | None = None
    """The highest severity of any source; None: no source states one. Malware is always critical."""
    score: float | None = None
    """The highest CVSS score."""
    vector: str | None = None
    """The CVSS vector of that score, in the newest CVSS version."""
    exploitation: Exploitation | None = None
    """The most severe data of its CVEs."""
    affected: tuple[str, ...] = ()
    """The affected versions as text, without duplicates."""
    fixed: tuple[str, ...] = ()
    """Higher versions that fix it, lowest first."""
    symbols: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    cwes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    published: datetime | None = None
    certain: bool = True
    """False: the advisory does not specify the affected versions, so this one may be unaffected."""
    note: str = ""
    """A description of contradictions between the sources, and of the statement that was used."""
    malice: Malice | None = None
    """None if it is not malware."""
    disputed: Dispute | None = None
    """Why it is disputed that the release is malicious; None: it is undisputed."""

    @property
    def settled(self) -> bool:
        """Return True if it certainly affects this version and no source disputes it."""
        return self.certain and self.disputed is None

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the displayed id, then the others."""
        return (self.id, *self.aliases)

    @property
    def purl(self) -> str:
        """Return the package URL of the affected product."""
        return self.product.purl(self.version)
