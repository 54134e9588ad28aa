"""Splits a report into single issues for CI systems: each stopping reason, each finding and each gap.

SARIF, GitHub and GitLab reports consist of these issues, most severe first, so that a limit removes the least
important ones. A fingerprint does not change while the same rule reports the same package at the same file inside the
artifact. Lines, messages, versions and dates do not affect the fingerprint.
"""

import hashlib
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from packageurl import PackageURL

from pratique.core.assessment import Assessment, JudgedPackage, ProjectReport, Target
from pratique.core.deciding import RULE, InstallSetting
from pratique.core.deciding import stopping as stopping_settings
from pratique.core.finding import Finding
from pratique.core.gap import Gap
from pratique.core.location import Location
from pratique.core.names import ReleaseRef
from pratique.core.policy import FINDING_ACTIONS, Action, Waiver
from pratique.core.reading import LockRead, NotJudged, Since
from pratique.core.reason import UNANSWERED, ReasonCode
from pratique.core.verdict import Reason
from pratique.report.parts import incomplete, waiver
from pratique.report.parts.install_settings import next_step, sentence
from pratique.report.parts.location import in_repository, place_of
from pratique.report.parts.order import ordered, ordered_assessments
from pratique.report.parts.phrases import lasting, next_steps

_MOST_PROBLEMS = 20


class Level(StrEnum):
    """The effect of an issue, most severe first."""

    BLOCK = "block"
    REVIEW = "review"
    UNJUDGED = "not judged"
    WAIT = "wait"
    NOTE = "note"
    """The issue stops nothing: the finding is below the threshold, waived, or in an artifact that is already in use."""

    @property
    def rank(self) -> int:
        """Return the rank of the effect, from 0 for a block to 4 for a note."""
        return list(Level).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An item of a CI report.

    All texts are unescaped, so each format must escape the texts.
    """

    rule: str
    """The id of a rule, the code of a reason, or the reference of an error."""
    level: Level
    name: str
    """The subject of the issue for display: `name@version`, or the path of a lockfile."""
    package: str
    """The name of the package without its version; empty for a lockfile."""
    version: str = ""
    subject: str
    """The subject of the issue for the fingerprint: the package URL without version, or the path of a lockfile."""
    message: str
    places: tuple[Location, ...] = ()
    """The lockfile entries, relative to the top of the repository."""
    inside: tuple[Location, ...] = ()
    """The locations in the artifact, the primary location first."""
    evidence: str = ""
    next_step: str = ""
    path: tuple[str, ...] = ()
    """The shortest dependency path from the project, as `name@version`; empty for a direct dependency."""
    finding: Finding | None = None
    waiver: Waiver | None = None
    accept: tuple[str, ...] = ()
    """The lines of a complete waiver that accepts the issue; empty if no waiver can accept it."""
    changed: bool = True
    """False if the judged change does not affect the package; otherwise True."""
    fingerprint: str = ""


def of_project(value: ProjectReport, *, now: datetime | None = None) -> tuple[Issue, ...]:
    """Return all issues of a project, most severe first, in a fixed order.

    `now` determines the expiry of the waivers in the issues.
    """
    report = ordered(value)
    found = [issue for package in report.packages for issue in _of_package(package, report, now)]
    found += [issue for file in report.files for issue in _of_file(file, report.root)]
    found += [_of_not_judged(item, report.root) for item in report.not_judged]
    found += [_of_setting(setting, report.root) for setting in stopping_settings(report.install_settings)]
    return _marked(found)


def of_targets(values: Sequence[Target], *, now: datetime | None = None) -> tuple[Issue, ...]:
    """Return all issues of inspected targets, most severe first."""
    found: list[Issue] = []
    for value in values:
        for assessment in ordered_assessments(value.assessments):
            found += _of_assessment(assessment, _named(value.ref, value.name), None, now)
        if value.error is not None:
            found.append(
                replace(
                    _named(value.ref, value.name),
                    rule=value.error.reference.value,
                    level=Level.UNJUDGED,
                    message=value.error.message,
                    next_step=value.error.hint,
                )
            )
    return _marked(found)


def stops_of(
    package: JudgedPackage, report: ProjectReport, *, now: datetime | None = None
) -> tuple[Issue, ...]:
    """Return the issues that stop a package, most severe first.

    `report` must be in the order of `pratique.report.parts.order`.
    """
    return stopping(_marked(_of_package(package, report, now)))


def stopping(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Return the issues that stop a package: all issues except notes and items that were not judged."""
    return tuple(issue for issue in issues if issue.level not in {Level.NOTE, Level.UNJUDGED})


def _of_package(package: JudgedPackage, report: ProjectReport, now: datetime | None) -> Iterator[Issue]:
    places = tuple(in_repository(report.root, place_of(source)) for source in package.sources)
    about = replace(
        _named(package.ref, str(package.ref)),
        places=places,
        path=next((path for path in package.paths if len(path) > 1), ()),
        changed=report.since is None or package.change is not None,
    )
    # The same file may be locked twice, from two places: what is said of both is said once.
    yield from dict.fromkeys(
        issue
        for assessment in package.assessments
        for issue in _of_assessment(assessment, about, report.since, now)
    )


def _of_assessment(
    assessment: Assessment, about: Issue, since: Since | None, now: datetime | None
) -> Iterator[Issue]:
    left: dict[tuple[str, str], deque[Finding]] = {}
    for finding in assessment.findings:
        left.setdefault((finding.rule, finding.message), deque()).append(finding)
    for reason in assessment.verdict.reasons:
        made_of = _taken(reason, left)
        yield _accepted_by(
            _of_reason(reason, made_of, assessment, about, _level(reason, made_of, assessment)),
            assessment,
            [gap for gap in assessment.gaps if gap.waivable is reason.code],
            since,
            now,
        )
    if left_out := incomplete.untold(assessment):
        yield _of_gaps(left_out, assessment, about, since, now)
    for note in assessment.verdict.notes:
        made_of = _taken(note, left)
        if made_of is not None or note.waived is not None:
            yield _of_reason(note, made_of, assessment, about, Level.NOTE)
    for finding in (finding for findings in left.values() for finding in findings):
        yield replace(
            about,
            rule=finding.rule,
            level=Level.NOTE,
            message=finding.message,
            inside=finding.locations,
            evidence=finding.evidence,
            finding=finding,
        )


def _of_gaps(
    gaps: Sequence[Gap], assessment: Assessment, about: Issue, since: Since | None, now: datetime | None
) -> Issue:
    code = next((gap.waivable for gap in gaps if gap.waivable is not None), None)
    issue = replace(
        about,
        rule=code.value if code is not None else "not-answered",
        level=Level.UNJUDGED,
        message=incomplete.words(gaps),
        next_step=incomplete.next_step(gaps, since),
    )
    return _accepted_by(issue, assessment, gaps, since, now)


def _accepted_by(
    issue: Issue, assessment: Assessment, gaps: Sequence[Gap], since: Since | None, now: datetime | None
) -> Issue:
    ref = assessment.dossier.ref
    if not gaps:
        return issue
    return replace(
        issue,
        inside=issue.inside or incomplete.inside(gaps),
        next_step=incomplete.next_step(gaps, since),
        accept=waiver.filled(ref, gaps, now) if ref is not None else (),
    )


def _taken(reason: Reason, left: dict[tuple[str, str], deque[Finding]]) -> Finding | None:
    rule = reason.source if reason.code is ReasonCode.FINDING else reason.code.value
    found = left.get((rule, reason.text))
    return found.popleft() if found else None


def _of_reason(
    reason: Reason, finding: Finding | None, assessment: Assessment, about: Issue, level: Level
) -> Issue:
    return replace(
        about,
        rule=reason.source if reason.code is ReasonCode.FINDING else reason.code.value,
        level=level,
        message=lasting(reason, assessment.dossier),
        inside=finding.locations if finding else (reason.location,) if reason.location else (),
        evidence=finding.evidence if finding else "",
        next_step="" if reason.waived else " ".join(next_steps(reason, [assessment])),
        finding=finding,
        waiver=reason.waived,
    )


def _level(reason: Reason, finding: Finding | None, assessment: Assessment) -> Level:
    if reason.code in {ReasonCode.TOO_YOUNG, ReasonCode.FROZEN}:
        return Level.WAIT
    if reason.code in UNANSWERED:
        return Level.REVIEW
    if finding is not None and reason.code is ReasonCode.FINDING:
        action = FINDING_ACTIONS.get((finding.severity, finding.confidence))
    else:
        action = assessment.verdict.action
    return Level.BLOCK if action is Action.BLOCK else Level.REVIEW


def _of_file(file: LockRead, root: str) -> Iterator[Issue]:
    about = Issue(
        rule="lock-invalid",
        level=Level.UNJUDGED,
        name=file.path,
        package="",
        subject=file.path,
        message="",
        places=(in_repository(root, Location(file.path)),),
    )
    if file.error is not None:
        yield replace(
            about, rule=file.error.reference.value, message=file.error.message, next_step=file.error.hint
        )
    yield from (replace(about, message=problem) for problem in file.problems[:_MOST_PROBLEMS])
    if len(file.problems) > _MOST_PROBLEMS:
        more = f"and {len(file.problems) - _MOST_PROBLEMS} more problems of this lockfile"
        yield replace(about, message=more)


def _of_not_judged(item: NotJudged, root: str) -> Issue:
    package, version = _from_purl(item.purl)
    return Issue(
        rule=item.trouble.reference.value if item.trouble else "not-judged",
        level=Level.UNJUDGED,
        name=f"{package}@{version}" if version else package,
        package=package,
        version=version,
        subject=item.purl.removesuffix(f"@{version}") if version else item.purl,
        message=item.why,
        places=tuple(in_repository(root, place_of(source)) for source in item.sources),
        next_step=item.trouble.hint if item.trouble else "",
    )


def _of_setting(setting: InstallSetting, root: str) -> Issue:
    place = in_repository(root, Location(setting.path, setting.line))
    return Issue(
        rule=RULE,
        level=Level.UNJUDGED,
        name=setting.path,
        package="",
        subject=f"{setting.path} {setting.setting}",
        message=sentence(setting),
        places=(place,),
        next_step=next_step(setting),
    )


def _from_purl(purl: str) -> tuple[str, str]:
    try:
        found = PackageURL.from_string(purl)
    except ValueError:
        return purl, ""
    return "/".join(part for part in (found.namespace, found.name) if part), found.version or ""


def _named(ref: ReleaseRef | None, name: str) -> Issue:
    return Issue(
        rule="",
        level=Level.NOTE,
        name=name,
        package=ref.package.name if ref else "",
        version=ref.version if ref else "",
        subject=ref.package.purl if ref else name,
        message="",
    )


def _marked(found: Iterable[Issue]) -> tuple[Issue, ...]:
    seen: Counter[tuple[str, ...]] = Counter()
    marked: list[Issue] = []
    for issue in sorted(found, key=_fixed):
        inside = issue.inside[0].path if issue.finding else ""
        parts = (issue.rule, issue.subject, inside)
        whole = "\0".join((*parts, str(seen[parts])))
        seen[parts] += 1
        digest = hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()
        marked.append(replace(issue, fingerprint=digest))
    return tuple(sorted(marked, key=lambda issue: (issue.level.rank, not issue.changed)))


def _fixed(issue: Issue) -> tuple[object, ...]:
    return (
        issue.subject,
        issue.version,
        issue.rule,
        issue.inside,
        issue.level.rank,
        issue.message,
        issue.places,
    )
