"""Findings of rules, and the result of an inspection."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from pratique.core.asked import AskedPackages
from pratique.core.install_script import InstallScript
from pratique.core.location import Location
from pratique.core.names import Digest
from pratique.core.score import Score


class Severity(StrEnum):
    """The severity of the problem if the finding is a true positive."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """Return the rank of the severity, from 0 for info to 4 for critical."""
        return list(Severity).index(self)


class Confidence(StrEnum):
    """The expected share of true positives.

    docs/reference/rules.md states the measured rates.
    """

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """Return the rank of the confidence, from 0 for low to 2 for high."""
        return list(Confidence).index(self)


class Audience(StrEnum):
    """The audience of a finding, by the rate of false positives that the audience accepts."""

    GATE = "gate"
    REVIEW = "review"
    RESEARCH = "research"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The code around the first location of a finding.

    The text is unescaped, so each output format must escape it.
    """

    first_line: int
    """The number of the first line in `lines`, from 1."""
    lines: tuple[str, ...]
    """The lines of code. A long line is shortened to the part around `column`."""
    column: int
    """The column of the finding in its line, from 1, in characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A result of a rule for an artifact. The first location is the primary location."""

    rule: str
    severity: Severity
    confidence: Confidence
    message: str
    locations: tuple[Location, ...]
    audience: Audience = Audience.GATE
    evidence: str = ""
    """A short excerpt or value from the artifact. The text is unescaped, so each output format must escape it."""
    excerpt: Excerpt | None = None
    """The code around the finding. None if the finding is about a whole file or stops nothing."""

    def __post_init__(self) -> None:
        if not self.locations:
            raise ValueError(f"a finding of {self.rule} has no location")


class Family(StrEnum):
    """A kind of evidence. Reports state the coverage of each kind of evidence."""

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
    """Executable content of an artifact that was not analysed, although it should have been."""

    path: str
    why: str
    sha256: str | None = None
    in_baseline: bool = False
    """Whether the baseline contains the same bytes, so that the content is not new."""
    reached: bool = True
    """False for tests, examples and documentation that no shipped code loads. Unread content of files that no
    shipped code loads is reported but never makes the result incomplete."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NativeCode:
    """Compiled code, byte code and compiler inputs in an artifact.

    Rules read only the tables and strings of native code. Native code never makes a result incomplete; the coverage
    reports that native code was not read.
    """

    count: int
    size_bytes: int
    unsearched: int = 0
    """Files that were only partly searched for names, URLs and hosts."""
    paths: tuple[str, ...] = ()
    """The paths of some of the native files. Files that other files load come first."""
    loaded_by: tuple[Location, ...] = ()
    """The first locations in the code that load or start the native files, in order of execution."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A rule that did not run, with the reason: missing inputs, or a crash."""

    rule: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """The result of the content rules for one artifact compared with one baseline.

    The result depends only on (artifact sha256, baseline sha256, package name, ruleset, limits) and is cached by that
    key. An inspection is not cached if rules `failed` or if a time limit prevented a complete analysis.
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
    """The native code of the artifact; None if the artifact contains none."""
    inventoried: int = 0
    """The number of data files, images and native binaries, which were counted but not analysed."""
    analysed: int = 0
    """The number of files whose code or manifest was analysed."""
    score: Score | None = None
    """The malware score; None if no score was calculated."""
    capabilities: tuple[str, ...] = ()
    reads: tuple[str, ...] | None = None
    """Credentials that the code refers to (files, tokens and variables), without duplicates; None if unknown."""
    asked: AskedPackages | None = None
    """The packages that the code imports or installs.

    None for ecosystems in which imports do not identify packages, and for older inspections.
    """
    requires: tuple[str, ...] | None = None
    """The run-time requirements of a Python artifact (`Manifest.requires`); None if unknown."""
    install_scripts: tuple[InstallScript, ...] | None = None
    """What an installation of the artifact runs; None if unknown, for older inspections."""
    unpacked_bytes: int = 0
    cpu_s: float = 0.0
    transient: bool = field(default=False)
    """Whether a time or memory limit ended the inspection early. An inspection that ended early is never cached."""

    @property
    def complete(self) -> bool:
        """Return True if all executable content was read and every applicable rule ran."""
        return not self.failed and not any(unread.reached for unread in self.unread)


def unread_words(inspection: Inspection, unread: Iterable[Unread]) -> str:
    """Return a text that lists the executable content in `unread` and the failed rules; "" if both lists are empty."""
    named = list(unread)
    parts: list[str] = []
    if named:
        more = f" and {len(named) - 1} more" if len(named) > 1 else ""
        parts.append(f"{named[0].path} was not analysed ({named[0].why}){more}")
    if inspection.failed:
        names = ", ".join(skipped.rule for skipped in inspection.failed)
        parts.append(f"rules that failed: {names}")
    return "; ".join(parts)
