"""What a change does, seen as a whole."""

from dataclasses import replace

from pratique.core.assessment import Change, ChangeKind, ProjectReport
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.reading import NotJudged, Since
from pratique.report.parts.change_effect import as_it_was, gone, gravest_first, led_to
from tests.report import answers


def names(*packages: object) -> list[str]:
    return [str(package) for package in packages]


def test_a_version_that_another_one_takes_the_place_of_is_not_gone() -> None:
    report = answers.review()
    assert report.since is not None
    old = (*report.since.removed, PackageRef(Ecosystem.NPM, "left-handed").at("1.9.0"))
    assert ["old@1.0.0"] == names(*gone(replace(report, since=replace(report.since, removed=old))))


def test_nothing_is_gone_where_nothing_is_compared() -> None:
    assert () == gone(answers.project())


def test_what_leads_to_a_stop_is_known_by_its_name() -> None:
    added = Change(kinds=(ChangeKind.ADDED,))
    paths = (("app-kit@1.0.0", "middle@2.0.0", "bad@1.0.0"), ("middle@2.0.0", "bad@1.0.0"))
    bad = answers.judged("bad", "1.0.0", answers.finding(), change=added, paths=paths)
    calm = answers.judged("calm", "1.0.0", change=added, paths=(("other@1.0.0", "calm@1.0.0"),))
    found = led_to(replace(answers.review(), packages=(bad, calm)))
    assert {"app-kit@1.0.0": ["bad@1.0.0"], "middle@2.0.0": ["bad@1.0.0"]} == {
        name: names(*(package.ref for package in packages)) for name, packages in found.items()
    }


def test_the_gravest_come_first_and_the_change_before_the_rest() -> None:
    order = sorted(answers.review().packages, key=gravest_first)
    assert ["worse", "left-handed", "@scope/fresh", "calm", "waved", "steady"] == names(
        *(package.ref.package for package in order)
    )


def test_only_a_check_of_a_change_has_packages_as_they_were() -> None:
    report = answers.review()
    assert [False, False, False, False, True, True] == [as_it_was(p, report) for p in report.packages]
    assert not any(as_it_was(p, answers.project()) for p in answers.project().packages)


def test_what_is_there_in_another_version_and_was_not_judged_is_not_gone() -> None:
    """Files for other platforms are out of scope, and a registry may not answer: neither takes a package away."""
    removed = tuple(PackageRef(Ecosystem.NPM, name).at("1.0.0") for name in ("far", "down", "left"))
    report = ProjectReport(
        root=".",
        files=(),
        since=Since(reference="main", commit="0" * 40, removed=removed),
        out_of_scope=(NotJudged(purl="pkg:npm/far@1.1.0", why="not installed on linux-x86_64"),),
        not_judged=(NotJudged(purl="pkg:npm/down@1.1.0", why="no answer"),),
    )
    assert ["left@1.0.0"] == names(*gone(report))
