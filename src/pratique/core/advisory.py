"""Published warnings: what they are about, which versions they mean, and how grave they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from pratique.core.finding import Severity
from pratique.core.names import PackageRef


class AdvisoryKind(StrEnum):
    """What an advisory warns of."""

    VULNERABILITY = "vulnerability"
    MALWARE = "malware"
    """The release itself is malicious: it has no severity, and no threshold hides it."""
    UNMAINTAINED = "unmaintained"
    """Nobody fixes it any more; told apart from the vulnerabilities."""


class Dispute(StrEnum):
    """Why a statement that a release is malicious is disputed: a person decides."""

    TWIN_WITHDRAWN = "twin-withdrawn"
    """An advisory that shares an id with it was withdrawn."""
    EVERY_VERSION = "every-version"
    """It names every version of a widely used package."""


@dataclass(frozen=True, slots=True, order=True)
class Product:
    """What an advisory is about: a package, or a runtime. `type` is a purl type; a runtime has `generic`."""

    type: str
    name: str
    """Normalised by its ecosystem; of a runtime in lower case: `node`, `ruby`, `jruby`, `mruby`."""

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
    """A claim to be complete: of this type of product, all that is published of this kind is in the source."""

    type: str
    kind: AdvisoryKind


@dataclass(frozen=True, slots=True)
class CoverCount:
    """How many records that are not withdrawn an index holds of one kind, and the fewest that can be the whole."""

    cover: Cover
    records: int
    least: int

    @property
    def suffices(self) -> bool:
        """Return True if there are enough records for a complete source."""
        return self.records >= self.least


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of versions in the product's own order: plain order, so that pre-releases lie in it like others.

    None leaves an end open. `low` belongs to the stretch unless `low_excluded`; `high` belongs to it only with
    `high_included` (OSV's `last_affected`; without it OSV's `fixed`).
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
    """A severity rating by one source. At least one of the three fields is known."""

    vector: str | None = None
    """A CVSS vector, of version 2, 3.0, 3.1 or 4.0."""
    score: float | None = None
    """0.0 to 10.0."""
    severity: Severity | None = None
    """The word that the source uses, or that the score stands for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """The affected versions of one product.

    A version is affected if it is in `versions`, within one of `spans`, or in the range `within` and in none
    of `outside`. `tells` is False if the source has no versions: then no version is known to be clean.
    """

    product: Product
    spans: tuple[Span, ...] = ()
    versions: tuple[str, ...] = ()
    within: str | None = None
    """A range in the ecosystem's own grammar, pre-releases included."""
    outside: tuple[str, ...] = ()
    """Ranges in the same grammar that are sound."""
    fixed: tuple[str, ...] = ()
    """Versions that mend it, each the first of its line."""
    sole: bool = False
    """Whether the source vouches that no other release is meant: a takeover of a sound package."""
    symbols: tuple[str, ...] = ()
    """Functions, classes or modules that have the fault, as the source names them."""
    platforms: tuple[str, ...] = ()
    """Where it applies alone, in the source's words (`win32`, `jruby`); empty: everywhere."""
    ratings: tuple[Rating, ...] = ()
    """Ratings for this product alone."""
    shown: str = ""
    """The versions as the source writes them, where it has a text."""
    good: tuple[str, ...] = ()
    """Versions below a malicious one that the source vouches for: the last good release of a line."""

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
    """Other ids of the same thing, without `id`."""
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
    """At most 10 addresses to read on; untrusted text."""
    cwes: tuple[str, ...] = ()
    reviewed: bool = False
    """Whether the record says that the editors of its database reviewed it; worth no more than its source."""
    reads: tuple[str, ...] | None = None
    """Credentials that the malicious release reads, by names of files, tokens and variables; empty: reports name none;
    None: not told."""

    @property
    def ids(self) -> tuple[str, ...]:
        """Return its own id, then the aliases."""
        return (self.id, *self.aliases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exploitation:
    """What is known of attacks that use a CVE."""

    cve: str
    epss: float | None = None
    """Probability (0 to 1) of an attempt within 30 days, by FIRST's EPSS."""
    percentile: float | None = None
    epss_model: str = ""
    """Scores of two models cannot be compared."""
    epss_date: date | None = None
    kev_added: date | None = None
    """Since when CISA lists it as exploited."""
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
    """The last day of support; None: not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What the index holds of one source."""

    name: str
    title: str
    licence: str
    origin: str
    """The file, folder or address that it was read from, without credentials."""
    checked_at: datetime
    """When it was read, or last found to be unchanged at its origin."""
    as_of: datetime | None
    """The newest time that its own rows tell; None: they tell none."""
    rows: int
    imported: int
    withdrawn: int = 0
    """How many of the imported rows are withdrawn."""
    skipped: Mapping[str, int] = field(default_factory=dict)
    """Reason -> rows; together with `imported` they are all `rows`."""
    digest: str = ""
    """sha256 of what was read: of the file, or of all names and bytes in order."""
    covers: tuple[Cover, ...] = ()
    counts: tuple[CoverCount, ...] | None = None
    """The records of each kind that the source should have. None: written by a release that did not count them."""
    unread: int = 0
    """How many of the skipped rows were meant to be read and could not be."""
    partial: bool = False
    """Whether it covers less than its source: too few records of a kind, or too many rows that could not be read."""
    synced: bool = False
    """Whether it came from its origin by `advisories sync`, so that `checked_at` tells how fresh it is."""
    etag: str | None = None

    @property
    def fresh_at(self) -> datetime | None:
        """Return up to when it is complete: the last check of its origin, else the newest row."""
        return self.checked_at if self.synced else self.as_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Malice:
    """What advisories say of a malicious release that helps to act on it."""

    good: tuple[str, ...] = ()
    """Versions below it that a source vouches for, lowest first."""
    introduced: str | None = None
    """The lowest version that is meant, so that those below are not; None: it is not told, or every version is meant."""
    whole: bool = False
    """Whether every version of the package is meant."""
    reads: tuple[str, ...] | None = None
    """As in `Advisory`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvisoryMatch:
    """One thing that is warned of and meets a version: all advisories that are aliases of each other, merged."""

    product: Product
    version: str
    id: str
    """The id to show: of malware the MAL id, else GHSA, then the ecosystem's own, then CVE."""
    aliases: tuple[str, ...] = ()
    kind: AdvisoryKind
    summary: str = ""
    severity: Severity | None = None
    """The gravest that any source tells; None: no source tells one. Malware is always critical."""
    score: float | None = None
    """The highest CVSS score."""
    vector: str | None = None
    """The CVSS vector of that score, of the newest version of CVSS."""
    exploitation: Exploitation | None = None
    """The gravest of its CVEs."""
    affected: tuple[str, ...] = ()
    """The affected versions as text, each once."""
    fixed: tuple[str, ...] = ()
    """Versions above this one that mend it, lowest first."""
    symbols: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    cwes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    published: datetime | None = None
    certain: bool = True
    """False: the advisory does not say which versions it means, so that this one may be sound."""
    note: str = ""
    """What the sources say where they contradict each other, and which claim was used."""
    malice: Malice | None = None
    """None for what is not malware."""
    disputed: Dispute | None = None
    """Why it is disputed that the release is malicious; None: it is not."""

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
        """Return the package URL of what is affected."""
        return self.product.purl(self.version)
