"""What a change does, seen as a whole."""

from dataclasses import replace

from pratique.core.assessment import Change, ChangeKind
from pratique.core.names import Ecosystem, PackageRef
from pratique.report.change import as_it_was, gone, gravest_first, led_to
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
