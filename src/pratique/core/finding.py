"""Findings of rules, and the result of an inspection."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from pratique.core.asked import AskedPackages
from pratique.core.location import Location
from pratique.core.names import Digest
from pratique.core.score import Score


class Severity(StrEnum):
    """The severity of the problem if the finding is correct."""

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
    """The expected share of true positives, measured where docs/reference/rules.md states a rate."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """Return 0 for low up to 2 for high."""
        return list(Confidence).index(self)


class Audience(StrEnum):
    """The readers of a finding, by the rate of false positives that they accept."""

    GATE = "gate"
    REVIEW = "review"
    RESEARCH = "research"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The code around the first location of a finding, unescaped: each output format must escape it."""

    first_line: int
    """Number of the first of `lines`, from 1."""
    lines: tuple[str, ...]
    """Bounded: a long line is reduced to the part around `column`."""
    column: int
    """The column of the finding on its own line, from 1, in characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A result of a rule for an artifact. The first location is the primary one."""

    rule: str
    severity: Severity
    confidence: Confidence
    message: str
    locations: tuple[Location, ...]
    audience: Audience = Audience.GATE
    evidence: str = ""
    """A short excerpt or value from the artifact, unescaped: each output format must escape it."""
    excerpt: Excerpt | None = None
    """None if there is no code to show: the finding is about a whole file, or it stops nothing."""

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
    """The comparison of the artifact with its repository."""
    REVIEWS = "reviews"


@dataclass(frozen=True, slots=True)
class Unread:
    """Executable content in an artifact that should have been analysed but was not."""

    path: str
    why: str
    sha256: str | None = None
    in_baseline: bool = False
    """Whether the same bytes are also in the baseline, so that they contain nothing new."""
    reached: bool = True
    """False for tests, examples and documentation that no shipped code loads: reported, but never incomplete."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NativeCode:
    """Compiled code, byte code and compiler inputs in an artifact; rules read only their tables and strings.

    Native code never makes a result incomplete: the coverage states that it was not read.
    """

    count: int
    size_bytes: int
    unsearched: int = 0
    """Files that were not completely searched for names and addresses."""
    paths: tuple[str, ...] = ()
    """The first of these files, those that other files load before the rest."""
    loaded_by: tuple[Location, ...] = ()
    """The first places that load or start them, in order of execution."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A rule that did not run, with the reason (missing inputs, or a crash)."""

    rule: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """The result of the content rules for one artifact compared with one baseline.

    It depends only on (artifact sha256, baseline sha256, package name, ruleset, limits) and is cached by that key. An
    inspection is not cached if rules `failed` or if a time limit left content unread.
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
    """None if the artifact contains none."""
    inventoried: int = 0
    """The number of data files, images and native binaries, which were counted but not analysed."""
    analysed: int = 0
    """The number of files whose code or manifest was analysed."""
    score: Score | None = None
    """None if there was no score."""
    capabilities: tuple[str, ...] = ()
    reads: tuple[str, ...] | None = None
    """Credentials that its code refers to: files, tokens and variables, without duplicates; None if unknown."""
    asked: AskedPackages | None = None
    """None if unknown: for ecosystems whose imports do not identify packages, and for inspections of older versions."""
    requires: tuple[str, ...] | None = None
    """The run-time requirements of a Python artifact (`Manifest.requires`); None: unknown."""
    unpacked_bytes: int = 0
    cpu_s: float = 0.0
    transient: bool = field(default=False)
    """Whether a limit on time or memory ended it early: such an inspection is never cached."""

    @property
    def complete(self) -> bool:
        """Return True if all executable content was read and every applicable rule ran."""
        return not self.failed and not any(unread.reached for unread in self.unread)


def unread_words(inspection: Inspection, unread: Iterable[Unread]) -> str:
    """Return text that lists the executable content of `unread` and the failed rules; "" if there are none."""
    named = list(unread)
    parts: list[str] = []
    if named:
        more = f" and {len(named) - 1} more" if len(named) > 1 else ""
        parts.append(f"{named[0].path} was not analysed ({named[0].why}){more}")
    if inspection.failed:
        names = ", ".join(skipped.rule for skipped in inspection.failed)
        parts.append(f"rules that failed: {names}")
    return "; ".join(parts)
