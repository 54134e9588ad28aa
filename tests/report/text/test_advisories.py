"""What warnings say beside a verdict."""

from dataclasses import replace

from pratique.core.advisory import AdvisoryKind, AdvisoryMatch, Product
from pratique.core.assessment import JudgedPackage
from pratique.core.evidence import Known
from pratique.core.finding import Severity
from pratique.report.text.advisories import counted, each
from pratique.report.text.style import render
from tests.report.answers import HOSTILE, REF, assessment


def match(severity: Severity | None, kind: AdvisoryKind = AdvisoryKind.VULNERABILITY) -> AdvisoryMatch:
    return AdvisoryMatch(
        product=Product.of(REF.package),
        version=REF.version,
        id="GHSA-1",
        kind=kind,
        severity=severity,
        summary=HOSTILE,
        fixed=("2.0.1",),
    )


def package(*matches: AdvisoryMatch) -> JudgedPackage:
    made = assessment()
    about = replace(made.dossier, advisories=Known(matches, "advisories"))
    return JudgedPackage(ref=REF, assessments=(replace(made, dossier=about),))


def test_a_project_is_told_how_many_and_where_to_read_on() -> None:
    text = counted([package(match(Severity.HIGH), match(None)), package()])

    assert "`pratique audit` lists 2 advisories (1 high, 1 unrated) in 1 package" == text


def test_nothing_is_said_where_nothing_warns_or_malice_has_its_own_reason() -> None:
    assert counted([package(match(Severity.CRITICAL, AdvisoryKind.MALWARE))]) == ""
    assert counted([]) == ""


def test_a_release_that_was_named_is_told_each_in_escaped_words() -> None:
    text = render(each(package(match(Severity.HIGH)).assessments), colour=False)

    assert "GHSA-1 (high)" in text
    assert "fixed in 2.0.1" in text
    assert "\x1b" not in text
