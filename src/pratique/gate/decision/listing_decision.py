"""Decides which files of a listing are marked as refused, from facts that are known without downloading the files.

This module does no I/O.

A version without a mark is not necessarily clean: its files are judged when they are requested.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pratique.core.act import NO_WORD, Word, heard
from pratique.core.decision import Decision
from pratique.core.evidence import ByteCheck, Dossier, Evidence, Known, KnownBad, NotAsked
from pratique.core.fix_set import FixSet
from pratique.core.freeze import Freeze
from pratique.core.mode import Mode
from pratique.core.policy import Action, Policy
from pratique.core.reason import ReasonCode
from pratique.core.release import Artifact, Listing, ProjectStatus, Release
from pratique.core.verdict import HoldKind, Reason, Stage, Standing, Verdict, decide
from pratique.gate.decision.judged_artifact import CHANGED_FOR
from pratique.gate.decision.nearest_allowed import Ladder
from pratique.gate.decision.observe_mode import enforced
from pratique.gate.decision.refusal import Way, one_line, rule_of, words_of
from pratique.gate.protocols.interface import Mark, Marks
from pratique.intake.evidence import compare_bytes, known_bad, published
from pratique.intake.history.evidence import past_of
from pratique.intake.question import Expected, File, Party, Question
from pratique.intake.waivers import matching, of_bytes
from pratique.store.record import FileName, Seen

MOST_WORDS = 300
REMOVED = "the registry removed this file; the gate has a stored copy"
LOST = "the registry removed this file, and the gate never served it"
_NO_BYTES = NotAsked("the file was not downloaded, because only the version list was requested")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cheap:
    """The facts about a package that are known without downloading its files."""

    listing: Listing
    private: bool
    bad: Mapping[str, tuple[KnownBad, ...]] = field(default_factory=dict)
    """The known malware records, by version."""
    seen: Mapping[FileName, Seen] = field(default_factory=dict)
    """The bytes that were first seen for each listed file."""
    pinned: Collection[FileName] = ()
    """The files that are already in use."""
    stopped: Mapping[FileName, Decision] = field(default_factory=dict)
    """The refusals of files whose bytes were judged by the current rules."""
    removed: Collection[FileName] = ()
    """The files that the registry removed and that this Pratique installation stores."""
    lost: Collection[FileName] = ()
    """The files that the registry removed and the gate never served."""
    mode: Mode = Mode.ENFORCE
    words: Mapping[FileName, Word] = field(default_factory=dict)
    """The approvals and denials of the listed files."""
    freezes: tuple[Freeze, ...] = ()
    fixes: Mapping[str, FixSet] = field(default_factory=dict)
    """The fix sets, by the version of each release in the set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marking:
    """The refusals and notes that a listing shows for its files."""

    marks: Marks
    ladder: Ladder
    changes_at: datetime | None = None
    """The earliest time at which a decision in the listing may change; None if there is no such time."""


def files_of(listing: Listing) -> Iterator[tuple[Release, Artifact, FileName]]:
    """Yield each listed file with its release and its name."""
    for release in listing.releases.values():
        for artifact in release.artifacts:
            yield release, artifact, FileName(release.ref.purl, artifact.filename)


def names_of(listing: Listing) -> Iterator[FileName]:
    """Yield the name of every listed file."""
    return (name for _, _, name in files_of(listing))


def young(
    listing: Listing, policy: Policy, now: datetime, freezes: Iterable[Freeze] = ()
) -> Iterator[tuple[Release, Artifact, FileName]]:
    """Yield the files that a cooldown or a freeze may hold."""
    since = min(
        [now - max(policy.min_age, policy.min_age_signalled), *(one.published_before for one in freezes)]
    )
    for release, artifact, name in files_of(listing):
        told = artifact.published or release.published
        if told is None or told.at >= since:
            yield release, artifact, name


def marking(cheap: Cheap, policy: Policy, way: Way, now: datetime) -> Marking:
    """Return the marks of a listing: one for each file that is refused or was removed by its registry."""
    listing = cheap.listing
    verdicts: dict[FileName, tuple[Release, Artifact, Verdict]] = {}
    recent = {name for _, _, name in young(listing, policy, now, cheap.freezes)}
    suspect = listing.status is ProjectStatus.QUARANTINED or _denied(listing, policy)
    for release, artifact, name in files_of(listing):
        changed = _changed(artifact, cheap.seen.get(name))
        known = name in cheap.stopped or release.ref.version in cheap.bad or changed is not None
        known = known or name in cheap.words
        if known or suspect or (name in recent and not cheap.private):
            verdict = enforced(_verdict(cheap, policy, (release, artifact, name), changed, now), cheap.mode)
            if verdict.action is not Action.ALLOW:
                verdicts[name] = (release, artifact, verdict)
    refused = {release.ref.version for release, _, _ in verdicts.values()}
    if cheap.lost:
        refused |= {release.ref.version for release, _, name in files_of(listing) if name in cheap.lost}
    free = (version for version in listing.releases if version not in refused)
    ladder = Ladder.of(listing.package.ecosystem, free)
    marks = {
        artifact.filename: _mark(release, verdict, way, ladder)
        for release, artifact, verdict in verdicts.values()
    }
    if cheap.removed or cheap.lost:
        for release, artifact, name in files_of(listing):
            if name in cheap.removed or name in cheap.lost:
                marks.setdefault(artifact.filename, _gone(release, lost=name in cheap.lost))
    ends = [mark.until for mark in marks.values() if mark.until is not None]
    ends += [one.at + CHANGED_FOR for one in cheap.stopped.values() if _is_changed(one)]
    ends += [word.release.until for word in cheap.words.values() if word.release and word.release.until]
    return Marking(
        marks=marks, ladder=ladder, changes_at=min((end for end in ends if end > now), default=None)
    )


def _gone(release: Release, *, lost: bool) -> Mark:
    words = one_line(f"{release.ref}: {LOST if lost else REMOVED}", most=MOST_WORDS)
    return Mark(version=release.ref.version, words=words, action=Action.HOLD if lost else Action.ALLOW)


def _denied(listing: Listing, policy: Policy) -> bool:
    """Return True if the policy denies this package or one of its releases, by purl prefix."""
    return any(purl.startswith(listing.package.purl) for purl in policy.denied)


def changes(cheap: Cheap) -> Iterator[tuple[Release, Seen, str]]:
    """Yield the listed files whose digests differ from the first-seen bytes, with an explanation."""
    for release, artifact, name in files_of(cheap.listing):
        seen = cheap.seen.get(name)
        check = _changed(artifact, seen)
        if seen is not None and check is not None:
            yield release, seen, check.mismatches[0]


def _changed(artifact: Artifact, seen: Seen | None) -> ByteCheck | None:
    if seen is None:
        return None
    check = compare_bytes(seen.digests, (Expected(Party.REGISTRY, artifact.digests),))
    return check if check.mismatches else None


def _verdict(
    cheap: Cheap,
    policy: Policy,
    about: tuple[Release, Artifact, FileName],
    changed: ByteCheck | None,
    now: datetime,
) -> Verdict:
    release, artifact, name = about
    earlier = cheap.stopped.get(name)
    if earlier is not None and _lifted(earlier, cheap.listing):
        earlier = None
    fix = cheap.fixes.get(release.ref.version)
    early = fix is not None and fix.early and earlier is not None and earlier.kind is HoldKind.WAIT
    word = cheap.words.get(name, NO_WORD)
    if earlier is not None and _still(earlier, now) and not early and not _overruled(earlier, word):
        return _as_before(earlier)
    standing = Standing.PINNED if name in cheap.pinned else Standing.NEW
    told: Evidence[Listing] = Known(cheap.listing, "the registry")
    file = File(
        ref=release.ref,
        ecosystem=release.ref.package.ecosystem,
        filename=artifact.filename,
        kind=artifact.kind,
    )
    past = past_of(Question(file=file, standing=standing, listing=told, listed=artifact), now)
    seen = cheap.seen.get(name)
    dossier = Dossier(
        ref=release.ref,
        filename=artifact.filename,
        bytes_=_NO_BYTES if changed is None else Known(changed, "the record on this machine"),
        inspection=_NO_BYTES,
        published=published(release.ref, artifact, told),
        first_seen=seen.first_seen if seen else None,
        known_bad=known_bad(release.ref, told, policy, cheap.bad.get(release.ref.version, ())),
        signals=past.signals,
        signals_untold=past.untold,
        fix=fix,
        freezes=cheap.freezes,
        private=cheap.private,
        waivers=of_bytes(matching(policy.waivers, release.ref), artifact.digests),
    )
    return decide(policy, heard(dossier, word), stage=Stage.LISTING, standing=standing, now=now)


def _overruled(earlier: Decision, word: Word) -> bool:
    """Return True if an approval or a denial requires a new judgement."""
    if word.release is not None:
        return earlier.action is Action.HOLD or word.release.even_blocked
    return word.refusal is not None


def _lifted(earlier: Decision, listing: Listing) -> bool:
    """Return True if the registry has ended a quarantine of the package.

    After the end of a quarantine, the files of the package are judged again.
    """
    held = any(ground.code == ReasonCode.QUARANTINED.value for ground in earlier.grounds)
    return held and listing.status is not ProjectStatus.QUARANTINED


def _still(earlier: Decision, now: datetime) -> bool:
    """Return True if the earlier refusal still applies.

    A refusal may be outdated: its cooldown may have ended, or the registry may serve the correct bytes again.
    """
    if _is_changed(earlier):
        return earlier.at + CHANGED_FOR > now
    return earlier.kind is not HoldKind.WAIT or earlier.until is None or earlier.until > now


def _is_changed(earlier: Decision) -> bool:
    """Return True if unexpected bytes caused the refusal. Findings about unexpected bytes apply only to those bytes."""
    return any(ground.code == ReasonCode.CHANGED_BYTES.value for ground in earlier.grounds)


def _as_before(earlier: Decision) -> Verdict:
    reasons = tuple(
        Reason(code=ReasonCode(one.code), text=one.text, source=one.source) for one in earlier.grounds
    )
    return Verdict(action=earlier.action, kind=earlier.kind, until=earlier.until, reasons=reasons)


def _mark(release: Release, verdict: Verdict, way: Way, ladder: Ladder) -> Mark:
    nearest = ladder.nearest(release.ref.version)
    named = None if nearest is None else str(release.ref.package.at(nearest))
    words = words_of(verdict, release.ref, Way(named, way.contact), most=MOST_WORDS)
    return Mark(
        version=release.ref.version,
        words=words,
        action=verdict.action,
        kind=verdict.kind,
        until=verdict.until,
        rule=rule_of(verdict.reasons[0]) if verdict.reasons else "",
    )
