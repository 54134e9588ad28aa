"""The law of fix sets, sentence by sentence."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pratique.core.assessment import Assessment
from pratique.core.evidence import Known, NotAsked, Signal
from pratique.core.finding import Confidence, Severity, Skipped, Unread
from pratique.core.fix_law import MOST_APART, MOST_SIBLINGS, Member, fix_set, is_ripe
from pratique.core.fix_set import FixSet, Naming
from pratique.core.history import Weight
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.core.policy import Action, Policy
from pratique.core.reason import ReasonCode
from pratique.core.release import Dated, TimeSource
from pratique.core.verdict import HoldKind, Stage, Standing
from tests.core.dossiers import (
    DORMANT,
    HOLDING,
    HOUR,
    MIN_AGE,
    NOW,
    REF,
    SECOND,
    dossier,
    finding,
    inspected,
    judge,
    published,
)

POLICY = Policy()
BEFORE = REF.package.at("1.2.9")
SIBLING = PackageRef(Ecosystem.NPM, "left-pad-part").at("1.3.0")
NAMING = Naming(advisory="GHSA-1", reviewer="GitHub", affects_predecessor=True, changed_at=NOW - 19 * HOUR)
COMPARED = {"baseline": Digest("sha256", "4" * 64)}
MANY_LINES = Signal("lines-within-minutes", "3 lines within minutes", 0.002, Weight.LENGTHENS)


def assessment(*findings: Any, **changes: Any) -> Assessment:
    about = dossier(published=published(HOUR), inspection=inspected(*findings, **COMPARED), **changes)
    return Assessment(dossier=about, verdict=judge(about), standing=Standing.NEW)


def at(age: timedelta, source: TimeSource = TimeSource.REGISTRY) -> Dated:
    return Dated(NOW - age, source)


ROOT = Member(
    ref=REF,
    published=at(20 * HOUR),
    publisher="ada",
    publishers_before=frozenset({"ada"}),
    predecessor=BEFORE,
    predecessor_published=at(2 * MIN_AGE),
    assessments=(assessment(),),
)
PART = replace(ROOT, ref=SIBLING, predecessor=SIBLING.package.at("1.2.9"))


def weigh(
    root: Member = ROOT,
    *siblings: Member,
    namings: tuple[Naming, ...] = (NAMING,),
    loose: tuple[str, ...] = (),
) -> FixSet:
    return fix_set(root, namings, siblings, loose, policy=POLICY, now=NOW)


def test_an_honest_set_goes_early_as_a_whole() -> None:
    found = weigh(ROOT, PART)

    assert FixSet(root=REF, advisory="GHSA-1", reviewer="GitHub", members=(REF, SIBLING)) == found


def test_the_advisory_that_says_most_counts() -> None:
    weak = Naming(advisory="GHSA-2")

    assert weigh(namings=(weak, NAMING)).early
    assert "GHSA-1" == weigh(namings=(NAMING, weak)).advisory


def with_inspection(**changes: Any) -> Callable[[], Assessment]:
    def made() -> Assessment:
        about = dossier(published=published(HOUR), inspection=inspected(**{**COMPARED, **changes}))
        return Assessment(dossier=about, verdict=judge(about), standing=Standing.NEW)

    return made


UNREAD = Unread("lib/a.js", "too large")
NOTED_HOOK = finding(Severity.MEDIUM, Confidence.HIGH, "new-install-hook")
NOTED_BUILD = finding(Severity.LOW, Confidence.LOW, "implicit-gyp-build")
AGAINST: dict[str, tuple[dict[str, Any], str]] = {
    "publisher unknown": ({"publisher": None}, "the registry lists no publisher of left-pad@1.3.0"),
    "new publisher": ({"publisher": "eve"}, "eve never published an earlier release of left-pad"),
    "no known publisher before": ({"publishers_before": frozenset()}, "ada never published"),
    "time not told": ({"published": None}, "no publish time of left-pad@1.3.0"),
    "a mirror's time": ({"published": at(HOUR, TimeSource.MIRROR)}, "no publish time of left-pad@1.3.0"),
    "no predecessor": ({"predecessor": None}, "has no earlier release to compare with"),
    "young predecessor": (
        {"predecessor_published": at(MIN_AGE - SECOND)},
        "left-pad@1.2.9, the baseline of left-pad@1.3.0, is not known to be old enough",
    ),
    "predecessor of unknown age": ({"predecessor_published": None}, "is not known to be old enough"),
    "no files": ({"assessments": ()}, "left-pad@1.3.0 has no files"),
    "a finding that holds": ({"assessments": (assessment(HOLDING),)}, "new-install-hook fired [finding]"),
    "a changed hook": (
        {"assessments": (assessment(NOTED_HOOK),)},
        "new-install-hook fired [new-install-hook]",
    ),
    "a build": ({"assessments": (assessment(NOTED_BUILD),)}, "[implicit-gyp-build]"),
    "a signal": ({"assessments": (assessment(signals=Known((DORMANT,), "registry.example")),)}, "[dormant]"),
    "history not asked": (
        {"assessments": (assessment(signals=NotAsked("no")),)},
        "the registry history could not be checked",
    ),
    "new code unread": ({"assessments": (with_inspection(unread=(UNREAD,))(),)}, "some of the new code"),
    "a rule failed": (
        {"assessments": (with_inspection(failed=(Skipped("a-rule", "KeyError"),))(),)},
        "some of the new code was not read",
    ),
    "not compared": (
        {"assessments": (with_inspection(baseline=None)(),)},
        "not compared with another release",
    ),
    "not inspected": (
        {"assessments": (replace(assessment(), dossier=dossier(inspection=NotAsked("no"))),)},
        "the contents were not inspected",
    ),
}


@pytest.mark.parametrize("says", AGAINST)
@pytest.mark.parametrize("who", ["root", "sibling"])
def test_whatever_speaks_against_one_member_keeps_the_whole_set_waiting(who: str, says: str) -> None:
    changes, why = AGAINST[says]
    found = weigh(replace(ROOT, **changes), PART) if who == "root" else weigh(ROOT, replace(PART, **changes))

    expected = why if who == "root" else re.sub(r"left-pad\b(?!-)", "left-pad-part", why)
    assert not found.early
    assert any(expected in said for said in found.against), found.against


NOT_NAMED: dict[str, tuple[tuple[Naming, ...], str]] = {
    "nobody": ((), "no advisory lists this version as the fix"),
    "its maintainer alone": (
        (replace(NAMING, reviewer=""),),
        "the advisory has no known reviewer other than its author",
    ),
    "long before": (
        (replace(NAMING, changed_at=NOW - 20 * HOUR - SECOND),),
        "not known to have changed since left-pad@1.3.0 was published",
    ),
    "at no known time": ((replace(NAMING, changed_at=None),), "not known to have changed since"),
    "another line": (
        (replace(NAMING, affects_predecessor=False),),
        "does not affect the previous release",
    ),
}


@pytest.mark.parametrize("says", NOT_NAMED)
def test_it_must_be_named_by_a_reviewed_advisory_that_means_the_release_before(says: str) -> None:
    namings, why = NOT_NAMED[says]

    found = weigh(namings=namings)

    assert not found.early
    assert any(why in said for said in found.against)


def test_a_sibling_is_of_the_same_publisher_and_minutes() -> None:
    apart = Dated(NOW - 20 * HOUR + MOST_APART, TimeSource.REGISTRY)
    near, far = replace(PART, published=apart), replace(PART, published=replace(apart, at=apart.at + SECOND))
    other = replace(PART, publisher="bob", publishers_before=frozenset({"bob"}))

    assert weigh(ROOT, near).early
    assert ("left-pad-part@1.3.0 was not published within 15 min of left-pad@1.3.0",) == weigh(
        ROOT, far
    ).against
    assert ("left-pad-part@1.3.0 was published by bob, and left-pad@1.3.0 by ada",) == weigh(
        ROOT, other
    ).against


def test_what_else_it_newly_needs_keeps_it_waiting_and_so_do_too_many_siblings() -> None:
    assert ("it newly needs old",) == weigh(loose=("it newly needs old",)).against
    assert weigh(ROOT, *[PART] * MOST_SIBLINGS).early
    assert not weigh(ROOT, *[PART] * (MOST_SIBLINGS + 1)).early


def test_old_enough_is_what_the_registry_itself_says_so_of() -> None:
    assert is_ripe(at(MIN_AGE), POLICY, NOW)
    assert not is_ripe(at(MIN_AGE - SECOND), POLICY, NOW)
    assert not is_ripe(at(MIN_AGE, TimeSource.MIRROR), POLICY, NOW)
    assert not is_ripe(None, POLICY, NOW)


EARLY = weigh()


@pytest.mark.parametrize("stage", Stage)
def test_the_verdict_lets_a_member_in_notes_why_and_puts_nothing_in_use(stage: Stage) -> None:
    verdict = judge(dossier(published=published(HOUR), fix=EARLY), stage=stage)

    assert (Action.ALLOW, True, ()) == (verdict.action, verdict.early, verdict.reasons)
    assert [ReasonCode.TOO_YOUNG] == [note.code for note in verdict.notes]
    assert verdict.notes[0].text.endswith("lists left-pad@1.3.0 as the fix")
    assert not judge(dossier(fix=EARLY), stage=stage).early
    assert not judge(dossier(published=published(HOUR), fix=EARLY), standing=Standing.PINNED).early


def test_a_set_that_something_speaks_against_waits_and_the_reason_says_so() -> None:
    waits = weigh(namings=(replace(NAMING, reviewer=""),))

    verdict = judge(dossier(published=published(HOUR), fix=waits))

    assert (HoldKind.WAIT, False) == (verdict.kind, verdict.early)
    assert "the set is still in cooldown: the advisory has no known reviewer" in verdict.reasons[0].text


def test_a_member_waits_for_a_signal_of_its_own_and_not_for_a_fix_that_is_carried_to_all_lines() -> None:
    young = dossier(published=published(HOUR), fix=EARLY)
    signalled = replace(young, signals=Known((DORMANT,), "registry.example"))
    lines = replace(young, signals=Known((MANY_LINES,), "registry.example"))

    assert HoldKind.WAIT is judge(signalled).kind
    assert judge(lines).early


def test_only_a_member_of_the_set_profits_and_whatever_else_stops_stops_it() -> None:
    stranger = replace(EARLY, members=(SIBLING,))

    assert HoldKind.WAIT is judge(dossier(published=published(HOUR), fix=stranger)).kind
    held = judge(dossier(published=published(HOUR), fix=EARLY, inspection=inspected(HOLDING)))
    assert (Action.HOLD, HoldKind.REVIEW) == (held.action, held.kind)
