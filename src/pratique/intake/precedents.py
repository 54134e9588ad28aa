"""Finds earlier releases with the same behaviour as a release that is held because of its malware score.

A package that has always sent telemetry and downloaded its engine gets a high malware score for each release. The hold
becomes a note if a release that is already in use has the same behaviour. Two earlier releases with the same behaviour
are also sufficient if the older release has been public for `LONG_THERE`. `Score.in_baseline` defines "the same
behaviour". In case of doubt, the release stays held.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

from pratique.core.evidence import Evidence, Known
from pratique.core.finding import Audience, Finding, Inspection
from pratique.core.policy import FINDING_ACTIONS, Action
from pratique.core.score import SCORE_RULE
from pratique.ecosystems import ECOSYSTEMS
from pratique.intake.question import Expected, File, Party, Question
from pratique.intake.questions import listed_file

LONG_THERE = timedelta(days=180)
"""How long the older of two earlier releases with the same behaviour must have been public."""

Inspect = Callable[[Question], Awaitable[Evidence[Inspection]]]


async def precedents(
    question: Question,
    inspection: Inspection,
    *,
    now: datetime,
    in_use: Callable[[File], bool],
    inspect: Inspect,
) -> tuple[str, ...]:
    """Return the names of earlier releases that behave like the inspected release; empty if they do not justify an exception.

    Downloads at most one release besides the baseline. Raises only StoreError, if the local store cannot be read or written.
    """
    baseline = question.baseline
    if baseline is None or not _is_same(inspection) or _is_unfit(question, baseline):
        return ()
    if in_use(baseline):
        return (f"{_name(baseline)}, which is already in use,",)
    earlier = earlier_release(question, now)
    if earlier is None:
        return ()
    found = await inspect(replace(question, baseline=earlier))
    if not isinstance(found, Known) or not _is_same(found.value) or _has_more(found.value):
        return ()
    return _name(baseline), f"{_name(earlier)} (public for {LONG_THERE.days} days or more)"


def earlier_release(question: Question, now: datetime) -> File | None:
    """Return the highest release below the baseline that was public for `LONG_THERE`; None if the registry lists none."""
    listing, baseline, ref = question.listing, question.baseline, question.file.ref
    if not isinstance(listing, Known) or baseline is None or ref is None or question.listed is None:
        return None
    if question.file.upstream is None or ref.version not in listing.value.releases:
        return None
    module, releases = ECOSYSTEMS[ref.package.ecosystem], listing.value.releases
    left_out = {baseline.ref.version} if baseline.ref is not None else set[str]()
    for version, release in releases.items():
        file = module.counterpart(release, question.listed)
        told = None if file is None else file.published or release.published
        if told is None or now - told.at < LONG_THERE:
            left_out.add(version)
    chosen, _ = module.baseline(
        listing.value, ref.version, kind=question.file.kind, excluded=question.unfit | left_out
    )
    artifact = module.counterpart(chosen, question.listed) if chosen is not None else None
    if chosen is None or artifact is None:
        return None
    expected = [Expected(Party.REGISTRY, artifact.digests)]
    return listed_file(chosen.ref, artifact, question.file.upstream, (artifact.url,), expected)


def _is_same(inspection: Inspection) -> bool:
    return inspection.score is not None and inspection.score.in_baseline


def _is_unfit(question: Question, baseline: File) -> bool:
    ref = baseline.ref
    same = ref is not None and question.file.ref is not None and ref.package == question.file.ref.package
    return ref is not None and same and ref.version in question.unfit


def _has_more(inspection: Inspection) -> bool:
    unread = any(one.reached and not one.in_baseline for one in inspection.unread)
    return bool(inspection.failed) or unread or any(map(_stops, inspection.findings))


def _stops(finding: Finding) -> bool:
    action = FINDING_ACTIONS.get((finding.severity, finding.confidence), Action.ALLOW)
    return action is not Action.ALLOW and finding.audience is Audience.GATE and finding.rule != SCORE_RULE


def _name(file: File) -> str:
    return str(file.ref or file.filename)
