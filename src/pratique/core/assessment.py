"""All evidence and the verdict about one artifact, and what was looked at."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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
from pratique.core.verdict import HoldKind, Reason, Standing, Verdict

SOURCE_UNASKED = "the repository was not compared (`pratique inspect --source`)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What was looked at. `families` maps each family to known, unknown or not asked, with why."""

    complete: bool
    families: Mapping[Family, str]
    unread: tuple[Unread, ...] = ()
    native: NativeCode | None = None
    """Compiled code that was not read; it leaves nothing incomplete."""
    gaps: tuple[Gap, ...] = ()
    """What leaves it incomplete, each with why; empty where it is complete."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """All evidence and the verdict about one artifact."""

    dossier: Dossier
    verdict: Verdict
    standing: Standing
    cached: bool = False
    """Whether the inspection came from this installation's memory."""
    digests: tuple[Digest, ...] = ()
    byte_findings: tuple[Finding, ...] = ()
    """Findings about what the bytes were compared with; never remembered."""
    source: Evidence[SourceReport] | None = None
    """How the artifact compares with its repository; None where nobody asked."""
    error: Trouble | None = None

    @property
    def inspection(self) -> Inspection | None:
        """Return the inspection, if there is one."""
        evidence = self.dossier.inspection
        return evidence.value if isinstance(evidence, Known) else None

    @property
    def malware(self) -> MalwareAdvice | None:
        """Return what to do about it, if an advisory calls it malicious."""
        known = self.dossier.known_bad
        bad = known.value if isinstance(known, Known) else ()
        return next((one.advice for one in bad if one.advice is not None), None)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return all findings, most severe first; those in files equal to the repository's come last."""
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
        """Return the files known to be byte for byte those of the repository."""
        return self.source.value.reading.equal_paths if isinstance(self.source, Known) else frozenset()

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Return what makes the answer incomplete; empty for a complete one."""
        return gaps_of(self.dossier, self.verdict, self.source, self.error)

    @property
    def coverage(self) -> Coverage:
        """Return what was checked for this artifact."""
        dossier = self.dossier
        inspection = self.inspection
        families = {
            **dict.fromkeys(Family, "not asked: no part of this run checks it"),
            Family.INTEGRITY: _integrity(dossier),
            Family.ARCHIVE: _state(dossier.inspection),
            Family.CODE: _state(dossier.inspection),
            Family.BASELINE: _baseline(dossier),
            Family.AGE: _state(dossier.published),
            Family.REGISTRY: _state(dossier.known_bad),
            Family.ADVISORIES: _state(dossier.advisories),
            Family.HISTORY: _history(dossier),
            Family.SOURCE: _source(self.source),
            **{family: f"not asked: {why}" for family, why in dossier.others.items()},
        }
        gaps = self.gaps
        return Coverage(
            complete=not gaps,
            families=families,
            unread=inspection.unread if inspection else (),
            native=inspection.native if inspection else None,
            gaps=gaps,
        )


def _state(evidence: object) -> str:
    match evidence:
        case Known():
            return "known"
        case Unknown(why=why):
            return f"unknown: {why}"
        case NotAsked(why=why):
            return f"not asked: {why}"
    raise TypeError(f"not evidence: {evidence!r}")


def _integrity(dossier: Dossier) -> str:
    if isinstance(dossier.bytes_, Known) and not dossier.bytes_.value.expected:
        return "not asked: no digest of this file is known"
    if isinstance(dossier.installed, Unknown | NotAsked):
        word, _, why = _state(dossier.installed).partition(": ")
        return f"{word}: what is installed was not compared: {why}"
    if isinstance(dossier.installed, Known) and dossier.installed.value.instead:
        return f"not asked: installed files were compared only with their record: {dossier.installed.value.instead}"
    return _state(dossier.bytes_)


def _history(dossier: Dossier) -> str:
    if not isinstance(dossier.signals, Known) or not dossier.signals_untold:
        return _state(dossier.signals)
    reasons = Counter(skipped.why for skipped in dossier.signals_untold)
    why = max(sorted(reasons), key=lambda why: reasons[why])
    return f"not asked: {len(dossier.signals_untold)} of the signals, most of them since {why}"


def _source(evidence: Evidence[SourceReport] | None) -> str:
    if evidence is None:
        return f"not asked: {SOURCE_UNASKED}"
    if not isinstance(evidence, Known):
        return _state(evidence)
    reading = evidence.value.reading
    equal, every = len(reading.equal_paths), len(reading.files)
    files = "file" if every == 1 else "files"
    if not equal:
        return f"known: none of {every} {files} is known to be the repository's, so none weighs less"
    where = reading.commit.tag or reading.commit.id[:12] if reading.commit is not None else ""
    return (
        f"known: {equal} of {every} {files} byte for byte those of the repository at {where}: "
        "what is found in them comes last, and stops as ever"
    )


def _baseline(dossier: Dossier) -> str:
    if dossier.compared_with:
        return f"known: compared with {dossier.compared_with}"
    return f"not asked: {dossier.baseline_why or 'no baseline'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The answer about one thing a person asked for: a release (all its artifacts) or a file."""

    name: str
    """As it was written."""
    ref: ReleaseRef | None = None
    assessments: tuple[Assessment, ...] = ()
    error: Trouble | None = None
    """Why nothing, or not everything, could be judged."""

    @property
    def worst(self) -> Assessment | None:
        """Return the deciding assessment: the strictest action, a review before a cooldown."""
        return max(self.assessments, key=_gravity, default=None)


def _gravity(assessment: Assessment) -> tuple[int, int, float]:
    verdict = assessment.verdict
    until = verdict.until.timestamp() if verdict.until else 0.0
    return verdict.action.rank, int(verdict.kind is HoldKind.REVIEW), until


def merge_reasons(assessments: Iterable[Assessment]) -> tuple[Reason, ...]:
    """Return the reasons of several artifacts of one release without repetitions, in order of appearance."""
    return tuple(dict.fromkeys(r for a in assessments for r in a.verdict.reasons))


def merge_advisories(assessments: Iterable[Assessment]) -> tuple[AdvisoryMatch, ...]:
    """Return the advisories about the artifacts of one release without repetitions, as far as they were checked."""
    asked = (a.dossier.advisories for a in assessments)
    return tuple(dict.fromkeys(match for known in asked if isinstance(known, Known) for match in known.value))


def merge_malware(assessments: Iterable[Assessment]) -> MalwareAdvice | None:
    """Return the advice about a release with a malicious artifact; the advice with the most credentials named."""
    found = [advice for one in assessments if (advice := one.malware) is not None]
    return max(found, key=lambda advice: len(advice.reads), default=None)


class ChangeKind(StrEnum):
    """What a change to a project's locks does with a package."""

    ADDED = "added"
    UPGRADED = "upgraded"
    DOWNGRADED = "downgraded"
    REMOVED = "removed"
    MOVED = "registry-moved"
    """The same release is taken from another registry."""
    REHASHED = "integrity-changed"
    """The same release is locked with other digests, or with none where there were some."""
    RESOURCED = "source-changed"
    """It comes from another kind of source: git, an address or a path instead of a registry, or back."""
    OPTIONS = "options-changed"
    """Options of the lock let the installer take another file of the same release, or take it with fewer checks."""
    PATCHED = "patch-changed"
    """A patch of the project that the client applies to it is new or has changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a change does with one release of a package."""

    kinds: tuple[ChangeKind, ...]
    before: tuple[str, ...] = ()
    """Versions of the package that the same locks held before, in the ecosystem's order; empty when it is added."""
    left_registry: bool = False
    """Whether its lock took it from a registry before, and takes it from elsewhere now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedPackage:
    """A package of a project: its assessments, where it is locked, and how it got in."""

    ref: ReleaseRef
    assessments: tuple[Assessment, ...]
    sources: tuple[str, ...] = ()
    """`path:line` of each lock entry."""
    paths: tuple[tuple[str, ...], ...] = ()
    """Up to five shortest chains from the project, as `name@version`."""
    paths_total: int = 0
    """How many entries ask for it."""
    change: Change | None = None
    """What the change does with it; None where no change is judged, or this package is as it was."""
    unpinned: bool = False
    """Whether a lock names no digest of it: a later install may take other files that its source lists by then."""

    @property
    def worst(self) -> Assessment:
        """Return the deciding assessment."""
        return max(self.assessments, key=_gravity)

    @property
    def action(self) -> Action:
        """Return the strictest action of the assessments."""
        return self.worst.verdict.action


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverUse:
    """What became of the policy's waivers in a run; each is named as `rule package (origin)`."""

    applied: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    expired: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectReport:
    """The answer about a whole project."""

    root: str
    files: tuple[LockRead, ...]
    packages: tuple[JudgedPackage, ...] = ()
    not_judged: tuple[NotJudged, ...] = ()
    out_of_scope: tuple[NotJudged, ...] = ()
    waivers: WaiverUse = field(default_factory=WaiverUse)
    adopted_at: datetime | None = None
    """When this installation first checked the project; None: this is the first time."""
    since: Since | None = None
    """What it was compared with, when only a change is judged."""
    ignored: tuple[str, ...] = ()
    """Settings and waivers that were found and do not count, each with why."""
    install_settings: tuple[InstallSetting, ...] = ()
    """Settings of the project's files that decide what is installed; of a change, those that it touches."""
    patches: tuple[AppliedPatch, ...] = ()
    """Patches that clients apply to locked releases; of a change, those that it touches."""

    @property
    def action(self) -> Action:
        """Return the strictest action of any package; what could not be read, judged or answered holds."""
        actions = [package.action for package in self.packages]
        if not self.complete:
            actions.append(Action.HOLD)
        return max(actions, key=lambda action: action.rank, default=Action.ALLOW)

    @property
    def complete(self) -> bool:
        """Return True if everything in scope was read, judged and answered."""
        return (
            bool(self.files)
            and not self.not_judged
            and not any(setting.stops for setting in self.install_settings)
            and all(file.error is None and not file.problems for file in self.files)
            and not any(a.gaps for p in self.packages for a in p.assessments)
        )
