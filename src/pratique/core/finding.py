"""What a rule claims, and what an inspection is."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from pratique.core.asked import AskedPackages
from pratique.core.location import Location
from pratique.core.names import Digest
from pratique.core.score import Score


class Severity(StrEnum):
    """How bad it is if the finding is true."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """Return 0 for info up to 4 for critical."""
        return list(Severity).index(self)


class Confidence(StrEnum):
    """How often a finding like this one is true; measured where docs/reference/rules.md gives a rate."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """Return 0 for low up to 2 for high."""
        return list(Confidence).index(self)


class Audience(StrEnum):
    """Who should see it: how many false alarms this reader accepts."""

    GATE = "gate"
    REVIEW = "review"
    RESEARCH = "research"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The code around the first location of a finding, unescaped: every output escapes it."""

    first_line: int
    """Number of the first of `lines`, from 1."""
    lines: tuple[str, ...]
    """Bounded: of a long line only the part around `column`."""
    column: int
    """Where the finding is on its own line, from 1, in characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule's claim about an artifact. The first location is the primary one."""

    rule: str
    severity: Severity
    confidence: Confidence
    message: str
    locations: tuple[Location, ...]
    audience: Audience = Audience.GATE
    evidence: str = ""
    """A short excerpt or value from the artifact, unescaped: every output escapes it."""
    excerpt: Excerpt | None = None
    """None where there is no code to show: a file as a whole, or a finding that stops nothing."""

    def __post_init__(self) -> None:
        if not self.locations:
            raise ValueError(f"a finding of {self.rule} has no location")


class Family(StrEnum):
    """A kind of evidence; coverage is reported per family."""

    INTEGRITY = "integrity"
    ARCHIVE = "archive"
    CODE = "code"
    BASELINE = "baseline"
    AGE = "age"
    REGISTRY = "registry"
    ADVISORIES = "advisories"
    HISTORY = "history"
    SOURCE = "source"
    """The artifact against its repository."""
    REVIEWS = "reviews"


@dataclass(frozen=True, slots=True)
class Unread:
    """Shipped, executable content that should have been analysed and was not."""

    path: str
    why: str
    sha256: str | None = None
    in_baseline: bool = False
    """The same bytes are in the baseline too, so nothing new hides here."""
    reached: bool = True
    """False for tests, examples and documentation that nothing shipped asks for: told, and never incomplete."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NativeCode:
    """Compiled code, byte code and compiler inputs in an artifact; rules read only their tables and strings.

    It never makes an answer incomplete: coverage says that it was not read.
    """

    count: int
    size_bytes: int
    unsearched: int = 0
    """Files of which not all that may hold names and addresses was searched."""
    paths: tuple[str, ...] = ()
    """The first of them, those that other files load before the rest."""
    loaded_by: tuple[Location, ...] = ()
    """The first places that load or start them, those that run earliest first."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A rule that did not run, and why (its needs were absent, or it crashed)."""

    rule: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """The result of the content rules on one artifact against one baseline.

    It is a function of (artifact sha256, baseline sha256, package name, ruleset, limits) and is cached by
    that key; an inspection with `failed` rules or unread content caused by a limit of time is not cached.
    """

    artifact: Digest
    baseline: Digest | None
    ruleset: str
    findings: tuple[Finding, ...] = ()
    ran: tuple[str, ...] = ()
    not_applicable: tuple[Skipped, ...] = ()
    failed: tuple[Skipped, ...] = ()
    unread: tuple[Unread, ...] = ()
    native: NativeCode | None = None
    """None where it ships none."""
    inventoried: int = 0
    """Files that are data, images or native binaries: counted, not analysed."""
    analysed: int = 0
    """Files whose code or manifest was turned into facts."""
    score: Score | None = None
    """None where nothing was scored."""
    capabilities: tuple[str, ...] = ()
    reads: tuple[str, ...] | None = None
    """Credentials that its code names, by files, tokens and variables, each once; None where it was not told."""
    asked: AskedPackages | None = None
    """None where it was not told: of ecosystems whose imports do not name packages, and of inspections of before."""
    requires: tuple[str, ...] | None = None
    """What a Python artifact needs at run time (`Manifest.requires`); None: not known."""
    unpacked_bytes: int = 0
    cpu_s: float = 0.0
    transient: bool = field(default=False)
    """True when a limit of time or memory cut it short: never cached."""

    @property
    def complete(self) -> bool:
        """Return True if everything that can run was read and every applicable rule ran."""
        return not self.failed and not any(unread.reached for unread in self.unread)


def unread_words(inspection: Inspection, unread: Iterable[Unread]) -> str:
    """Return what of `unread` can run, and which rules failed; "" where there is neither."""
    named = list(unread)
    parts: list[str] = []
    if named:
        more = f" and {len(named) - 1} more" if len(named) > 1 else ""
        parts.append(f"{named[0].path} was not analysed ({named[0].why}){more}")
    if inspection.failed:
        names = ", ".join(skipped.rule for skipped in inspection.failed)
        parts.append(f"rules that failed: {names}")
    return "; ".join(parts)
