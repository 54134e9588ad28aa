"""Assessments, and what they say together."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.assessment import (
    Assessment,
    Checked,
    Coverage,
    FamilyState,
    JudgedPackage,
    ProjectReport,
    Target,
    merge_reasons,
)
from pratique.core.deciding import Effect, InstallSetting
from pratique.core.evidence import ByteCheck, Known
from pratique.core.finding import Confidence, Family, Finding, Severity, Skipped, Unread
from pratique.core.location import Location
from pratique.core.policy import Action
from pratique.core.reading import LockRead, NotJudged, Trouble
from pratique.core.reason import ReasonCode
from pratique.core.verdict import HoldKind, Reason, Standing, Verdict
from pratique.errors import Reference
from tests.core.dossiers import (
    BLOCKING,
    DAY,
    HOLDING,
    HOUR,
    NO_ANSWER,
    NOT_ASKED,
    NOTED,
    NOW,
    REF,
    SHA256,
    compared,
    dossier,
    dossiers,
    inspected,
    judge,
    published,
    strictness,
    waiver,
)

ERROR = Trouble(Reference.REGISTRY_UNREACHABLE, "no answer", "try again")
REGISTRY = InstallSetting(
    path=".npmrc",
    line=1,
    setting="registry",
    effect=Effect.PLACE,
    after="https://other.example/",
    changed=True,
)
LOCKFILE = LockRead(path="package-lock.json", format="package-lock v3", packages=1)


def assessment(verdict: Verdict | None = None, **about: Any) -> Assessment:
    subject = dossier(**about)
    return Assessment(dossier=subject, verdict=verdict or judge(subject), standing=Standing.NEW)


def words(state: FamilyState) -> str:
    return f"{state.checked.value}: {state.why}" if state.why else state.checked.value


def stopped(
    action: Action, kind: HoldKind | None = None, until: datetime | None = None, text: str = "stop"
) -> Assessment:
    reason = Reason(code=ReasonCode.FINDING, text=text, source="new-install-hook")
    return assessment(Verdict(action=action, kind=kind, until=until, reasons=(reason,)))


ALLOWED = assessment()
SHORT_WAIT = stopped(Action.HOLD, HoldKind.WAIT, NOW + HOUR)
LONG_WAIT = stopped(Action.HOLD, HoldKind.WAIT, NOW + DAY)
REVIEW = stopped(Action.HOLD, HoldKind.REVIEW)
BLOCKED = stopped(Action.BLOCK)
BY_GRAVITY = [ALLOWED, SHORT_WAIT, LONG_WAIT, REVIEW, BLOCKED]


def report(*assessments: Assessment, **changes: Any) -> ProjectReport:
    packages = (JudgedPackage(ref=REF, assessments=assessments),) if assessments else ()
    return replace(ProjectReport(root=".", files=(LOCKFILE,), packages=packages), **changes)


@pytest.mark.parametrize("graver", range(1, 5))
def test_the_worst_of_two_artifacts_decides_about_a_target(graver: int) -> None:
    milder = BY_GRAVITY[:graver]

    for one in milder:
        assert BY_GRAVITY[graver] is Target(name="x", assessments=(one, BY_GRAVITY[graver])).worst
        assert BY_GRAVITY[graver] is Target(name="x", assessments=(BY_GRAVITY[graver], one)).worst


@pytest.mark.parametrize("graver", range(1, 5))
def test_the_worst_of_two_artifacts_decides_about_a_package(graver: int) -> None:
    package = JudgedPackage(ref=REF, assessments=tuple(BY_GRAVITY[: graver + 1]))

    assert BY_GRAVITY[graver] is package.worst
    assert BY_GRAVITY[graver].verdict.action is package.action


def test_a_target_without_artifacts_has_no_worst() -> None:
    assert Target(name="x", error=ERROR).worst is None


@pytest.mark.fuzz
@given(st.lists(dossiers(), min_size=1, max_size=4))
def test_no_artifact_of_a_target_is_judged_more_strictly_than_its_worst(subjects: list[Any]) -> None:
    parts = tuple(Assessment(dossier=d, verdict=judge(d), standing=Standing.NEW) for d in subjects)

    worst = Target(name="x", assessments=parts).worst

    assert worst is not None
    assert max(strictness(part.verdict) for part in parts) == strictness(worst.verdict)


def test_findings_come_gravest_first() -> None:
    assert (BLOCKING, HOLDING, NOTED) == assessment(inspection=inspected(NOTED, BLOCKING, HOLDING)).findings


def test_findings_about_a_whole_file_and_about_its_lines_have_an_order() -> None:
    def at(line: int | None) -> Finding:
        return Finding(
            rule="startup-file-shipped",
            severity=Severity.LOW,
            confidence=Confidence.LOW,
            message="m",
            locations=(Location("a.pth", line),),
        )

    assert (at(None), at(2), at(3)) == assessment(inspection=inspected(at(3), at(None), at(2))).findings


def test_findings_about_the_bytes_are_among_all_findings_even_without_an_inspection() -> None:
    inspected_one = replace(assessment(inspection=inspected(NOTED)), byte_findings=(BLOCKING,))
    blind = replace(assessment(inspection=NO_ANSWER), byte_findings=(BLOCKING,))

    assert ((BLOCKING, NOTED), (BLOCKING,)) == (inspected_one.findings, blind.findings)


def test_without_an_inspection_there_are_no_findings() -> None:
    part = assessment(inspection=NO_ANSWER)

    assert (None, ()) == (part.inspection, part.findings)


def coverage(**about: Any) -> Coverage:
    return assessment(**about).coverage


def test_an_artifact_about_which_everything_was_answered_is_covered() -> None:
    assert coverage().complete


@pytest.mark.parametrize("part", ["bytes_", "inspection", "known_bad"])
def test_an_answer_that_is_missing_makes_the_coverage_incomplete(part: str) -> None:
    assert not coverage(**{part: NO_ANSWER}).complete


def test_an_artifact_that_was_not_inspected_is_not_covered() -> None:
    assert not coverage(inspection=NOT_ASKED).complete


@pytest.mark.parametrize("part", ["bytes_", "known_bad", "signals", "published"])
def test_what_was_not_asked_leaves_the_coverage_complete(part: str) -> None:
    assert coverage(**{part: NOT_ASKED}).complete


def test_installed_files_that_could_not_be_compared_are_told_with_the_integrity() -> None:
    assert not coverage(installed=NO_ANSWER).complete
    assert "unknown: installed files were not compared: the registry did not answer" == words(
        coverage(installed=NO_ANSWER).families[Family.INTEGRITY]
    )
    assert coverage(installed=NOT_ASKED).complete
    assert "not asked: installed files were not compared: nobody asked" == words(
        coverage(installed=NOT_ASKED).families[Family.INTEGRITY]
    )


def test_installed_files_that_were_held_against_a_record_alone_are_told_so() -> None:
    told = coverage(installed=compared(instead="built here"))

    assert told.complete
    assert "not asked: installed files were compared only with the installer's record: built here" == words(
        told.families[Family.INTEGRITY]
    )
    assert "known" == words(coverage(installed=compared()).families[Family.INTEGRITY])


def test_an_unknown_age_leaves_the_coverage_complete_since_the_first_sight_stands_in_for_it() -> None:
    assert coverage(published=NO_ANSWER).complete


def test_unread_content_makes_the_coverage_incomplete_and_is_listed() -> None:
    unread = Unread("a.js", "too large", in_baseline=True)

    found = coverage(inspection=inspected(unread=(unread,)))

    assert (False, (unread,)) == (found.complete, found.unread)


def test_a_failed_rule_makes_the_coverage_incomplete() -> None:
    assert not coverage(inspection=inspected(failed=(Skipped("new-install-hook", "KeyError"),))).complete


def test_an_error_makes_the_coverage_incomplete() -> None:
    assert not replace(ALLOWED, error=ERROR).coverage.complete


@pytest.mark.fuzz
@given(dossiers())
def test_every_family_of_evidence_is_accounted_for(about: Any) -> None:
    families = Assessment(dossier=about, verdict=judge(about), standing=Standing.NEW).coverage.families

    assert set(Family) == set(families)
    assert all(state.why for state in families.values() if state.checked is not Checked.KNOWN)


@pytest.mark.parametrize(
    ("family", "about", "state"),
    [
        (Family.CODE, {}, "known"),
        (Family.ARCHIVE, {}, "known"),
        (Family.ARCHIVE, {"inspection": NO_ANSWER}, "unknown: the registry did not answer"),
        (Family.CODE, {"inspection": NO_ANSWER}, "unknown: the registry did not answer"),
        (Family.AGE, {"published": NOT_ASKED}, "not asked: nobody asked"),
        (Family.REGISTRY, {"known_bad": NO_ANSWER}, "unknown: the registry did not answer"),
        (Family.HISTORY, {"signals": NOT_ASKED}, "not asked: nobody asked"),
        (
            Family.HISTORY,
            {"signals_untold": (Skipped("a", "one"), Skipped("b", "two"), Skipped("c", "two"))},
            "not asked: 3 of the signals, most of them because two",
        ),
        (Family.INTEGRITY, {}, "known"),
        (
            Family.INTEGRITY,
            {"bytes_": Known(ByteCheck((SHA256,), ()), "bytes")},
            "not asked: no digest of this file is known",
        ),
        (Family.BASELINE, {"baseline": REF}, "known: compared with left-pad@1.3.0"),
        (Family.BASELINE, {"baseline_why": "the first release"}, "not asked: the first release"),
        (Family.BASELINE, {}, "not asked: no baseline"),
        (Family.ADVISORIES, {"others": {Family.ADVISORIES: "no source"}}, "not asked: no source"),
        (Family.ADVISORIES, {}, "not asked: no advisory index was opened"),
        (Family.ADVISORIES, {"advisories": NO_ANSWER}, "unknown: the registry did not answer"),
        (Family.REVIEWS, {}, "not asked: this run does not include this check"),
    ],
)
def test_each_family_says_what_became_of_the_question(
    family: Family, about: dict[str, Any], state: str
) -> None:
    assert state == words(coverage(**about).families[family])


def test_the_same_reason_of_two_artifacts_is_said_once_in_order_of_appearance() -> None:
    one, two = stopped(Action.BLOCK, text="one"), stopped(Action.BLOCK, text="two")

    assert ["one", "two"] == [reason.text for reason in merge_reasons([one, two, one])]


def test_a_project_without_packages_is_allowed() -> None:
    assert Action.ALLOW is report().action


@pytest.mark.parametrize(
    ("worst", "action"), [(ALLOWED, Action.ALLOW), (REVIEW, Action.HOLD), (BLOCKED, Action.BLOCK)]
)
def test_the_gravest_action_decides_about_a_project(worst: Assessment, action: Action) -> None:
    assert action is report(ALLOWED, worst).action


def test_a_package_that_could_not_be_judged_holds_a_project() -> None:
    missing = (NotJudged(purl="pkg:npm/x", why="a git repository"),)

    assert Action.HOLD is report(ALLOWED, not_judged=missing).action
    assert Action.BLOCK is report(BLOCKED, not_judged=missing).action


def test_a_project_of_which_all_was_read_and_judged_is_complete() -> None:
    assert report(ALLOWED).complete


@pytest.mark.parametrize(
    "incomplete",
    [
        report(ALLOWED, files=()),
        report(ALLOWED, files=(replace(LOCKFILE, error=ERROR),)),
        report(ALLOWED, files=(replace(LOCKFILE, problems=("line 3: no version",)),)),
        report(ALLOWED, not_judged=(NotJudged(purl="pkg:npm/x", why="a git repository"),)),
        report(assessment(inspection=NO_ANSWER)),
        report(ALLOWED, install_settings=(REGISTRY,)),
    ],
    ids=[
        "no-lockfile",
        "unreadable-lockfile",
        "unclear-entry",
        "unjudged-package",
        "no-inspection",
        "setting",
    ],
)
def test_a_project_of_which_something_was_not_read_or_judged_is_incomplete(incomplete: ProjectReport) -> None:
    assert not incomplete.complete


@pytest.mark.parametrize(
    "accepted", [{"changed": False}, {"waiver": waiver("install-settings")}, {"effect": Effect.OWN}]
)
def test_a_setting_that_is_accepted_or_as_it_was_leaves_a_project_complete(accepted: Any) -> None:
    assert report(ALLOWED, install_settings=(replace(REGISTRY, **accepted),)).complete


def test_what_is_out_of_scope_leaves_a_project_complete_and_allowed() -> None:
    own = (NotJudged(purl="pkg:npm/own", why="a workspace of the project itself"),)

    assert (True, Action.ALLOW) == (
        report(ALLOWED, out_of_scope=own).complete,
        report(ALLOWED, out_of_scope=own).action,
    )


def test_a_young_artifact_is_covered_though_it_waits() -> None:
    part = assessment(published=published(HOUR))

    assert (Action.HOLD, True) == (part.verdict.action, part.coverage.complete)
