"""The exit codes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.cli.output.exit_codes import EXIT_PAGES, Exit, of_project, of_targets
from pratique.core.assessment import Assessment, JudgedPackage, ProjectReport, Target
from pratique.core.evidence import BadKind, Known
from pratique.core.finding import Unread
from pratique.core.policy import Action
from pratique.core.reading import LockRead, NotJudged, Trouble
from pratique.core.verdict import Standing
from pratique.errors import Reference
from tests.core.dossiers import BLOCKING, HOLDING, NO_ANSWER, bad, dossier, inspected, judge, published

UNREAD = Unread("x.js", "nested too deeply")
YOUNG = published(timedelta(hours=1))
TROUBLE = Trouble(Reference.REGISTRY_FAILED, "down", "wait")


def said(**evidence: object) -> Assessment:
    about = dossier(**evidence)
    return Assessment(dossier=about, verdict=judge(about), standing=Standing.NEW)


CLEAR = said()
BLOCKED = said(inspection=inspected(BLOCKING))
DENIED = said(known_bad=bad(BadKind.DENIED))
REVIEW = said(inspection=inspected(HOLDING))
WAITING = said(published=YOUNG)
GAP = said(inspection=inspected(unread=(UNREAD,)))
YOUNG_GAP = said(published=YOUNG, inspection=inspected(unread=(UNREAD,)))
REVIEW_GAP = said(inspection=inspected(HOLDING, unread=(UNREAD,)))
NO_BYTES = said(bytes_=NO_ANSWER, inspection=NO_ANSWER)
UNINSPECTED = said(inspection=NO_ANSWER)
SILENT = said(known_bad=NO_ANSWER)

ORDER = [Exit.INTERNAL, Exit.USAGE, Exit.STOPPED, Exit.INCOMPLETE, Exit.WAITS, Exit.CLEAR]
"""From the one that is given first."""
BARS = ["wait", "review", "block"]
"""From the strictest."""
ALL = [CLEAR, BLOCKED, DENIED, REVIEW, WAITING, GAP, YOUNG_GAP, REVIEW_GAP, NO_BYTES, UNINSPECTED, SILENT]
some = st.lists(st.sampled_from(ALL), min_size=1, max_size=5)
bars = st.sampled_from(BARS)


def code(assessments: Sequence[Assessment], fail_on: str = "review") -> Exit:
    return of_targets([Target(name="t", assessments=tuple(assessments))], fail_on=fail_on)


def project(*assessments: Assessment, missing: bool = False, **more: object) -> ProjectReport:
    packages = tuple(
        JudgedPackage(ref=replace(a.dossier.ref, version=str(n)), assessments=(a,))
        for n, a in enumerate(assessments)
        if a.dossier.ref
    )
    report = ProjectReport(
        root=".",
        files=(LockRead(path="package-lock.json", format="package-lock v3"),),
        packages=packages,
        not_judged=(NotJudged(purl="pkg:npm/x@1", why="down", trouble=TROUBLE),) if missing else (),
    )
    return replace(report, **more)  # type: ignore[arg-type]  # the fields of a report, by name


@pytest.mark.parametrize(
    ("assessment", "expected"),
    [
        (CLEAR, (0, 0, 0)),
        (WAITING, (1, 5, 5)),
        (REVIEW, (1, 1, 5)),
        (BLOCKED, (1, 1, 1)),
        (DENIED, (1, 1, 1)),
        (GAP, (3, 3, 3)),
        (NO_BYTES, (3, 3, 3)),
        (UNINSPECTED, (3, 3, 3)),
        (SILENT, (3, 3, 3)),
        (YOUNG_GAP, (1, 3, 3)),
        (REVIEW_GAP, (1, 1, 3)),
    ],
)
def test_one_artifact_gives_these_codes_at_each_bar(
    assessment: Assessment, expected: tuple[int, int, int]
) -> None:
    assert expected == tuple(code([assessment], bar) for bar in BARS)
    assert expected == tuple(of_project(project(assessment), fail_on=bar) for bar in BARS)


@pytest.mark.fuzz
@given(some, bars)
def test_of_several_the_first_in_the_order_of_precedence_is_given(
    several: list[Assessment], bar: str
) -> None:
    each = [code([one], bar) for one in several]
    assert min(each, key=ORDER.index) == code(several, bar)


@pytest.mark.fuzz
@given(some, bars, st.randoms(use_true_random=False))
def test_the_order_of_the_artifacts_changes_nothing(
    several: list[Assessment], bar: str, random: object
) -> None:
    mixed = list(several)
    random.shuffle(mixed)  # type: ignore[attr-defined]  # random.Random
    assert code(several, bar) == code(mixed, bar)


@pytest.mark.fuzz
@given(some)
def test_a_stricter_bar_is_never_milder(several: list[Assessment]) -> None:
    strict, usual, mild = (ORDER.index(code(several, bar)) for bar in BARS)
    assert strict <= usual <= mild


@pytest.mark.fuzz
@given(some, bars)
def test_clear_is_said_only_of_what_is_allowed_and_complete(several: list[Assessment], bar: str) -> None:
    fine = all(a.verdict.action is Action.ALLOW and a.coverage.complete for a in several)
    assert fine is (code(several, bar) is Exit.CLEAR)


@pytest.mark.fuzz
@given(some, bars)
def test_inspect_and_check_agree(several: list[Assessment], bar: str) -> None:
    assert code(several, bar) == of_project(project(*several), fail_on=bar)


@pytest.mark.parametrize(
    "report",
    [
        project(CLEAR, missing=True),
        project(CLEAR, files=()),
        project(files=()),
        project(CLEAR, files=(LockRead(path="a", format=None, error=TROUBLE),)),
        project(CLEAR, files=(LockRead(path="a", format="f", problems=("line 3: x: y",)),)),
    ],
)
def test_a_project_of_which_something_was_not_looked_at_is_incomplete(report: ProjectReport) -> None:
    assert Exit.INCOMPLETE is of_project(report, fail_on="review")
    assert Exit.STOPPED is of_project(replace(report, packages=project(BLOCKED).packages), fail_on="review")


def test_out_of_scope_is_not_incomplete() -> None:
    outside = (NotJudged(purl="pkg:npm/own@1", why="a workspace"),)
    assert Exit.CLEAR is of_project(project(CLEAR, out_of_scope=outside), fail_on="review")


@pytest.mark.parametrize(
    "targets", [[], [Target(name="t")], [Target(name="t", assessments=(CLEAR,), error=TROUBLE)]]
)
def test_a_target_without_an_answer_is_incomplete(targets: list[Target]) -> None:
    assert Exit.INCOMPLETE is of_targets(targets, fail_on="review")


def test_what_is_known_of_one_target_goes_before_what_is_missing_of_another() -> None:
    targets = [Target(name="a", error=TROUBLE), Target(name="b", assessments=(BLOCKED,))]
    assert Exit.STOPPED is of_targets(targets, fail_on="review")


def test_each_code_has_its_page() -> None:
    assert list(Exit) == list(EXIT_PAGES)
    assert isinstance(CLEAR.dossier.inspection, Known)
