"""Decides when the fix for a published vulnerability skips the cooldown.

Both `check` and the gate use the pure functions of this module.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pratique.core.assessment import Assessment
from pratique.core.evidence import Known
from pratique.core.finding import Inspection
from pratique.core.fix_set import SPARED_SIGNALS, FixSet, Naming
from pratique.core.names import ReleaseRef
from pratique.core.policy import Policy
from pratique.core.reason import ReasonCode
from pratique.core.release import Dated, TimeSource

MOST_APART = timedelta(minutes=15)
"""The maximum difference between the publish times of the root and a sibling."""
MOST_SIBLINGS = 40
HOOK_RULES = frozenset({"new-install-hook", "implicit-gyp-build"})
"""Rules about commands that run during installation. A finding of these rules prevents a fix set from skipping the cooldown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """The facts about one release of a fix set that the rules need. None means unknown."""

    ref: ReleaseRef
    published: Dated | None
    publisher: str | None
    publishers_before: frozenset[str] = frozenset()
    """Accounts that published an old enough earlier release on the same release line or, if there is none, on any
    line."""
    predecessor: ReleaseRef | None
    predecessor_published: Dated | None = None
    assessments: tuple[Assessment, ...] = ()
    """The assessments of the release's files, compared with the predecessor's files and judged without the fix set
    exception."""


def fix_set(
    root: Member,
    namings: Sequence[Naming],
    siblings: Sequence[Member],
    loose: Iterable[str],
    *,
    policy: Policy,
    now: datetime,
) -> FixSet:
    """Return the fix set, with the reasons that prevent its releases from skipping the cooldown.

    The following conditions apply to the whole set:

    Condition 1, *Named*: an advisory lists exactly this version as the fix and affects the previous release. Someone
    other than the package's maintainers must have reviewed the advisory; an unknown reviewer is not sufficient. The
    advisory's record must have changed after the release was published. If an unchanged record were sufficient, anyone
    could publish a version that an older advisory already lists as the fix.

    Condition 2, *Siblings*: siblings are dependencies that the root pins exactly and that are as new as the root. The
    root's publisher must have published the siblings within `MOST_APART` of the root, according to the registry's own
    times. Any other new dependency of the root (`loose`) remains subject to the cooldown.

    Condition 3, *Continuous*: the publisher of each release in the set also published an earlier release of the same
    line that is old enough for the policy.

    Condition 4, *Clean*: each release in the set was compared with its predecessor, and the predecessor is old enough.
    Only the cooldown may stop the release, and all its new code was read. The release has no new or changed install
    script, and no history signal extends its cooldown (except `SPARED_SIGNALS`).

    `loose` contains sentences about dependencies that are neither siblings nor satisfied by old enough releases. `now`
    is in UTC.
    """
    naming = _best(namings)
    against = [
        *_named(naming, root),
        *loose,
        *_count(siblings),
        *(said for one in siblings for said in _sibling(one, root)),
        *(said for one in (root, *siblings) for said in _member(one, policy, now)),
    ]
    return FixSet(
        root=root.ref,
        advisory=naming.advisory if naming else "",
        reviewer=naming.reviewer if naming else "",
        members=(root.ref, *(one.ref for one in siblings)),
        against=tuple(dict.fromkeys(against)),
    )


def is_ripe(published: Dated | None, policy: Policy, now: datetime) -> bool:
    """Return True if the registry's own publish time shows that a release is as old as the policy requires."""
    return (
        published is not None
        and published.source is TimeSource.REGISTRY
        and now - published.at >= policy.min_age
    )


def _best(namings: Sequence[Naming]) -> Naming | None:
    """Return the advisory with the most complete data."""
    return max(
        namings,
        key=lambda one: (
            bool(one.reviewer),
            one.affects_predecessor,
            one.changed_at.timestamp() if one.changed_at else 0.0,
            one.advisory,
        ),
        default=None,
    )


def _named(naming: Naming | None, root: Member) -> Iterator[str]:
    if naming is None:
        yield "no advisory lists this version as the fix"
        return
    if not naming.reviewer:
        yield "the advisory has no known reviewer other than its author"
    if not naming.affects_predecessor:
        yield "the advisory does not affect the previous release"
    at = _time(root)
    if naming.changed_at is None or (at is not None and naming.changed_at < at):
        yield f"the advisory is not known to have changed since {root.ref} was published"


def _count(siblings: Sequence[Member]) -> Iterator[str]:
    if len(siblings) > MOST_SIBLINGS:
        yield f"the fix has {len(siblings)} siblings, but at most {MOST_SIBLINGS} are checked"


def _sibling(one: Member, root: Member) -> Iterator[str]:
    if one.publisher is None or one.publisher != root.publisher:
        who = one.publisher or "an unknown account"
        yield f"{one.ref} was published by {who}, and {root.ref} by {root.publisher or 'an unknown account'}"
    if _time(one) is None or _time(root) is None:
        return  # `_member` says so.
    first, second = _time(one), _time(root)
    assert first is not None
    assert second is not None
    if abs(first - second) > MOST_APART:
        minutes = int(MOST_APART.total_seconds() // 60)
        yield f"{one.ref} was not published within {minutes} min of {root.ref}"


def _time(one: Member) -> datetime | None:
    told = one.published
    return told.at if told is not None and told.source is TimeSource.REGISTRY else None


def _member(one: Member, policy: Policy, now: datetime) -> Iterator[str]:
    if _time(one) is None:
        yield f"the registry lists no publish time of {one.ref}"
    if one.publisher is None:
        yield f"the registry lists no publisher of {one.ref}"
    elif one.publisher not in one.publishers_before:
        yield f"{one.publisher} never published an earlier release of {one.ref.package.name} that is old enough"
    if one.predecessor is None:
        yield f"{one.ref} has no earlier release to compare with"
    elif not is_ripe(one.predecessor_published, policy, now):
        yield f"{one.predecessor}, the baseline of {one.ref}, is not known to be old enough"
    if not one.assessments:
        yield f"{one.ref} has no files"
    for assessment in one.assessments:
        yield from (f"{one.ref}: {said}" for said in _file(assessment))


def _file(assessment: Assessment) -> Iterator[str]:
    for reason in assessment.verdict.reasons:
        if reason.code is not ReasonCode.TOO_YOUNG:
            yield f"{reason.text} [{reason.code.value}]"
    yield from _contents(assessment.inspection)
    signals = assessment.dossier.signals
    if not isinstance(signals, Known):
        yield "the registry history could not be checked"
        return
    for signal in signals.value:
        if signal.lengthens and signal.code not in SPARED_SIGNALS:
            yield f"{signal.text} [{signal.code}]"


def _contents(inspection: Inspection | None) -> Iterator[str]:
    if inspection is None:
        yield "the contents were not inspected"
        return
    if inspection.baseline is None:
        yield "the contents were not compared with another release"
    if inspection.failed or any(gap.reached and not gap.in_baseline for gap in inspection.unread):
        yield "some of the new code was not read"
    for finding in inspection.findings:
        if finding.rule in HOOK_RULES:
            yield f"{finding.message} [{finding.rule}]"
