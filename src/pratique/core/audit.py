"""The result of an audit: advisories that affect a project, the dependency paths to them, and the fixes."""

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
    """The kind of change that is needed to install a fixed version."""

    IN_RANGE = "in-range"
    """All dependents of the package accept the version: the client's own update is enough."""
    DIRECT = "direct"
    """The project's own manifest must require another version."""
    PARENT = "parent"
    """A newer release of a dependent package accepts it."""
    OVERRIDE = "override"
    """Only an override in the project can install it."""
    BLOCKED = "blocked-by-override"
    """An override in the project prevents the update."""
    PIN = "pin"
    """The release is malicious: pin the last good version or remove the package."""
    REMOVE = "remove"
    """The release is malicious, and no good version is known."""
    NONE = "none"
    """No version fixes it, or none that the policy allows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FixAdvice:
    """The recommended fix for one finding."""

    remedy: Remedy
    version: str | None = None
    """The recommended version; lower than the present one only for malware (`PIN`)."""
    text: str
    """The advice in one sentence."""
    command: str = ""
    """The command to run, if one command is enough."""
    snippet: str = ""
    """The text to add to a file, if that is the fix."""
    file: str = ""
    """The file that the snippet belongs to."""
    judged: bool = False
    """Whether the version was looked up in its registry and judged by the policy."""


class CopyKind(StrEnum):
    """The method that recognised a copied library, most reliable first."""

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
    """A rule to ignore an advisory in this project. Every condition that is set must match."""

    ids: tuple[str, ...] = ()
    """Ids or aliases; empty: any advisory."""
    ecosystem: Ecosystem | None = None
    package: str | None = None
    versions: str | None = None
    """A range in the ecosystem's own syntax."""
    path: str | None = None
    """A pattern of dependency paths if it contains `>` (`a>b>*`; `>a` for direct dependencies), in which `*` matches any
    characters; otherwise a pattern of files, in which `*` matches within a name, and `**` across folders."""
    groups: frozenset[str] = frozenset()
    """Applies only to entries that are needed by these groups and no others."""
    reason: str = ""
    owner: str = ""
    expires: date | None = None
    """The last day on which it is valid, in UTC; None: the file format has no expiry."""
    origin: str = ""
    """The place where it is set, such as `pratique.toml:12` or `.snyk:4`."""
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
    """The ignores that were applied, unused or expired in a run."""

    unused: tuple[Ignore, ...] = ()
    expired: tuple[Ignore, ...] = ()
    unread: tuple[str, ...] = ()
    """Parts of the ignore files that could not be used, each with the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFinding:
    """An advisory that affects a component of the project, with the dependency paths to it."""

    match: AdvisoryMatch
    sources: tuple[str, ...] = ()
    """`path:line` of each lock entry, or the file of a copy."""
    paths: tuple[tuple[str, ...], ...] = ()
    """Up to twenty shortest paths from the project, as `name@version`, ending with the package itself."""
    paths_complete: bool = True
    """Whether these are all existing paths."""
    paths_total: int = 0
    """The number of entries that depend on it."""
    direct: bool = False
    """Whether the project itself depends on it."""
    groups: frozenset[str] = frozenset()
    """Groups that need it; empty: needed at run time."""
    fix: FixAdvice | None = None
    malware: MalwareAdvice | None = None
    """The advice for a release that is certainly malicious; None for others, and for ignored ones."""
    ignored: Ignore | None = None
    """The ignore that applies to it: the finding is reported, and stops nothing."""
    copy: VendoredCopy | None = None
    """The copied file, if it is not an entry of a lock."""

    @property
    def stops(self) -> bool:
        """Return True if the finding counts: it is not ignored, and the version is known to be affected."""
        return self.ignored is None and self.match.certain


class RetiredKind(StrEnum):
    """The ways in which authors withdraw support for a release."""

    DEPRECATED = "deprecated"
    YANKED = "yanked"
    UNMAINTAINED = "unmaintained"
    END_OF_LIFE = "end-of-life"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retired:
    """A package that its authors deprecated or yanked. It is not a vulnerability and is listed separately."""

    purl: str
    kind: RetiredKind
    text: str
    """The author's text; untrusted."""
    sources: tuple[str, ...] = ()


class SourceRule(StrEnum):
    """The rules about where packages come from, as documented in docs/how-to/audit.md."""

    PLAINTEXT = "plaintext-source"
    """Packages are downloaded over plain HTTP or the git protocol: anyone on the network path can change them."""
    TLS_OFF = "tls-verification-off"
    """A client is configured not to verify certificates: anyone on the network path can impersonate the registry."""

    @property
    def severity(self) -> Severity:
        """Return the severity. Disabled certificate checks are rated higher, because they put every host at risk."""
        return Severity.HIGH if self is SourceRule.TLS_OFF else Severity.MEDIUM


@dataclass(frozen=True, slots=True, kw_only=True)
class InsecureSource:
    """An insecure package source in a lock, or an insecure client setting. `text` contains no credentials or values."""

    rule: SourceRule
    text: str
    sources: tuple[str, ...]
    """`path:line`, the name of a user's file, or an environment variable."""
    noted: bool = False
    """Whether it stops nothing: it is in a private network, the user's own, or existed before the change."""

    @property
    def stops(self) -> bool:
        """Return True if the finding counts."""
        return not self.noted


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """One release or runtime that was checked against advisories."""

    product: Product
    version: str
    sources: tuple[str, ...] = ()
    """`path:line` of each lock entry."""
    asks: tuple[str, ...] = ()
    """Purls of its dependencies, as far as the locks contain them."""

    @property
    def purl(self) -> str:
        """Return the package URL."""
        return self.product.purl(self.version)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """The result for a whole project."""

    root: str
    files: tuple[LockRead, ...] = ()
    inventory: tuple[Audited, ...] = ()
    """All releases that were checked, each once, in order of purl."""
    copies: int | None = None
    """Copied libraries that were recognised; None: the search was not made."""
    findings: tuple[AuditFinding, ...] = ()
    """The findings, most severe first, including ignored ones."""
    insecure: tuple[InsecureSource, ...] = ()
    """Insecure sources of packages."""
    retired: tuple[Retired, ...] = ()
    not_audited: tuple[NotJudged, ...] = ()
    """Entries that cannot be checked against advisories, with the reason: no version, a URL, a git repository."""
    out_of_scope: tuple[NotJudged, ...] = ()
    gaps: tuple[str, ...] = ()
    """Sources that are missing or stale. Each makes the result incomplete."""
    uncovered: tuple[str, ...] = ()
    """Kinds of advisories that no source covers, if the user accepted that they were not checked."""
    sources: tuple[SourceState, ...] = ()
    index_built_at: datetime | None = None
    ignores: IgnoreUse = field(default_factory=IgnoreUse)
    since: Since | None = None
    """The commit that it was compared with, if only a change counts."""
    new: int | None = None
    """Releases and runtimes that the change adds; None: there was no comparison."""
    known: int = 0
    """Findings that existed before the change, and stop nothing."""
    groups: tuple[str, ...] = ()
    """The requested groups; empty: all."""
    notes: tuple[str, ...] = ()
    """Settings that have no effect, each with the reason."""

    @property
    def packages(self) -> int:
        """Return the number of releases that were checked."""
        return sum(item.product.type != "generic" for item in self.inventory)

    @property
    def counts(self) -> Mapping[str, int]:
        """Return the number of findings that count, by severity, with `malware` and `unknown` separate."""
        names = ["malware", *(severity.value for severity in reversed(Severity)), "unknown"]
        found = dict.fromkeys(names, 0)
        for finding in self.findings:
            if finding.stops:
                found[severity_word(finding.match)] += 1
        return found

    @property
    def complete(self) -> bool:
        """Return True if everything in scope was read and compared with complete and up-to-date sources.

        An ignore that cannot be parsed hides nothing: it is reported, and the result stays complete.
        """
        return (
            bool(self.inventory or self.copies)
            and (bool(self.sources) or self.new == 0 or bool(self.uncovered))
            and not self.gaps
            and not self.not_audited
            and all(file.error is None and not file.problems for file in self.files)
        )


def severity_word(match: AdvisoryMatch) -> str:
    """Return the severity as text: `malware`, a severity, or `unknown`."""
    if match.kind is AdvisoryKind.MALWARE:
        return "malware"
    return "unknown" if match.severity is None else match.severity.value
