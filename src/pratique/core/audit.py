"""The result of an audit: advisories that affect a project, dependency paths to the affected packages, and fixes."""

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
    """All dependents of the package accept the fixed version, so the client's update command is sufficient."""
    DIRECT = "direct"
    """The project's own manifest must allow a different version."""
    PARENT = "parent"
    """A newer release of a dependent package accepts the fixed version."""
    OVERRIDE = "override"
    """Only an override in the project can install the fixed version."""
    BLOCKED = "blocked-by-override"
    """An existing override in the project prevents the update."""
    PIN = "pin"
    """The release is malicious. Pin the last good version or remove the package."""
    REMOVE = "remove"
    """The release is malicious, and no good version is known."""
    NONE = "none"
    """No fixed version exists, or the policy does not allow any fixed version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FixAdvice:
    """The recommended fix for one finding."""

    remedy: Remedy
    version: str | None = None
    """The recommended version. The recommended version is lower than the present version only for malware (`PIN`)."""
    text: str
    """The fix advice in one sentence."""
    command: str = ""
    """The command to run, if one command is sufficient."""
    snippet: str = ""
    """The text to add to a file, if the fix changes a file."""
    file: str = ""
    """The file to which the snippet belongs."""
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
    """The path of the copied file, relative to the project."""
    product: Product
    version: str
    kind: CopyKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignore:
    """A rule to ignore an advisory in this project.

    Every condition that is set must match.
    """

    ids: tuple[str, ...] = ()
    """Advisory ids or aliases; empty matches any advisory."""
    ecosystem: Ecosystem | None = None
    package: str | None = None
    versions: str | None = None
    """A range in the version syntax of the ecosystem."""
    path: str | None = None
    """A pattern.

    With a `>`, the path matches dependency paths (`a>b>*`; `>a` for direct dependencies); `*` matches any characters.

    Without a `>`, the pattern matches file paths; `*` matches within a name, and `**` matches across folders.
    """
    groups: frozenset[str] = frozenset()
    """Dependency groups. The ignore applies only to entries that belong to these groups and to no other group."""
    reason: str = ""
    owner: str = ""
    expires: date | None = None
    """The last day on which the ignore is valid, in UTC; None if the file format has no expiry."""
    origin: str = ""
    """The location of the ignore, such as `pratique.toml:12` or `.snyk:4`."""
    justification: str = ""
    """A VEX justification as defined by OpenVEX, such as `vulnerable_code_not_in_execute_path`."""

    @property
    def label(self) -> str:
        """Return the label of the ignore."""
        what = ", ".join(self.ids) or "every advisory"
        where = f" for {self.package}" if self.package else ""
        return f"{what}{where} ({self.origin})"


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoreUse:
    """The ignores that were applied, unused or expired in a run."""

    unused: tuple[Ignore, ...] = ()
    expired: tuple[Ignore, ...] = ()
    unread: tuple[str, ...] = ()
    """Unusable entries of the ignore files, each with the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFinding:
    """An advisory that affects a component of the project, with the dependency paths to the component."""

    match: AdvisoryMatch
    sources: tuple[str, ...] = ()
    """The location of each lockfile entry, as `path:line`, or the path of a copied file."""
    paths: tuple[tuple[str, ...], ...] = ()
    """Up to twenty shortest dependency paths from the project, each a list of `name@version` that ends with the package
    itself."""
    paths_complete: bool = True
    """Whether `paths` contains all existing dependency paths."""
    paths_total: int = 0
    """The number of lockfile entries that depend on the component."""
    direct: bool = False
    """Whether the project itself depends on the component."""
    groups: frozenset[str] = frozenset()
    """Dependency groups that need the component; empty if the component is needed at run time."""
    fix: FixAdvice | None = None
    malware: MalwareAdvice | None = None
    """The advice for a release that is certainly malicious; None for other findings and for ignored findings."""
    ignored: Ignore | None = None
    """The ignore that applies to the finding. An ignored finding is reported but does not affect the exit code."""
    copy: VendoredCopy | None = None
    """The copied file, if the component is not an entry of a lockfile."""

    @property
    def stops(self) -> bool:
        """Return True if the finding is not ignored and its version is known to be affected."""
        return self.ignored is None and self.match.certain


class RetiredKind(StrEnum):
    """The ways in which authors mark a package or release as no longer supported."""

    DEPRECATED = "deprecated"
    YANKED = "yanked"
    UNMAINTAINED = "unmaintained"
    END_OF_LIFE = "end-of-life"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retired:
    """A package that its authors deprecated or yanked.

    Deprecated packages are not vulnerabilities and are listed separately.
    """

    purl: str
    kind: RetiredKind
    text: str
    """The deprecation message of the author; untrusted text."""
    sources: tuple[str, ...] = ()


class SourceRule(StrEnum):
    """The rules about insecure package sources, as documented in docs/how-to/audit.md."""

    PLAINTEXT = "plaintext-source"
    """The client downloads packages over plain HTTP or the git protocol. Anyone on the network path can change the packages."""
    TLS_OFF = "tls-verification-off"
    """A client is configured not to verify certificates. Anyone on the network path can impersonate the registry."""

    @property
    def severity(self) -> Severity:
        """Return the severity of the rule.

        Disabled certificate checks have a higher severity, because they put every host at risk.
        """
        return Severity.HIGH if self is SourceRule.TLS_OFF else Severity.MEDIUM


@dataclass(frozen=True, slots=True, kw_only=True)
class InsecureSource:
    """An insecure package source in a lockfile, or an insecure client setting.

    `text` contains no credentials or values.
    """

    rule: SourceRule
    text: str
    sources: tuple[str, ...]
    """The location of the setting: a `path:line`, the name of a user's configuration file, or an environment variable."""
    noted: bool = False
    """Whether the source is only reported, because it is in a private network, in a user setting, or older than the
    change."""

    @property
    def stops(self) -> bool:
        """Return True if the insecure source affects the exit code."""
        return not self.noted


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """One release or runtime that was compared with the advisories."""

    product: Product
    version: str
    sources: tuple[str, ...] = ()
    """The location of each lockfile entry, as `path:line`."""
    asks: tuple[str, ...] = ()
    """The package URLs of the dependencies, if the lockfiles contain them."""

    @property
    def purl(self) -> str:
        """Return the package URL."""
        return self.product.purl(self.version)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """The result of an audit of a whole project."""

    root: str
    files: tuple[LockRead, ...] = ()
    inventory: tuple[Audited, ...] = ()
    """All releases that were checked, without duplicates, in order of package URL."""
    copies: int | None = None
    """The number of recognised copied libraries; None if the audit did not search for copied libraries."""
    findings: tuple[AuditFinding, ...] = ()
    """The findings, most severe first. Ignored findings are included."""
    insecure: tuple[InsecureSource, ...] = ()
    """Insecure sources of packages."""
    retired: tuple[Retired, ...] = ()
    not_audited: tuple[NotJudged, ...] = ()
    """Entries that cannot be compared with advisories, with the reason: no version, a URL, or a git repository."""
    out_of_scope: tuple[NotJudged, ...] = ()
    gaps: tuple[str, ...] = ()
    """Missing or stale advisory sources. Each missing or stale source makes the result incomplete."""
    uncovered: tuple[str, ...] = ()
    """Kinds of advisories without a source, if the user accepted the missing check."""
    sources: tuple[SourceState, ...] = ()
    index_built_at: datetime | None = None
    ignores: IgnoreUse = field(default_factory=IgnoreUse)
    since: Since | None = None
    """The commit with which the project was compared, if only a change is audited."""
    new: int | None = None
    """The number of releases and runtimes that the change adds; None if no change is audited."""
    known: int = 0
    """The number of findings that existed before the change.

    Findings that existed before the change do not affect the exit code.
    """
    groups: tuple[str, ...] = ()
    """The requested dependency groups; empty means all groups."""
    notes: tuple[str, ...] = ()
    """Settings without effect, each with the reason."""

    @property
    def packages(self) -> int:
        """Return the number of releases that were checked."""
        return sum(item.product.type != "generic" for item in self.inventory)

    @property
    def counts(self) -> Mapping[str, int]:
        """Return the number of findings that affect the exit code, by severity.

        `malware` and `unknown` are counted separately.
        """
        names = ["malware", *(severity.value for severity in reversed(Severity)), "unknown"]
        found = dict.fromkeys(names, 0)
        for finding in self.findings:
            if finding.stops:
                found[severity_word(finding.match)] += 1
        return found

    @property
    def complete(self) -> bool:
        """Return True if every file in scope was read and compared with complete and up-to-date sources.

        An unreadable ignore is reported but hides no finding, so the result remains complete.
        """
        return (
            bool(self.inventory or self.copies)
            and (bool(self.sources) or self.new == 0 or bool(self.uncovered))
            and not self.gaps
            and not self.not_audited
            and all(file.error is None and not file.problems for file in self.files)
        )


def severity_word(match: AdvisoryMatch) -> str:
    """Return the severity of a finding as text: `malware`, a severity, or `unknown`."""
    if match.kind is AdvisoryKind.MALWARE:
        return "malware"
    return "unknown" if match.severity is None else match.severity.value
