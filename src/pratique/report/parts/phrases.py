"""Words that every report for people shares: headlines and next steps."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from pratique.core.assessment import Assessment, Coverage, JudgedPackage, merge_malware
from pratique.core.evidence import Dossier, Known, Signal
from pratique.core.finding import NativeCode
from pratique.core.policy import Action
from pratique.core.reason import ReasonCode
from pratique.core.release import TimeSource
from pratique.core.verdict import HoldKind, Reason, Standing, Verdict
from pratique.report.parts.counts import moment, plural

_ASKS = ", and the policy asks for "
_MET_NOW = "first seen here now"
"""As the law words it."""
NO_REASON = "no reason to stop it"
"""What an allow is called; never safe."""

_MOST_UNPINNED = 3
_MOST_NATIVE = 5

NEXT_STEPS: dict[ReasonCode, str] = {
    ReasonCode.QUARANTINED: "remove it; the registry itself holds it back",
    ReasonCode.ADVISORY: "remove it, and assume that it ran",
    ReasonCode.DISPUTED: "read both statements, then remove it or waive `disputed` for it",
    ReasonCode.DENIED: "use another package, or ask the owner of the policy",
    ReasonCode.REFUSED: "use another release, or ask who refused it",
    ReasonCode.BLOCKED_BEFORE: "remove it, and look for signs that it ran",
    ReasonCode.ADVISORIES_UNAVAILABLE: "`pratique advisories sync` brings the records back; then run again",
    ReasonCode.CHANGED_BYTES: "do not install; fetch again, then compare with another source",
    ReasonCode.SOURCE_CHANGED: "read why the change does it; an exception for `source-changed` lets it in",
    ReasonCode.FINDING: "read the place named; `pratique explain {source}` says what to look for",
    ReasonCode.TOO_YOUNG: "wait, or choose an older version; most hijacked releases are found within days",
    ReasonCode.FROZEN: "choose an older version, or ask who ordered the freeze",
    ReasonCode.HISTORY: "look at what changed (`pratique history`); `pratique explain {source}` says what to look for",
    ReasonCode.INCOMPLETE: "read the files named, then accept them with a waiver of `incomplete`",
    ReasonCode.NOT_INSPECTED: "run again; if it stays, report the artifact",
    ReasonCode.NO_BYTES: "mend what is said here, then run again",
}


def next_steps(reason: Reason, assessments: Iterable[Assessment]) -> tuple[str, ...]:
    """Return what to do about a reason, a sentence or two for each step; of malware with its last good version."""
    if reason.code is ReasonCode.ADVISORY and (advice := merge_malware(assessments)) is not None:
        return advice.steps
    return (next_step(reason),)


def next_step(reason: Reason) -> str:
    """What to do about a reason."""
    return NEXT_STEPS[reason.code].format(source=reason.source)


def lasting(reason: Reason, dossier: Dossier) -> str:
    """The text of a reason, saying dates instead of ages, so that it is the same tomorrow."""
    if reason.code is not ReasonCode.TOO_YOUNG:
        return reason.text
    _, asks, rest = reason.text.partition(_ASKS)
    since = _since_when(dossier, met_now=met_now(reason))
    return since + (f"; the policy asks for an age of {rest}" if asks else "")


def met_now(reason: Reason) -> bool:
    """Whether an age counts from this very run. Where nothing is kept between runs, it does so each time."""
    return reason.code is ReasonCode.TOO_YOUNG and _MET_NOW in reason.text.partition(_ASKS)[0]


def _since_when(dossier: Dossier, *, met_now: bool) -> str:
    if isinstance(dossier.published, Known):
        told = dossier.published.value
        if told.source is TimeSource.REGISTRY:
            return f"published {moment(told.at)}"
        return f"known to a {told.source.value} since {moment(told.at)}"
    if dossier.first_seen is None or met_now:
        return "its publish time is not known, and it was not seen here before"
    return f"its publish time is not known; first seen here {moment(dossier.first_seen)}"


def verdict_words(verdict: Verdict) -> str:
    """`allow`, `block`, `hold (review)` or `hold until <UTC time>`."""
    if verdict.action is not Action.HOLD:
        return verdict.action.value
    if verdict.kind is HoldKind.WAIT and verdict.until is not None:
        return f"hold until {moment(verdict.until)}"
    return "hold (review)"


def verdict_plainly(verdict: Verdict) -> str:
    """The same for people who do not know the words."""
    if verdict.action is Action.BLOCK:
        return "blocked"
    if verdict.action is Action.ALLOW:
        return NO_REASON
    if verdict.kind is HoldKind.WAIT:
        until = wait_ends(verdict)
        return f"too young: wait until {moment(until)}" if until else "too young: wait"
    return "held: a person must review it"


def wait_ends(verdict: Verdict) -> datetime | None:
    """When a wait ends; None for what is no wait, and for one that starts with this run."""
    if verdict.kind is not HoldKind.WAIT or any(map(met_now, verdict.reasons)):
        return None
    return verdict.until


def signals(assessment: Assessment) -> tuple[Signal, ...]:
    """The signals of history that speak of an artifact's release, gravest first."""
    evidence = assessment.dossier.signals
    return evidence.value if isinstance(evidence, Known) else ()


def standing_words(standing: Standing) -> str:
    """What a standing means, in a few words."""
    if standing is Standing.PINNED:
        return "pinned: in use here already, stopped only by what is known to be bad"
    return "new: judged by the full policy"


def not_looked_at(assessments: Iterable[Assessment]) -> list[str]:
    """What was not asked or not answered, each with how often and why, unknown before not asked."""
    counts: Counter[tuple[str, str]] = Counter()
    each = list(assessments)
    for assessment in each:
        for family, state in assessment.coverage.families.items():
            word, _, why = state.partition(": ")
            if word != "known":
                counts[(word, f"{family.value} {word}: {why}")] += 1
    ordered = sorted(counts.items(), key=lambda item: (item[0][0] != "unknown", -item[1], item[0][1]))
    told = [f"{text}" + (f" ({count} artifacts)" if count > 1 else "") for (_, text), count in ordered]
    return [*told, *native_words(each)]


def native_words(assessments: Iterable[Assessment]) -> list[str]:
    """Return one line about compiled code that was not read: of one artifact what loads it, of several their names."""
    found = [(a.dossier, a.inspection.native) for a in assessments if a.inspection and a.inspection.native]
    if len(found) == 1 and (native := found[0][1]) is not None:
        return [f"native: {_native_words(native, found[0][0].filename)}"]
    names = sorted({str(dossier.ref) if dossier.ref else dossier.filename for dossier, _ in found})
    if not names:
        return []
    few = ", ".join(names[:_MOST_NATIVE]) + (", ..." if len(names) > _MOST_NATIVE else "")
    return [f"native: compiled code was not read in {plural(len(names), 'package')} ({few})"]


def _native_words(native: NativeCode, filename: str) -> str:
    size = f"{native.size_bytes / 1e6:,.1f} MB"
    unsearched = f", {native.unsearched:,} not searched for addresses either" if native.unsearched else ""
    first, *rest = map(str, native.loaded_by) if native.loaded_by else ("",)
    others = f" and {rest[0] if len(rest) == 1 else 'other places'}" if rest else ""
    unseen = f"no code seen that loads {'it' if native.count == 1 else 'them'}"
    more = f" and {native.count - 1:,} more" if native.count > 1 else ""
    pure = ", in a wheel named as pure Python" if filename.endswith("-none-any.whl") else ""
    return (
        f"{plural(native.count, 'file')} ({size}) of compiled code not read{unsearched}{pure}, "
        f"{f'loaded by {first}{others}' if first else unseen}: {native.paths[0]}{more}"
    )


def unpinned_words(packages: Iterable[JudgedPackage]) -> list[str]:
    """Return one line about packages whose locks name no digest; none where there are none."""
    names = sorted(str(package.ref) for package in packages if package.unpinned)
    if not names:
        return []
    few = ", ".join(names[:_MOST_UNPINNED]) + (", ..." if len(names) > _MOST_UNPINNED else "")
    verb, whose = ("is", "its lock names") if len(names) == 1 else ("are", "their locks name")
    return [
        f"{plural(len(names), 'package')} {verb} unpinned: {whose} no digest, so that a later install may take other files ({few})"
    ]


def unread_words(coverage: Coverage) -> str:
    """One sentence about files that were not analysed; empty when there are none."""
    if not coverage.unread:
        return ""
    first = coverage.unread[0]
    more = f" and {len(coverage.unread) - 1} more" if len(coverage.unread) > 1 else ""
    return f"not analysed: {first.path} ({first.why}){more}"
