"""What leaves an answer incomplete, by package."""

from dataclasses import replace

from pratique.core.assessment import Assessment, JudgedPackage, ProjectReport, Target
from pratique.core.finding import Unread
from pratique.core.reading import LockRead, Since
from pratique.core.verdict import Standing
from pratique.report.parts.incomplete import next_step, of_project, of_targets, untold
from tests.core.dossiers import NO_ANSWER, NOW, REF, dossier, inspected, judge

ODD = Unread("lib/odd.js", "does not parse", in_baseline=True)
FILES = (LockRead(path="package-lock.json", format="package-lock v3"),)


def said(**about: object) -> Assessment:
    subject = dossier(**about)
    return Assessment(dossier=subject, verdict=judge(subject), standing=Standing.NEW)


def project(*assessments: Assessment) -> ProjectReport:
    package = JudgedPackage(ref=REF, assessments=assessments, sources=("package-lock.json:9",))
    return ProjectReport(root=".", files=FILES, packages=(package,))


def test_a_package_is_named_once_with_all_that_is_missing() -> None:
    gap = said(inspection=inspected(unread=(ODD,)), known_bad=NO_ANSWER)
    (found,) = of_project(project(gap, gap, said()))
    assert ("left-pad@1.3.0", ("package-lock.json:9",)) == (found.name, found.sources)
    assert ["lib/odd.js", None] == [one.path for one in found.gaps]
    assert ["lib/odd.js"] == [place.path for place in found.inside]
    assert found.words.startswith("lib/odd.js was not analysed (does not parse); known-bad releases: ")
    assert 'rule = "incomplete"' in found.waiver(NOW)


def test_a_complete_answer_has_none() -> None:
    assert () == of_project(project(said()))
    assert () == of_targets([Target(name="x", ref=REF, assessments=(said(),))])


def test_many_parts_are_counted() -> None:
    unread = tuple(replace(ODD, path=f"lib/{number}.js") for number in range(30))
    (found,) = of_targets(
        [Target(name="x", ref=REF, assessments=(said(inspection=inspected(unread=unread)),))]
    )
    assert found.words.endswith("; and 27 more")
    assert 20 == len(found.inside)


def test_what_a_reason_names_is_not_said_again() -> None:
    held = said(inspection=inspected(unread=(replace(ODD, in_baseline=False),)), known_bad=NO_ANSWER)
    assert [None] == [gap.path for gap in untold(held)]
    assert 2 == len(held.coverage.gaps)
    assert () == untold(said(bytes_=NO_ANSWER, inspection=NO_ANSWER))


def test_the_next_step_says_where_a_waiver_counts() -> None:
    gaps = said(inspection=inspected(unread=(ODD,))).coverage.gaps
    assert "of main" in next_step(gaps, Since(reference="main", commit="0" * 40))
    assert "of the base" in next_step(gaps, Since(reference="0" * 40, commit="0" * 40))
    assert "settings of the user" in next_step(gaps, None)
    assert "fix the cause, then run again" == next_step(said(known_bad=NO_ANSWER).coverage.gaps, None)
