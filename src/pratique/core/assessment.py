"""The evidence and the verdict for one artifact, and the coverage of the checks."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from pratique.core.advisory import AdvisoryMatch
from pratique.core.deciding import AppliedPatch, InstallSetting
from pratique.core.evidence import Dossier, Evidence, Known, NotAsked, Unknown
from pratique.core.finding import Family, Finding, Inspection, NativeCode, Unread
from pratique.core.gap import Gap, gaps_of
from pratique.core.malware import MalwareAdvice
from pratique.core.names import Digest, ReleaseRef
from pratique.core.policy import Action
from pratique.core.reading import LockRead, NotJudged, Since, Trouble
from pratique.core.source import SourceReport
from pratique.core.staged import StagedRelease
from pratique.core.verdict import HoldKind, Reason, Standing, Verdict

SOURCE_UNASKED = "the repository was not compared (`pratique inspect --source`)"


class Checked(StrEnum):
    """The extent to which a family of evidence was checked. JSON reports contain the values of `Checked`."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    NOT_ASKED = "not asked"


@dataclass(frozen=True, slots=True)
class FamilyState:
    """The state of a check family, and its result or the reason for a missing result."""

    checked: Checked
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The coverage of the checks of one artifact.

    `families` maps each check family to known, unknown or not checked, with the reason.
    """

    complete: bool
    families: Mapping[Family, FamilyState]
    unread: tuple[Unread, ...] = ()
    native: NativeCode | None = None
    """Compiled code that was not read. Compiled code that was not read does not make the result incomplete."""
    gaps: tuple[Gap, ...] = ()
    """The reasons why the result is incomplete; empty if it is complete."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """All evidence and the verdict for one artifact."""

    dossier: Dossier
    verdict: Verdict
    standing: Standing
    cached: bool = False
    """Whether the inspection result came from the local cache."""
    digests: tuple[Digest, ...] = ()
    byte_findings: tuple[Finding, ...] = ()
    """Findings from the comparison of the bytes with their expected digests.

    Findings from the comparison with expected digests are never cached.
    """
    source: Evidence[SourceReport] | None = None
    """The comparison of the artifact with its repository; None if no comparison was requested."""
    error: Trouble | None = None

    @property
    def inspection(self) -> Inspection | None:
        """Return the inspection of the artifact, or None if there is none."""
        evidence = self.dossier.inspection
        return evidence.value if isinstance(evidence, Known) else None

    @property
    def malware(self) -> MalwareAdvice | None:
        """Return the advice on how to respond if an advisory reports the artifact as malicious."""
        known = self.dossier.known_bad
        bad = known.value if isinstance(known, Known) else ()
        return next((one.advice for one in bad if one.advice is not None), None)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return all findings, most severe first.

        Findings in files that are identical to those in the repository come last.
        """
        inspection = self.inspection
        equal = self.equal_paths
        return tuple(
            sorted(
                (*self.byte_findings, *(inspection.findings if inspection else ())),
                key=lambda f: (
                    all(place.path in equal for place in f.locations),
                    -f.severity.rank,
                    -f.confidence.rank,
                    f.rule,
                    f.locations,
                ),
            )
        )

    @property
    def equal_paths(self) -> frozenset[str]:
        """Return the paths of files that are byte-for-byte identical to those in the repository."""
        return self.source.value.reading.equal_paths if isinstance(self.source, Known) else frozenset()

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Return the reasons why the result is incomplete; empty if it is complete."""
        return gaps_of(self.dossier, self.verdict, self.source, self.error)

    @property
    def coverage(self) -> Coverage:
        """Return the coverage of the checks of this artifact."""
        dossier = self.dossier
        inspection = self.inspection
        families = {
            **dict.fromkeys(Family, _not_asked("this run does not include this check")),
            Family.INTEGRITY: _integrity(dossier),
            Family.ARCHIVE: _state(dossier.inspection),
            Family.CODE: _state(dossier.inspection),
            Family.BASELINE: _baseline(dossier),
            Family.AGE: _state(dossier.published),
            Family.REGISTRY: _state(dossier.known_bad),
            Family.ADVISORIES: _state(dossier.advisories),
            Family.HISTORY: _history(dossier),
            Family.SOURCE: _source(self.source),
            **{family: _not_asked(why) for family, why in dossier.others.items()},
        }
        gaps = self.gaps
        return Coverage(
            complete=not gaps,
            families=families,
            unread=inspection.unread if inspection else (),
            native=inspection.native if inspection else None,
            gaps=gaps,
        )


def _known(words: str = "") -> FamilyState:
    return FamilyState(Checked.KNOWN, words)


def _not_asked(why: str) -> FamilyState:
    return FamilyState(Checked.NOT_ASKED, why)


def _state(evidence: object) -> FamilyState:
    match evidence:
        case Known():
            return _known()
        case Unknown(why=why):
            return FamilyState(Checked.UNKNOWN, why)
        case NotAsked(why=why):
            return _not_asked(why)
    raise TypeError(f"not evidence: {evidence!r}")


def _integrity(dossier: Dossier) -> FamilyState:
    if isinstance(dossier.bytes_, Known) and not dossier.bytes_.value.expected:
        return _not_asked("no digest of this file is known")
    if isinstance(dossier.installed, Unknown | NotAsked):
        state = _state(dossier.installed)
        return replace(state, why=f"installed files were not compared: {state.why}")
    if isinstance(dossier.installed, Known) and dossier.installed.value.instead:
        return _not_asked(
            f"installed files were compared only with the installer's record: {dossier.installed.value.instead}"
        )
    return _state(dossier.bytes_)


def _history(dossier: Dossier) -> FamilyState:
    if not isinstance(dossier.signals, Known) or not dossier.signals_untold:
        return _state(dossier.signals)
    reasons = Counter(skipped.why for skipped in dossier.signals_untold)
    why = max(sorted(reasons), key=lambda why: reasons[why])
    return _not_asked(f"{len(dossier.signals_untold)} of the signals, most of them because {why}")


def _source(evidence: Evidence[SourceReport] | None) -> FamilyState:
    if evidence is None:
        return _not_asked(SOURCE_UNASKED)
    if not isinstance(evidence, Known):
        return _state(evidence)
    reading = evidence.value.reading
    equal, every = len(reading.equal_paths), len(reading.files)
    files = "file" if every == 1 else "files"
    if not equal:
        return _known(
            f"none of {every} {files} is known to match the repository, so no finding is ranked lower"
        )
    where = reading.commit.tag or reading.commit.id[:12] if reading.commit is not None else ""
    return _known(
        f"{equal} of {every} {files} byte-for-byte identical to the repository at {where}: "
        "findings in these files are listed last but still count"
    )


def _baseline(dossier: Dossier) -> FamilyState:
    if dossier.compared_with:
        return _known(f"compared with {dossier.compared_with}")
    return _not_asked(dossier.baseline_why or "no baseline")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The result for one requested target, which is a release (with all its artifacts) or a file."""

    name: str
    """The target as the user wrote it."""
    ref: ReleaseRef | None = None
    assessments: tuple[Assessment, ...] = ()
    error: Trouble | None = None
    """The error that prevented a complete result for the target."""
    staged: StagedRelease | None = None
    """The registry's record of the release and its changes, if the release is staged."""

    @property
    def worst(self) -> Assessment | None:
        """Return the assessment that determines the verdict.

        The strictest action decides, and a hold for review outranks a cooldown.
        """
        return max(self.assessments, key=_gravity, default=None)


def _gravity(assessment: Assessment) -> tuple[int, int, float]:
    verdict = assessment.verdict
    until = verdict.until.timestamp() if verdict.until else 0.0
    return verdict.action.rank, int(verdict.kind is HoldKind.REVIEW), until


def merge_reasons(assessments: Iterable[Assessment]) -> tuple[Reason, ...]:
    """Return the reasons of all artifacts of a release without duplicates, in order of appearance."""
    return tuple(dict.fromkeys(r for a in assessments for r in a.verdict.reasons))


def merge_advisories(assessments: Iterable[Assessment]) -> tuple[AdvisoryMatch, ...]:
    """Return the known advisories about all artifacts of a release, without duplicates."""
    asked = (a.dossier.advisories for a in assessments)
    return tuple(dict.fromkeys(match for known in asked if isinstance(known, Known) for match in known.value))


def merge_malware(assessments: Iterable[Assessment]) -> MalwareAdvice | None:
    """Return the advice for a release with a malicious artifact.

    If several artifacts are malicious, return the advice with the most credentials.
    """
    found = [advice for one in assessments if (advice := one.malware) is not None]
    return max(found, key=lambda advice: len(advice.reads), default=None)


class ChangeKind(StrEnum):
    """The effect of a changed lockfile on a package."""

    ADDED = "added"
    UPGRADED = "upgraded"
    DOWNGRADED = "downgraded"
    REMOVED = "removed"
    MOVED = "registry-moved"
    """The lockfile now installs the same release from another registry."""
    REHASHED = "integrity-changed"
    """The lockfile now lists other digests for the same release, or no longer lists any digest."""
    RESOURCED = "source-changed"
    """The lockfile now uses another kind of source: git, a URL or a path instead of a registry, or the reverse."""
    OPTIONS = "options-changed"
    """The lockfile's new options allow the installer to use another file of the same release, or to skip some checks."""
    PATCHED = "patch-changed"
    """The change adds or modifies a project patch that the client applies to the release."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The effect of a change on one release of a package."""

    kinds: tuple[ChangeKind, ...]
    before: tuple[str, ...] = ()
    """The versions of the package in the lockfiles before the change, in version order; empty if the package was added."""
    left_registry: bool = False
    """Whether the lockfile used a registry before the change and now uses another kind of source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedPackage:
    """A package of a project, with its assessments, its lockfile entries, and the dependency paths to the package."""

    ref: ReleaseRef
    assessments: tuple[Assessment, ...]
    sources: tuple[str, ...] = ()
    """The location of each lockfile entry, as `path:line`."""
    paths: tuple[tuple[str, ...], ...] = ()
    """Up to five shortest dependency paths from the project, each as a list of `name@version`."""
    paths_total: int = 0
    """The number of lockfile entries that depend on the package."""
    change: Change | None = None
    """The change of the package; None if no change is judged or the package is unchanged."""
    unpinned: bool = False
    """Whether a lockfile contains no digest for the package.

    Without a digest, a later installation may use other files from the same source.
    """

    @property
    def worst(self) -> Assessment:
        """Return the assessment that determines the verdict."""
        return max(self.assessments, key=_gravity)

    @property
    def action(self) -> Action:
        """Return the strictest action of all assessments."""
        return self.worst.verdict.action


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverUse:
    """The waivers that were applied, unused or expired in a run, each as `rule package (origin)`."""

    applied: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    expired: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectReport:
    """The result of a check of a whole project."""

    root: str
    files: tuple[LockRead, ...]
    packages: tuple[JudgedPackage, ...] = ()
    not_judged: tuple[NotJudged, ...] = ()
    out_of_scope: tuple[NotJudged, ...] = ()
    waivers: WaiverUse = field(default_factory=WaiverUse)
    adopted_at: datetime | None = None
    """When Pratique first checked the project on this machine; None if this run is the first check."""
    since: Since | None = None
    """The commit with which the project was compared, if only a change is judged."""
    ignored: tuple[str, ...] = ()
    """Settings and waivers without effect, each with the reason."""
    install_settings: tuple[InstallSetting, ...] = ()
    """Project settings that affect which packages or files are installed.

    If a change is judged, the list contains only the changed settings.
    """
    approved_scripts: frozenset[tuple[str, str]] | None = None
    """The artifacts whose install scripts are approved, as (package URL and `@VERSION`, digest); None without a record of
    decisions (`pratique scripts`). If a change is judged, the records of its target branch decide."""
    scripts_approved_by_change: frozenset[tuple[str, str]] = frozenset()
    """The artifacts that only the record of the judged change approves."""
    patches: tuple[AppliedPatch, ...] = ()
    """Patches that clients apply to locked releases.

    If a change is judged, the list contains only the changed patches.
    """

    @property
    def action(self) -> Action:
        """Return the strictest action of all packages.

        An incomplete check counts as a hold.
        """
        actions = [package.action for package in self.packages]
        if not self.complete:
            actions.append(Action.HOLD)
        return max(actions, key=lambda action: action.rank, default=Action.ALLOW)

    @property
    def complete(self) -> bool:
        """Return True if every file and package in scope was read and judged."""
        return (
            bool(self.files)
            and not self.not_judged
            and not any(setting.stops for setting in self.install_settings)
            and all(file.error is None and not file.problems for file in self.files)
            and not any(a.gaps for p in self.packages for a in p.assessments)
        )
