"""Defines the phrases that reports in different formats share, such as next steps."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from pratique.core.assessment import Assessment, Checked, Coverage, FamilyState, JudgedPackage, merge_malware
from pratique.core.evidence import PINNED_NEEDS_NONE, Dossier, Known, Signal
from pratique.core.finding import Family, NativeCode
from pratique.core.policy import Action
from pratique.core.reason import ReasonCode
from pratique.core.release import TimeSource
from pratique.core.verdict import COOLDOWN_IS, MET_NOW, HoldKind, Reason, Standing, Verdict
from pratique.report.parts.counts import moment, plural

NO_REASON = "no issues"
"""The phrase for the verdict allow. The phrase never states that a release is safe."""
_MOST_UNPINNED = 3
_MOST_NATIVE = 5

NEXT_STEPS: dict[ReasonCode, str] = {
    ReasonCode.QUARANTINED: "remove the package: the registry has quarantined it",
    ReasonCode.ADVISORY: "remove the package, and assume that its code ran",
    ReasonCode.DISPUTED: "read both advisories, then remove the package or add an exception (waiver) for `disputed`",
    ReasonCode.DENIED: "use another package, or ask the owner of the policy",
    ReasonCode.REFUSED: "use another release, or ask the person who denied this release",
    ReasonCode.BLOCKED_BEFORE: "remove the package, and check whether its code ran",
    ReasonCode.ADVISORIES_UNAVAILABLE: "run `pratique advisories sync`, then run again",
    ReasonCode.CHANGED_BYTES: "do not install the file; download it again and compare it with another source",
    ReasonCode.SOURCE_CHANGED: "check why the source changed; an exception (waiver) for `source-changed` accepts the change",
    ReasonCode.FINDING: "read the code; `pratique explain {source}` explains the rule",
    ReasonCode.TOO_YOUNG: "wait until the cooldown ends, or use an older version",
    ReasonCode.FROZEN: "use an older version, or ask the person who ordered the freeze",
    ReasonCode.HISTORY: "review the history (`pratique history`); `pratique explain {source}` explains the signal",
    ReasonCode.INCOMPLETE: "read the listed files, then accept them with an exception (waiver) for `incomplete`",
    ReasonCode.NOT_INSPECTED: "run again; if the failure occurs again, report the artifact",
    ReasonCode.SERVED_BEFORE_INSPECTION: "none: the gate inspects the artifact and reports a later block",
    ReasonCode.NO_BYTES: "fix the cause in the message, then run again",
    ReasonCode.TOO_LARGE: "raise the limit (run.max_artifact_mb); at a gate, ask the operator to approve the digest",
}
_FAMILIES: dict[Family, str] = {
    Family.INTEGRITY: "digests",
    Family.ARCHIVE: "archive",
    Family.CODE: "code",
    Family.BASELINE: "baseline",
    Family.AGE: "cooldown",
    Family.REGISTRY: "registry state",
    Family.ADVISORIES: "advisories",
    Family.HISTORY: "publisher signals",
    Family.SOURCE: "source repository",
    Family.REVIEWS: "reviews",
}
_STATES = {Checked.UNKNOWN: "unknown", Checked.NOT_ASKED: "not checked"}


def next_steps(reason: Reason, assessments: Iterable[Assessment]) -> tuple[str, ...]:
    """Return the next steps for a reason.

    For malware, the steps include the last good version.
    """
    if reason.code is ReasonCode.ADVISORY and (advice := merge_malware(assessments)) is not None:
        return advice.steps
    return (next_step(reason),)


def next_step(reason: Reason) -> str:
    """Return the next step for a reason."""
    return NEXT_STEPS[reason.code].format(source=reason.source)


def lasting(reason: Reason, dossier: Dossier) -> str:
    """Return the text of a reason with dates instead of ages, so that the text does not change from day to day."""
    if reason.code is not ReasonCode.TOO_YOUNG:
        return reason.text
    _, asks, rest = reason.text.partition(COOLDOWN_IS)
    since = _since_when(dossier, met_now=met_now(reason))
    return since + (f"{COOLDOWN_IS}{rest}" if asks else "")


def met_now(reason: Reason) -> bool:
    """Return True if the age of a release counts from this run, because the release was not seen before.

    If nothing is stored, an age always counts from this run.
    """
    return reason.code is ReasonCode.TOO_YOUNG and MET_NOW in reason.text.partition(COOLDOWN_IS)[0]


def _since_when(dossier: Dossier, *, met_now: bool) -> str:
    if isinstance(dossier.published, Known):
        told = dossier.published.value
        if told.source is TimeSource.REGISTRY:
            return f"published {moment(told.at)}"
        return f"in a {told.source.value} since {moment(told.at)}"
    if dossier.first_seen is None or met_now:
        return "publish time unknown, not seen here before"
    return f"publish time unknown; first seen here {moment(dossier.first_seen)}"


def verdict_words(verdict: Verdict) -> str:
    """Return `allow`, `block`, `hold: needs review` or `hold: cooldown until <UTC time>`."""
    if verdict.action is not Action.HOLD:
        return verdict.action.value
    if verdict.kind is HoldKind.WAIT and verdict.until is not None:
        return f"hold: {waits_for(verdict)} until {moment(verdict.until)}"
    return "hold: needs review"


def waits_for(verdict: Verdict) -> str:
    """Return the kind of a temporary hold: `cooldown` or `freeze`."""
    codes = {reason.code for reason in verdict.reasons}
    return "freeze" if ReasonCode.FROZEN in codes and ReasonCode.TOO_YOUNG not in codes else "cooldown"


def verdict_plainly(verdict: Verdict) -> str:
    """Return the verdict for readers who do not know the terms, with dates instead of ages."""
    if verdict.action is Action.BLOCK:
        return "blocked"
    if verdict.action is Action.ALLOW:
        return NO_REASON
    if verdict.kind is HoldKind.WAIT:
        until = wait_ends(verdict)
        return f"in {waits_for(verdict)} until {moment(until)}" if until else f"in {waits_for(verdict)}"
    return "needs review"


def wait_ends(verdict: Verdict) -> datetime | None:
    """Return the end of a cooldown; None if there is no cooldown or if the cooldown starts with this run."""
    if verdict.kind is not HoldKind.WAIT or any(map(met_now, verdict.reasons)):
        return None
    return verdict.until


def signals(assessment: Assessment) -> tuple[Signal, ...]:
    """Return the signals of an artifact's release, most severe first."""
    evidence = assessment.dossier.signals
    return evidence.value if isinstance(evidence, Known) else ()


def standing_words(standing: Standing) -> str:
    """Return a phrase that explains whether an artifact is new or already in use."""
    if standing is Standing.PINNED:
        return "already in use: stopped only by a block"
    return "new: the full policy applies"


def not_looked_at(assessments: Iterable[Assessment]) -> list[str]:
    """Return the checks that were not made, each with its count and reason. Checks with unknown results come first."""
    counts: Counter[tuple[Checked, str]] = Counter()
    each = list(assessments)
    for family, state in _unchecked(each):
        counts[state.checked, f"{_FAMILIES[family]} {_STATES[state.checked]}: {state.why}"] += 1
    ordered = sorted(
        counts.items(), key=lambda item: (item[0][0] is not Checked.UNKNOWN, -item[1], item[0][1])
    )
    told = [
        f"{text}" + (f" ({plural(count, 'artifact')})" if count > 1 else "") for (_, text), count in ordered
    ]
    return [*told, *native_words(each)]


def not_checked(assessments: Iterable[Assessment]) -> str:
    """Return the names of the checks that were not made as one short line, or "" if all checks were made."""
    each = list(assessments)
    used: dict[Family, None] = {}
    others: dict[Family, None] = {}
    in_use = 0
    for assessment in each:
        found = [
            (family, state.why) for family, state in _unchecked([assessment]) if family is not Family.REVIEWS
        ]
        known = [family for family, why in found if why == PINNED_NEEDS_NONE]
        used.update(dict.fromkeys(known))
        others.update(dict.fromkeys(family for family, why in found if why != PINNED_NEEDS_NONE))
        in_use += bool(known)
    parts = [_FAMILIES[family] for family in _FAMILIES if family in others]
    if any(one.inspection and one.inspection.native for one in each):
        parts.append("compiled code")
    listed = ", ".join(parts)
    if used.keys() - others.keys():
        names = ", ".join(
            _FAMILIES[family] for family in _FAMILIES if family in used and family not in others
        )
        which = plural(in_use, "package") if in_use < len(each) else "packages"
        listed += f"{'; ' if listed else ''}{names} of {which} already in use"
    return listed


def _unchecked(assessments: Iterable[Assessment]) -> Iterator[tuple[Family, FamilyState]]:
    for assessment in assessments:
        for family, state in assessment.coverage.families.items():
            if state.checked is not Checked.KNOWN:
                yield family, state


def native_words(assessments: Iterable[Assessment]) -> list[str]:
    """Return a line about unread compiled code.

    For one artifact, the line states the file that loads the code; for several artifacts, the line lists the artifacts.
    """
    found = [(a.dossier, a.inspection.native) for a in assessments if a.inspection and a.inspection.native]
    if len(found) == 1 and (native := found[0][1]) is not None:
        return [f"native: {_native_words(native, found[0][0].filename)}"]
    names = sorted({str(dossier.ref) if dossier.ref else dossier.filename for dossier, _ in found})
    if not names:
        return []
    few = ", ".join(names[:_MOST_NATIVE]) + (", ..." if len(names) > _MOST_NATIVE else "")
    return [f"native: compiled code not analysed in {plural(len(names), 'package')} ({few})"]


def _native_words(native: NativeCode, filename: str) -> str:
    size = f"{native.size_bytes / 1e6:,.1f} MB"
    unsearched = f", {native.unsearched:,} not searched for URLs and hosts" if native.unsearched else ""
    first, *rest = map(str, native.loaded_by) if native.loaded_by else ("",)
    others = f" and {rest[0] if len(rest) == 1 else 'other places'}" if rest else ""
    unseen = f"no code found that loads {'it' if native.count == 1 else 'them'}"
    more = f" and {native.count - 1:,} more" if native.count > 1 else ""
    pure = ", in a wheel labelled as pure Python" if filename.endswith("-none-any.whl") else ""
    return (
        f"{plural(native.count, 'file')} ({size}) of compiled code not read{unsearched}{pure}, "
        f"{f'loaded by {first}{others}' if first else unseen}: {native.paths[0]}{more}"
    )


def unpinned_words(packages: Iterable[JudgedPackage]) -> list[str]:
    """Return a line about packages without a digest in their lockfiles; empty if there are none."""
    names = sorted(str(package.ref) for package in packages if package.unpinned)
    if not names:
        return []
    few = ", ".join(names[:_MOST_UNPINNED]) + (", ..." if len(names) > _MOST_UNPINNED else "")
    verb, whose = ("is", "the lock lists") if len(names) == 1 else ("are", "the locks list")
    return [
        f"{plural(len(names), 'package')} {verb} unpinned: {whose} no digest, so a later install may use other files ({few})"
    ]


def unread_words(coverage: Coverage) -> str:
    """Return a sentence about unanalysed files, or "" if there are none."""
    if not coverage.unread:
        return ""
    first = coverage.unread[0]
    more = f" and {len(coverage.unread) - 1} more" if len(coverage.unread) > 1 else ""
    return f"not analysed: {first.path} ({first.why}){more}"
