"""What holds for the law whatever the evidence is."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.evidence import Dossier, Known
from pratique.core.finding import Finding
from pratique.core.installed import Difference, DifferenceKind, InstalledCheck
from pratique.core.policy import FINDING_ACTIONS, Action, Policy, Waiver
from pratique.core.reason import ReasonCode
from pratique.core.verdict import HoldKind, Stage, Standing, Verdict
from tests.core.dossiers import (
    DAY,
    DORMANT,
    NO_ANSWER,
    NOT_ASKED,
    NOW,
    TODAY,
    ageing,
    dossiers,
    findings,
    grave,
    judge,
    known_inspections,
    policies,
    stages,
    standings,
    strictness,
    waivers,
)

pytestmark = pytest.mark.fuzz

NEVER_WAIVED = {
    ReasonCode.QUARANTINED,
    ReasonCode.ADVISORY,
    ReasonCode.DENIED,
    ReasonCode.REFUSED,
    ReasonCode.CHANGED_BYTES,
}


def gravely(about: Dossier) -> bool:
    """Whether it is known as bad, or its bytes changed."""
    bad = isinstance(about.known_bad, Known) and any(not one.disputed for one in about.known_bad.value)
    changed = isinstance(about.bytes_, Known) and about.bytes_.value.mismatches
    return bool(bad or changed)


def disputed(about: Dossier) -> bool:
    """Whether somebody says that it is malicious, and another disputes it."""
    return isinstance(about.known_bad, Known) and any(one.disputed for one in about.known_bad.value)


def well_formed(verdict: Verdict) -> bool:
    stopped = verdict.action is not Action.ALLOW
    waits = verdict.kind is HoldKind.WAIT
    return (
        bool(verdict.reasons) == stopped
        and (verdict.kind is not None) == (verdict.action is Action.HOLD)
        and (verdict.until is not None) == waits
    )


@given(dossiers(), policies(), stages(), standings())
def test_only_an_allowed_artifact_has_no_reason_and_only_a_wait_has_an_end(
    about: Dossier, policy: Policy, stage: Stage, standing: Standing
) -> None:
    assert well_formed(judge(about, policy=policy, stage=stage, standing=standing))


@given(dossiers(), policies(), stages(), standings())
def test_the_same_evidence_gives_the_same_verdict(
    about: Dossier, policy: Policy, stage: Stage, standing: Standing
) -> None:
    first = judge(about, policy=policy, stage=stage, standing=standing)

    assert first == judge(about, policy=policy, stage=stage, standing=standing)


@given(dossiers(), policies(), stages())
def test_a_pinned_artifact_is_never_judged_more_strictly_than_a_new_one(
    about: Dossier, policy: Policy, stage: Stage
) -> None:
    new = judge(about, policy=policy, stage=stage)
    pinned = judge(about, policy=policy, stage=stage, standing=Standing.PINNED)

    assert strictness(pinned) <= strictness(new)


@given(dossiers(), policies(), stages())
def test_a_pinned_artifact_whose_copies_are_not_looked_at_is_held_for_a_dispute_alone(
    about: Dossier, policy: Policy, stage: Stage
) -> None:
    pinned = judge(about, policy=policy, stage=stage, standing=Standing.PINNED)

    if pinned.action is Action.HOLD:
        assert disputed(about)
        assert {ReasonCode.DISPUTED} == {reason.code for reason in pinned.reasons}


@given(dossiers(), policies(), stages(), standings())
def test_an_installed_copy_that_is_not_the_artifact_stops_it_whatever_its_standing(
    about: Dossier, policy: Policy, stage: Stage, standing: Standing
) -> None:
    changed = Difference("node_modules/a/index.js", DifferenceKind.CHANGED, runs=True)
    check = InstalledCheck(places=("node_modules/a",), differences=(changed,))
    found = replace(about, installed=Known(check, "installed files"), waivers=())

    assert Action.ALLOW is not judge(found, policy=policy, stage=stage, standing=standing).action


@given(dossiers(), policies(), stages(), standings())
def test_a_private_artifact_is_stopped_by_known_or_disputed_bad_and_changed_bytes_alone(
    about: Dossier, policy: Policy, stage: Stage, standing: Standing
) -> None:
    private = replace(about, private=True)

    verdict = judge(private, policy=policy, stage=stage, standing=standing)

    if gravely(about):
        assert verdict.action is Action.BLOCK
    elif verdict.action is not Action.ALLOW:
        assert ({ReasonCode.DISPUTED}, Action.HOLD) == (
            {reason.code for reason in verdict.reasons},
            verdict.action,
        )


@given(dossiers(), policies(), standings())
def test_the_listing_is_never_stricter_than_the_barrier(
    about: Dossier, policy: Policy, standing: Standing
) -> None:
    listing = judge(about, policy=policy, stage=Stage.LISTING, standing=standing)
    barrier = judge(about, policy=policy, stage=Stage.ARTIFACT, standing=standing)

    assert strictness(listing) <= strictness(barrier)


@given(dossiers(inspection=known_inspections()), policies(), stages(), standings(), findings())
def test_one_more_finding_never_weakens_a_verdict(
    about: Dossier, policy: Policy, stage: Stage, standing: Standing, more: Finding
) -> None:
    assert isinstance(about.inspection, Known)
    inspection = about.inspection.value
    worse = replace(inspection, findings=(*inspection.findings, more))

    before = judge(about, policy=policy, stage=stage, standing=standing)
    after = judge(
        replace(about, inspection=Known(worse, "inspection")), policy=policy, stage=stage, standing=standing
    )

    assert strictness(before) <= strictness(after)


@given(dossiers(), policies(), stages(), standings())
def test_one_more_signal_never_weakens_a_verdict(
    about: Dossier, policy: Policy, stage: Stage, standing: Standing
) -> None:
    without = replace(about, signals=Known((), "registry.example"))
    with_one = replace(about, signals=Known((DORMANT,), "registry.example"))

    before = judge(without, policy=policy, stage=stage, standing=standing)
    after = judge(with_one, policy=policy, stage=stage, standing=standing)

    assert strictness(before) <= strictness(after)


@given(dossiers(), policies(), stages())
def test_a_signal_alone_never_asks_for_a_person(about: Dossier, policy: Policy, stage: Stage) -> None:
    without = judge(replace(about, signals=Known((), "registry.example")), policy=policy, stage=stage)
    with_one = judge(
        replace(about, signals=Known((DORMANT,), "registry.example")), policy=policy, stage=stage
    )

    assert (with_one.kind is HoldKind.REVIEW) <= (without.kind is HoldKind.REVIEW)


@given(dossiers(), policies(), stages(), standings(), waivers())
def test_a_waiver_never_strengthens_a_verdict(
    about: Dossier, policy: Policy, stage: Stage, standing: Standing, more: tuple[Waiver, ...]
) -> None:
    without = judge(replace(about, waivers=()), policy=policy, stage=stage, standing=standing)
    with_them = judge(replace(about, waivers=more), policy=policy, stage=stage, standing=standing)

    assert strictness(with_them) <= strictness(without)


@given(grave(), policies(), stages(), standings(), waivers())
def test_no_waiver_frees_what_is_known_as_bad_or_changed(
    about: Dossier, policy: Policy, stage: Stage, standing: Standing, more: tuple[Waiver, ...]
) -> None:
    verdict = judge(replace(about, waivers=more), policy=policy, stage=stage, standing=standing)

    assert verdict.action is Action.BLOCK
    assert not NEVER_WAIVED & {note.code for note in verdict.notes}


@given(dossiers(), policies(), stages(), standings(), waivers())
def test_an_expired_waiver_changes_nothing(
    about: Dossier, policy: Policy, stage: Stage, standing: Standing, more: tuple[Waiver, ...]
) -> None:
    expired = tuple(replace(waiver, expires=TODAY - DAY) for waiver in more)

    without = judge(replace(about, waivers=()), policy=policy, stage=stage, standing=standing)

    assert without == judge(replace(about, waivers=expired), policy=policy, stage=stage, standing=standing)


@given(ageing(), policies(), stages())
def test_a_wait_ends_after_now_and_no_later_than_the_longest_age_of_the_policy(
    about: Dossier, policy: Policy, stage: Stage
) -> None:
    until = judge(about, policy=policy, stage=stage).until

    assert until is None or NOW < until <= NOW + max(policy.min_age, policy.min_age_signalled)


@given(ageing(), policies(), stages())
def test_what_waits_is_free_at_the_time_it_was_told(about: Dossier, policy: Policy, stage: Stage) -> None:
    remembered = replace(about, first_seen=min(about.first_seen or NOW, NOW))

    until = judge(remembered, policy=policy, stage=stage).until or NOW

    assert Verdict(action=Action.ALLOW) == judge(remembered, policy=policy, stage=stage, now=until)


@given(ageing(), policies(), stages(), st.timedeltas(timedelta(0), 60 * DAY))
def test_time_alone_never_makes_a_verdict_stricter(
    about: Dossier, policy: Policy, stage: Stage, later: timedelta
) -> None:
    remembered = replace(about, first_seen=min(about.first_seen or NOW, NOW))

    before = judge(remembered, policy=policy, stage=stage)
    after = judge(remembered, policy=policy, stage=stage, now=NOW + later)

    assert strictness(after) <= strictness(before)


@given(dossiers(), policies(), stages(), standings(), st.timedeltas(timedelta(0), 30 * DAY))
def test_a_longer_age_never_weakens_a_verdict(
    about: Dossier, policy: Policy, stage: Stage, standing: Standing, more: timedelta
) -> None:
    longer = replace(policy, min_age=policy.min_age + more)

    before = judge(about, policy=policy, stage=stage, standing=standing)
    after = judge(about, policy=longer, stage=stage, standing=standing)

    assert strictness(before) <= strictness(after)


@given(dossiers(), policies(), stages(), standings())
def test_a_policy_that_asks_for_complete_inspections_is_never_weaker(
    about: Dossier, policy: Policy, stage: Stage, standing: Standing
) -> None:
    lenient = judge(about, policy=replace(policy, hold_incomplete=False), stage=stage, standing=standing)
    strict = judge(about, policy=replace(policy, hold_incomplete=True), stage=stage, standing=standing)

    assert strictness(lenient) <= strictness(strict)


@given(
    dossiers(private=st.just(False), waivers=st.just(()), bytes_=st.just(NO_ANSWER)),
    policies(),
)
def test_nothing_new_passes_the_barrier_without_its_bytes(about: Dossier, policy: Policy) -> None:
    assert judge(about, policy=policy).action is not Action.ALLOW


@given(
    dossiers(private=st.just(False), waivers=st.just(()), inspection=st.sampled_from([NO_ANSWER, NOT_ASKED])),
    policies(),
)
def test_nothing_new_passes_the_barrier_without_an_inspection(about: Dossier, policy: Policy) -> None:
    assert judge(about, policy=policy).action is not Action.ALLOW


@given(dossiers(inspection=known_inspections()), policies(), stages(), standings())
def test_no_stop_is_silent(about: Dossier, policy: Policy, stage: Stage, standing: Standing) -> None:
    """Each finding that can stop something is a reason or a note, whatever became of it."""
    assert isinstance(about.inspection, Known)
    told = [
        finding.message
        for finding in about.inspection.value.findings
        if (finding.severity, finding.confidence) in FINDING_ACTIONS
    ]

    verdict = judge(about, policy=policy, stage=stage, standing=standing)

    spoken = [r.text for r in (*verdict.reasons, *verdict.notes) if r.code is ReasonCode.FINDING]
    assert sorted(told) == sorted(spoken)
