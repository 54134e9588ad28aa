"""The decision rules: from evidence to a verdict."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from pratique.core.evidence import BadKind, Dossier, Known, NotAsked, Signal, Unknown
from pratique.core.finding import Audience, Finding, Inspection, unread_words
from pratique.core.fix_set import SPARED_SIGNALS
from pratique.core.installed import wrong_words
from pratique.core.location import Location
from pratique.core.policy import FINDING_ACTIONS, WHATEVER_HOLDS, Action, Policy, Waiver
from pratique.core.reason import BORROWED, UNANSWERED, ReasonCode
from pratique.core.release import Dated, TimeSource
from pratique.core.score import SCORE_RULE
from pratique.errors import Reference

COOLDOWN_IS = "; the cooldown is "
MET_NOW = "first seen here now"
"""Parts of the text of `TOO_YOUNG` that reports replace with dates."""


class Stage(StrEnum):
    """The stage of a verdict, which determines the available evidence."""

    LISTING = "listing"
    """At the stage of a listing, only evidence that needs no download of the artifact is used. Clients can still
    resolve an artifact that was not inspected yet."""
    ARTIFACT = "artifact"
    """The final check before a client uses the bytes."""


class Standing(StrEnum):
    """The status of the artifact for the requester: already in use, or new."""

    PINNED = "pinned"
    """The artifact was in the project's lockfile at the first check, or was allowed before."""
    NEW = "new"


class HoldKind(StrEnum):
    """The way in which a hold ends."""

    WAIT = "wait"
    """The hold ends at `until`."""
    REVIEW = "review"
    """The artifact needs review by a person."""


INSTALLED_DIFFERS = "installed-differs"
"""The rule id of a reason about an installed copy."""

_BAD_CODES = {
    BadKind.QUARANTINED: ReasonCode.QUARANTINED,
    BadKind.ADVISORY: ReasonCode.ADVISORY,
    BadKind.DENIED: ReasonCode.DENIED,
    BadKind.REFUSED: ReasonCode.REFUSED,
    BadKind.REMEMBERED: ReasonCode.BLOCKED_BEFORE,
}
_LIFTED_IF_SAID = frozenset(
    {
        ReasonCode.QUARANTINED,
        ReasonCode.ADVISORY,
        ReasonCode.REFUSED,
        ReasonCode.BLOCKED_BEFORE,
        ReasonCode.FINDING,
    }
)
"""Block reasons that an approval lifts if the approval also lifts blocks.

A denial by the policy overrides an approval at the gate.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason of a verdict, produced by one rule."""

    code: ReasonCode
    text: str
    source: str
    """The source of the reason: a registry, a rule id, the policy or this Pratique installation."""
    location: Location | None = None
    waived: Waiver | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Allow, hold or block, with the reasons that stop the artifact and the notes that do not."""

    action: Action
    kind: HoldKind | None = None
    until: datetime | None = None
    reasons: tuple[Reason, ...] = ()
    """The reasons that stop the artifact, most severe first; empty if the artifact is allowed."""
    notes: tuple[Reason, ...] = ()
    """Reasons that do not stop this artifact, because of a waiver, a fix set or report-only mode, or because the
    artifact is already in use."""
    early: bool = False
    """Whether the artifact skips the cooldown as part of a fix set.

    An early verdict is valid only as long as the advisory, and does not mark the artifact as already in use.
    """

    @property
    def answered(self) -> bool:
        """Return True if at least one reason is a known fact rather than a missing result."""
        return any(reason.code not in UNANSWERED for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class _Claim:
    """A reason with its requested action. Waivers and the status of the artifact are not applied yet."""

    reason: Reason
    action: Action
    kind: HoldKind | None = None
    until: datetime | None = None
    waivable: bool = True
    stops_pinned: bool = False
    stops_private: bool = False


def decide(policy: Policy, dossier: Dossier, *, stage: Stage, standing: Standing, now: datetime) -> Verdict:
    """Return the verdict for one artifact from all evidence about the artifact.

    The verdict is the most severe action that these rules leave:

    Rule 1, *Known bad*: the registry quarantined the artifact, an advisory lists the release as malicious, or the
    policy or a person denied the artifact. An artifact also counts as known bad if Pratique blocked the artifact before
    and cannot check it again. Rule 1 blocks the artifact, even if it is already in use.
    *Disputed*: sources disagree on whether the release is malicious. A disputed artifact is held for review, even if it
    is already in use; a waiver (rule 9) or an approval (rule 10) lifts the hold.
    *Lost* (final check of a new artifact): the records of malicious releases are missing, damaged or unreadable. The
    new artifact is held for review until the records are restored, unless Pratique never had such records.
    Rule 2, *Changed bytes*: the digest differs from the digest of the file in the lockfile, the registry or the local
    records. Rule 2 blocks the artifact, even if it is already in use. No waiver lifts a block by rule 1 or 2.
    Rule 3, *Installed*: an installed copy contains an executable file that differs from the artifact. Rule 3 holds the
    artifact for review, even if it is already in use. The difference is only a note if an install hook of the artifact
    may have created the file.
    Rule 4, *Findings*: `FINDING_ACTIONS` maps the severity and confidence of each finding to an action: block, hold for
    review, or note. A finding that is not for the gate's audience is a note. Only blocking findings stop an artifact
    that is already in use. A hold by the score is a note if earlier releases show the same behaviour
    (`Dossier.precedents`).
    Rule 5, *Incomplete* (final check of a new artifact): a rule failed, or executable content was not read. Rule 5
    holds the artifact for review if the policy requires complete inspections. Unread content that the baseline also
    contains is a note. Unread content that a release already in use contains (`Dossier.accepted`) is ignored. If the
    bytes could not be fetched, or if no inspection counts (`Dossier.borrowed`), the artifact is held for review,
    whatever the policy. The gate may serve an adopted artifact first (`Dossier.before_inspection`).
    Rule 6, *Age* (new artifact): the artifact is younger than `min_age`. If a registry signal extends the cooldown, the
    longer of `min_age` and `min_age_signalled` applies. Rule 6 holds the artifact until it is old enough. The age of an
    artifact normally counts from its publish time. A mirror states when it cached the artifact, so the artifact is at
    least that old. If no time is known, or if Pratique saw the artifact before the stated time, the age counts from
    that first sight. No cooldown is therefore longer than the required age. A local file has no cooldown, because its
    publish time is not requested.
    *Frozen* (new artifact): an operator set a freeze that has not ended. A release published at or after the start of
    the freeze is held until the freeze ends, unless the freeze lists the release as an exception. If no time is known,
    or if a mirror's time is not early enough, the time when Pratique first saw the artifact counts. A freeze treats a
    local file as first seen now. Neither a waiver of the policy nor a fix set lifts a freeze; an approval (10) does.
    Rule 7, *History* (new artifact): a registry signal of weight `holds` fired, and the measured rate of the signal in
    benign releases is below `MOST_RATE_TO_HOLD`. Rule 7 holds the artifact for review, whatever its age. Rules 6 and 7
    ignore a signal if an inspection rule checked the same fact in the artifact itself.
    *Source changed* (new artifact): the lockfile took the artifact from a registry before, and now from a git
    repository, an archive or a folder. An artifact whose source changed is held for review. Only `check --since`
    detects a changed source.
    Rule 8, *Private*: an artifact from a private registry is judged in report-only mode. Rules 1 to 3 stop the
    artifact, rules 4, 5 and 7 produce notes, and there is no cooldown.
    Rule 9, *Waivers*: a waiver that has not expired turns a stop by rules 3 to 7 into a note. A waiver is valid through
    its last day, in UTC. The rule in a waiver is the rule id of a finding, the signal id of rule 7, or the reason code
    of any of these rules. A waiver does not apply to bytes that could not be fetched.
    Rule 10, *Approvals*: a person's approval of exactly these bytes turns holds by rules 3 to 7 into notes until the
    approval ends. An approval also lifts blocks by rules 1 and 4 if the approval states this. No approval lifts changed
    bytes or a denial by the policy.
    Rule 11, *Fix sets*: an artifact in a fix set without objections (`pratique.core.fix_law`) skips the cooldown. The
    stop by rule 6 becomes a note, unless a signal other than `SPARED_SIGNALS` extends the cooldown.

    A hold is a review if any reason needs a person's decision. Any other hold is a cooldown that ends at the latest end
    time. Evidence that was not requested stops nothing, except a missing inspection in the final check. A signal check
    without a result does not stop the artifact either; the coverage reports the missing result. At the stage of
    listings, only evidence that needs no download counts: rules 1, 2, 6 and 7, and the findings of an inspection if one
    is known. `now` must be an aware UTC time. The verdict is never cached.
    """
    return _settle(_claims(policy, dossier, stage, now), dossier, standing, now)


def _claims(policy: Policy, dossier: Dossier, stage: Stage, now: datetime) -> list[_Claim]:
    """Return all reasons against the artifact, in rule order."""
    return [
        *_known_bad(dossier),
        *_advisories(dossier, stage),
        *_bytes(dossier, stage),
        *_installed(dossier),
        *_findings(dossier),
        *_incomplete(policy, dossier, stage),
        *_history(dossier),
        *_source_changed(dossier),
        *_age(policy, dossier, now),
        *_frozen(dossier, now),
    ]


def _settle(claims: list[_Claim], dossier: Dossier, standing: Standing, now: datetime) -> Verdict:
    """Return the verdict after the artifact's status, private registries, waivers and fix sets are considered."""
    stops: list[_Claim] = []
    notes: list[Reason] = []
    early = False
    for claim in claims:
        waiver = _waiver_for(claim, dossier, now)
        if waiver is not None:
            notes.append(_waived(claim.reason, waiver))
        elif (
            claim.action is Action.ALLOW
            or (dossier.private and not claim.stops_private)
            or (standing is Standing.PINNED and not claim.stops_pinned)
        ):
            notes.append(claim.reason)
        elif claim.reason.code is ReasonCode.TOO_YOUNG and _goes_early(dossier):
            notes.append(claim.reason)
            early = True
        else:
            stops.append(claim)
    return _weigh(stops, notes, early=early)


def _weigh(stops: list[_Claim], notes: list[Reason], *, early: bool) -> Verdict:
    if not stops:
        return Verdict(action=Action.ALLOW, notes=tuple(notes), early=early)
    action = max((claim.action for claim in stops), key=lambda action: action.rank)
    ordered = sorted(stops, key=lambda claim: -claim.action.rank)
    kind: HoldKind | None = None
    until: datetime | None = None
    if action is Action.HOLD:
        kinds = {claim.kind for claim in stops}
        kind = HoldKind.REVIEW if HoldKind.REVIEW in kinds else HoldKind.WAIT
        if kind is HoldKind.WAIT:
            until = max(claim.until for claim in stops if claim.until is not None)
    return Verdict(
        action=action,
        kind=kind,
        until=until,
        reasons=tuple(claim.reason for claim in ordered),
        notes=tuple(notes),
    )


def _known_bad(dossier: Dossier) -> Iterator[_Claim]:
    if isinstance(dossier.known_bad, Known):
        for bad in dossier.known_bad.value:
            code = ReasonCode.DISPUTED if bad.disputed else _BAD_CODES[bad.kind]
            reason = Reason(code=code, text=bad.text, source=bad.source)
            yield _review(reason, everywhere=True) if bad.disputed else _always(reason)


def _advisories(dossier: Dossier, stage: Stage) -> Iterator[_Claim]:
    evidence = dossier.advisories
    if isinstance(evidence, Unknown) and stage is Stage.ARTIFACT:
        reason = Reason(code=ReasonCode.ADVISORIES_UNAVAILABLE, text=evidence.why, source=evidence.source)
        yield _review(reason, waivable=False)


def _bytes(dossier: Dossier, stage: Stage) -> Iterator[_Claim]:
    evidence = dossier.bytes_
    if isinstance(evidence, Known):
        for mismatch in evidence.value.mismatches:
            yield _always(Reason(code=ReasonCode.CHANGED_BYTES, text=mismatch, source=evidence.source))
    elif isinstance(evidence, Unknown) and stage is Stage.ARTIFACT:
        large = evidence.reference is Reference.BODY_TOO_LARGE
        code = ReasonCode.TOO_LARGE if large else ReasonCode.NO_BYTES
        yield _review(Reason(code=code, text=evidence.why, source=evidence.source), waivable=False)


def _source_changed(dossier: Dossier) -> Iterator[_Claim]:
    if dossier.left_registry:
        text = f"the package came from a registry; the change takes it from {dossier.left_registry}"
        yield _review(Reason(code=ReasonCode.SOURCE_CHANGED, text=text, source="the lockfile"))


def _installed(dossier: Dossier) -> Iterator[_Claim]:
    if not isinstance(dossier.installed, Known):
        return
    check = dossier.installed.value
    if text := wrong_words(check):
        reason = Reason(
            code=ReasonCode.FINDING,
            text=text,
            source=INSTALLED_DIFFERS,
            location=Location(check.wrong[0].path),
        )
        yield _review(reason, everywhere=True)


def _findings(dossier: Dossier) -> Iterator[_Claim]:
    if not isinstance(dossier.inspection, Known):
        return
    for finding in dossier.inspection.value.findings:
        action = FINDING_ACTIONS.get((finding.severity, finding.confidence), Action.ALLOW)
        if action is Action.ALLOW or finding.audience is not Audience.GATE:
            continue
        if holds_by_score(finding) and dossier.precedents:
            text = f"{finding.message}; {' and '.join(dossier.precedents)} showed the same behaviour"
            yield _Claim(replace(_finding_reason(finding), text=text), Action.ALLOW)
            continue
        blocks = action is Action.BLOCK
        yield _Claim(
            _finding_reason(finding),
            action,
            None if blocks else HoldKind.REVIEW,
            stops_pinned=blocks,
        )


def holds_by_score(finding: Finding) -> bool:
    """Return True if a finding is based on a score and holds for review."""
    action = FINDING_ACTIONS.get((finding.severity, finding.confidence))
    return finding.rule == SCORE_RULE and action is Action.HOLD


def _finding_reason(finding: Finding) -> Reason:
    return Reason(
        code=ReasonCode.FINDING,
        text=finding.message,
        source=finding.rule,
        location=finding.locations[0],
    )


def _incomplete(policy: Policy, dossier: Dossier, stage: Stage) -> Iterator[_Claim]:
    if stage is not Stage.ARTIFACT:
        return
    if dossier.borrowed:
        reason = Reason(code=ReasonCode.NOT_INSPECTED, text=BORROWED, source="inspection")
        yield replace(_always(reason), action=Action.HOLD, kind=HoldKind.REVIEW)
    match dossier.inspection:
        case Known(value=inspection):
            yield from _unread(policy, dossier, inspection)
        case _ if isinstance(dossier.bytes_, Unknown):
            return  # Without bytes there is one reason, not two.
        case Unknown(why=why, source=source):
            yield _review(Reason(code=ReasonCode.NOT_INSPECTED, text=why, source=source))
        case NotAsked(why=why):
            early = dossier.before_inspection
            code = ReasonCode.SERVED_BEFORE_INSPECTION if early else ReasonCode.NOT_INSPECTED
            yield _review(Reason(code=code, text=why, source="inspection"), waivable=not early)


def _unread(policy: Policy, dossier: Dossier, inspection: Inspection) -> Iterator[_Claim]:
    left = [one for one in inspection.unread if one.reached and one not in dossier.accepted]
    fresh = [one for one in left if not one.in_baseline]
    text = unread_words(inspection, fresh or left)
    if text:
        claim = _review(Reason(code=ReasonCode.INCOMPLETE, text=text, source="inspection"))
        stops = policy.hold_incomplete and bool(fresh or inspection.failed)
        yield claim if stops else replace(claim, action=Action.ALLOW)


def _signals(dossier: Dossier) -> tuple[Signal, ...]:
    if not isinstance(dossier.signals, Known):
        return ()
    ran = dossier.inspection.value.ran if isinstance(dossier.inspection, Known) else ()
    return tuple(signal for signal in dossier.signals.value if not signal.rule or signal.rule not in ran)


def _history(dossier: Dossier) -> Iterator[_Claim]:
    for signal in _signals(dossier):
        if signal.holds:
            yield _review(Reason(code=ReasonCode.HISTORY, text=signal.text, source=signal.code))


def _age(policy: Policy, dossier: Dossier, now: datetime) -> Iterator[_Claim]:
    if dossier.private or isinstance(dossier.published, NotAsked):
        return
    signals = [signal for signal in _signals(dossier) if signal.lengthens]
    needed = max(policy.min_age, policy.min_age_signalled) if signals else policy.min_age
    until = _ripe_at(dossier, needed, now)
    if until <= now:
        return
    why = "".join(f"; {signal.text}" for signal in signals)
    fix = f"; {dossier.fix.words}" if dossier.fix is not None else ""
    text = f"{_age_text(dossier, now)}{COOLDOWN_IS}{_span(needed)}{why}{fix}"
    yield _Claim(
        Reason(code=ReasonCode.TOO_YOUNG, text=text, source="policy"),
        Action.HOLD,
        HoldKind.WAIT,
        until,
    )


def _frozen(dossier: Dossier, now: datetime) -> Iterator[_Claim]:
    since = _known_since(dossier, now)
    for freeze in dossier.freezes:
        if freeze.holds(dossier.ref, since, now):
            reason = Reason(code=ReasonCode.FROZEN, text=freeze.words, source=freeze.who)
            yield _Claim(reason, Action.HOLD, HoldKind.WAIT, freeze.until)


def _goes_early(dossier: Dossier) -> bool:
    if dossier.fix is None or not dossier.fix.early or dossier.ref not in dossier.fix.members:
        return False
    return all(one.code in SPARED_SIGNALS for one in _signals(dossier) if one.lengthens)


def _ripe_at(dossier: Dossier, needed: timedelta, now: datetime) -> datetime:
    return _known_since(dossier, now) + needed


def _known_since(dossier: Dossier, now: datetime) -> datetime:
    seen, told = _first_met(dossier, now), dossier.published
    return min(seen, told.value.at) if isinstance(told, Known) else seen


def _first_met(dossier: Dossier, now: datetime) -> datetime:
    return min(dossier.first_seen or now, now)


def _age_text(dossier: Dossier, now: datetime) -> str:
    seen = _first_met(dossier, now)
    met = f"first seen here {_span(now - seen)} ago" if seen < now else MET_NOW
    if not isinstance(dossier.published, Known):
        return f"publish time unknown; {met}"
    told: Dated = dossier.published.value
    if told.at > seen:
        return f"{met}, before the publish time stated by the {told.source.value}"
    age = _span(now - told.at)
    if told.source is TimeSource.REGISTRY:
        return f"published {age} ago"
    return f"at least {age} old according to the times of a {told.source.value}"


def _span(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} min"
    hours = minutes // 60
    return f"{hours // 24} d" if hours >= 24 * 14 else f"{hours} h"


def _waiver_for(claim: _Claim, dossier: Dossier, now: datetime) -> Waiver | None:
    for waiver in dossier.waivers:
        if waiver.holds_at(now) and _covers(waiver, claim):
            return waiver
    return None


def _covers(waiver: Waiver, claim: _Claim) -> bool:
    reason = claim.reason
    if waiver.rule == WHATEVER_HOLDS:
        if claim.action is Action.BLOCK:
            return waiver.lifts_blocks and reason.code in _LIFTED_IF_SAID
        return claim.waivable
    names = {reason.code.value}
    if reason.code in {ReasonCode.FINDING, ReasonCode.HISTORY}:
        names.add(reason.source)
    return claim.waivable and waiver.rule in names and reason.code is not ReasonCode.FROZEN


def _waived(reason: Reason, waiver: Waiver) -> Reason:
    return replace(reason, waived=waiver)


def _always(reason: Reason) -> _Claim:
    return _Claim(reason, Action.BLOCK, waivable=False, stops_pinned=True, stops_private=True)


def _review(reason: Reason, *, waivable: bool = True, everywhere: bool = False) -> _Claim:
    return _Claim(reason, Action.HOLD, HoldKind.REVIEW, None, waivable, everywhere, everywhere)
