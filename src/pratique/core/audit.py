"""The answer of an audit: advisories about a project's packages, their paths, and fixes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from pratique.core.advisory import AdvisoryKind, AdvisoryMatch, Product, SourceState
from pratique.core.finding import Severity
from pratique.core.malware import MalwareAdvice
from pratique.core.names import Ecosystem
from pratique.core.reading import LockRead, NotJudged, Since


class Remedy(StrEnum):
    """The steps to a fixed version."""

    IN_RANGE = "in-range"
    """All who ask for the package accept it: the client's own update is enough."""
    DIRECT = "direct"
    """The project's own manifest must ask for another version."""
    PARENT = "parent"
    """A newer release of a package that asks for it accepts it."""
    OVERRIDE = "override"
    """Only an override of the project brings it in."""
    BLOCKED = "blocked-by-override"
    """An override of the project holds it where it is."""
    PIN = "pin"
    """It is malicious: the last good version must be pinned, if it is not removed."""
    REMOVE = "remove"
    """It is malicious, and no good version is known."""
    NONE = "none"
    """No version fixes it, or none that the policy lets in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FixAdvice:
    """The advice for one finding."""

    remedy: Remedy
    version: str | None = None
    """The version to get to; lower than the present one only for malware (`PIN`)."""
    text: str
    """One sentence in plain words."""
    command: str = ""
    """What to run, where one command does it."""
    snippet: str = ""
    """What to write into a file, where that does it."""
    file: str = ""
    """The file that the snippet belongs to."""
    judged: bool = False
    """Whether the version was looked up at its registry and put before the policy."""


class CopyKind(StrEnum):
    """How a copied library was recognised, the surest first."""

    HASH = "hash"
    CONTENT = "content"
    FILENAME = "filename"
    MANIFEST = "manifest"


@dataclass(frozen=True, slots=True, kw_only=True)
class VendoredCopy:
    """A library that was copied into a file of the project or of a package."""

    path: str
    """The file, relative to the project."""
    product: Product
    version: str
    kind: CopyKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignore:
    """A decision to ignore an advisory here. Every given condition must match."""

    ids: tuple[str, ...] = ()
    """Ids or aliases; empty: any advisory."""
    ecosystem: Ecosystem | None = None
    package: str | None = None
    versions: str | None = None
    """A range in the ecosystem's own grammar."""
    path: str | None = None
    """A pattern of chains of names where it holds `>` (`a>b>*`, `>a` for what the project itself asks for), in which `*`
    is any run of names and characters; else of files, in which `*` is any run within a name, and `**` any run."""
    groups: frozenset[str] = frozenset()
    """Holds for entries that are needed for these groups alone."""
    reason: str = ""
    owner: str = ""
    expires: date | None = None
    """The last day on which it holds, in UTC; None: the file it came from knows no end."""
    origin: str = ""
    """Where it is written, such as `pratique.toml:12` or `.snyk:4`."""
    justification: str = ""
    """A VEX justification (OpenVEX, such as `vulnerable_code_not_in_execute_path`)."""

    @property
    def label(self) -> str:
        """Return its label."""
        what = ", ".join(self.ids) or "every advisory"
        where = f" for {self.package}" if self.package else ""
        return f"{what}{where} ({self.origin})"


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoreUse:
    """What became of the ignores in a run."""

    unused: tuple[Ignore, ...] = ()
    expired: tuple[Ignore, ...] = ()
    unread: tuple[str, ...] = ()
    """What of the files of ignores could not be used, each with why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFinding:
    """An advisory that meets something in the project, and how that got in."""

    match: AdvisoryMatch
    sources: tuple[str, ...] = ()
    """`path:line` of each lock entry, or the file of a copy."""
    paths: tuple[tuple[str, ...], ...] = ()
    """Up to twenty shortest chains from the project, as `name@version`, the package itself last."""
    paths_complete: bool = True
    """Whether these are all the chains that there are."""
    paths_total: int = 0
    """How many entries ask for it."""
    direct: bool = False
    """Whether the project itself asks for it."""
    groups: frozenset[str] = frozenset()
    """Groups that need it; empty: needed at run time."""
    fix: FixAdvice | None = None
    malware: MalwareAdvice | None = None
    """What to do about a release that is certainly malicious; None for others, and for ignored ones."""
    ignored: Ignore | None = None
    """The ignore that holds for it: it is told, and stops nothing."""
    copy: VendoredCopy | None = None
    """The copied file, when it is no entry of a lock."""

    @property
    def stops(self) -> bool:
        """Return True if it counts: not ignored, and the version is known to be affected."""
        return self.ignored is None and self.match.certain


class RetiredKind(StrEnum):
    """Ways for a release to be given up."""

    DEPRECATED = "deprecated"
    YANKED = "yanked"
    UNMAINTAINED = "unmaintained"
    END_OF_LIFE = "end-of-life"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retired:
    """A package that its authors deprecated or yanked. This is no vulnerability and is listed separately."""

    purl: str
    kind: RetiredKind
    text: str
    """In the maker's words; untrusted text."""
    sources: tuple[str, ...] = ()


class SourceRule(StrEnum):
    """Rules about where packages come from; docs/how-to/audit.md has their page."""

    PLAINTEXT = "plaintext-source"
    """Packages come over plain HTTP or the git protocol: anybody on the way can change them."""
    TLS_OFF = "tls-verification-off"
    """A client is told not to check certificates: anybody can pose as the registry."""

    @property
    def severity(self) -> Severity:
        """Return the severity: without certificate checks, any host is at risk, not only one."""
        return Severity.HIGH if self is SourceRule.TLS_OFF else Severity.MEDIUM


@dataclass(frozen=True, slots=True, kw_only=True)
class InsecureSource:
    """An insecure source of packages in a lock, or a setting of a client. `text` has no user, password or value."""

    rule: SourceRule
    text: str
    sources: tuple[str, ...]
    """`path:line`, the name of a file of the user, or a variable of the environment."""
    noted: bool = False
    """Whether it stops nothing: in a private network, the user's own, or there before the change."""

    @property
    def stops(self) -> bool:
        """Return True if it counts."""
        return not self.noted


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """One release or runtime that advisories were held against."""

    product: Product
    version: str
    sources: tuple[str, ...] = ()
    """`path:line` of each lock entry."""
    asks: tuple[str, ...] = ()
    """Purls of what it asks for, as far as the locks tell."""

    @property
    def purl(self) -> str:
        """Return the package URL."""
        return self.product.purl(self.version)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """The answer about a whole project."""

    root: str
    files: tuple[LockRead, ...] = ()
    inventory: tuple[Audited, ...] = ()
    """All that was looked up, each release once, in order of purl."""
    copies: int | None = None
    """Copied libraries that were recognised; None: nobody looked for any."""
    findings: tuple[AuditFinding, ...] = ()
    """The gravest first, ignored ones among them."""
    insecure: tuple[InsecureSource, ...] = ()
    """Insecure sources of packages."""
    retired: tuple[Retired, ...] = ()
    not_audited: tuple[NotJudged, ...] = ()
    """Entries that no advisory can be held against, and why: no version, an address, a git repository."""
    out_of_scope: tuple[NotJudged, ...] = ()
    gaps: tuple[str, ...] = ()
    """What was not looked at: sources that are missing or stale. Each makes the answer incomplete."""
    uncovered: tuple[str, ...] = ()
    """Kinds of advisories that no source covers, where that was accepted: they were not checked."""
    sources: tuple[SourceState, ...] = ()
    index_built_at: datetime | None = None
    ignores: IgnoreUse = field(default_factory=IgnoreUse)
    since: Since | None = None
    """What it was compared with, when only what a change brings in counts."""
    new: int | None = None
    """Releases and runtimes that the change adds; None: nothing was compared."""
    known: int = 0
    """Findings that were there before the change, and stop nothing."""
    groups: tuple[str, ...] = ()
    """The groups that were asked for; empty: all."""
    notes: tuple[str, ...] = ()
    """Settings and the like that were found and do not count, each with why."""

    @property
    def packages(self) -> int:
        """Return the number of releases that were looked up."""
        return sum(item.product.type != "generic" for item in self.inventory)

    @property
    def counts(self) -> Mapping[str, int]:
        """Return the number of counted findings by severity, with `malware` and `unknown` separate."""
        names = ["malware", *(severity.value for severity in reversed(Severity)), "unknown"]
        found = dict.fromkeys(names, 0)
        for finding in self.findings:
            if finding.stops:
                found[severity_word(finding.match)] += 1
        return found

    @property
    def complete(self) -> bool:
        """Return True if everything in scope was read and compared with complete and fresh sources.

        An unreadable ignore hides nothing: it is reported, and the answer stays complete.
        """
        return (
            bool(self.inventory or self.copies)
            and (bool(self.sources) or self.new == 0 or bool(self.uncovered))
            and not self.gaps
            and not self.not_audited
            and all(file.error is None and not file.problems for file in self.files)
        )


def severity_word(match: AdvisoryMatch) -> str:
    """Return the severity word: `malware`, a severity, or `unknown`."""
    if match.kind is AdvisoryKind.MALWARE:
        return "malware"
    return "unknown" if match.severity is None else match.severity.value
