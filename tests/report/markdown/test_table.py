"""The table of a review."""

from dataclasses import replace

import pytest

from pratique.core.assessment import Change, ChangeKind, JudgedPackage
from pratique.core.evidence import BadKind, Known, KnownBad, NotAsked
from pratique.core.names import Ecosystem
from pratique.core.release import Dated, TimeSource
from pratique.report.markdown.table import HEAD, is_quiet, row, unjudged_row, verdict_cell
from tests.report import answers

UPGRADED = Change(kinds=(ChangeKind.UPGRADED,), before=("1.0.0", "1.9.0"))
CONSOLE = "https://console.example/diff/{ecosystem}/{name}/{before}/{after}"


def cells(package: JudgedPackage, change: Change, diff_url: str | None = None) -> list[str]:
    return row(package, change, diff_url).strip("| ").split(" | ")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (UPGRADED, "upgraded 1.0.0, 1.9.0 \N{RIGHTWARDS ARROW} 2.0.0"),
        (
            Change(kinds=(ChangeKind.DOWNGRADED,), before=("3.0.0",)),
            "downgraded 3.0.0 \N{RIGHTWARDS ARROW} 2.0.0",
        ),
        (Change(kinds=(ChangeKind.ADDED,)), "added"),
        (Change(kinds=(ChangeKind.MOVED,), before=("2.0.0",)), "from another registry"),
        (Change(kinds=(ChangeKind.REHASHED,), before=("2.0.0",)), "same version with other digests"),
        (
            Change(kinds=(ChangeKind.RESOURCED, ChangeKind.UPGRADED), before=("1.0.0",)),
            "upgraded 1.0.0 \N{RIGHTWARDS ARROW} 2.0.0, different kind of source",
        ),
        (
            Change(kinds=(ChangeKind.UPGRADED,), before=("0.1.0", "0.2.0", "0.3.0", "0.4.0")),
            "upgraded \N{HORIZONTAL ELLIPSIS}, 0.2.0, 0.3.0, 0.4.0 \N{RIGHTWARDS ARROW} 2.0.0",
        ),
    ],
)
def test_the_change_is_said_in_words(change: Change, words: str) -> None:
    assert words == cells(answers.judged("n", "2.0.0"), change)[1]


def test_every_kind_of_change_has_words() -> None:
    for kind in ChangeKind:
        assert cells(answers.judged("n", "2.0.0"), Change(kinds=(kind,), before=("1.0.0",)))[1]


def test_a_row_has_as_many_cells_as_the_head() -> None:
    assert HEAD[0].count("|") == row(answers.judged("a|b", "1.0.0"), UPGRADED, None).count("|")


@pytest.mark.parametrize(
    ("source", "words"), [(TimeSource.REGISTRY, "2026-01-01"), (TimeSource.MIRROR, "2026-01-01 or before")]
)
def test_the_time_of_publication_is_a_date(source: TimeSource, words: str) -> None:
    package = answers.judged("n", "2.0.0")
    assessment = package.assessments[0]
    published = assessment.dossier.published
    assert isinstance(published, Known)
    dated = replace(published, value=Dated(published.value.at, source))
    dossier = replace(assessment.dossier, published=dated)
    assert words == cells(replace(package, assessments=(replace(assessment, dossier=dossier),)), UPGRADED)[2]


def test_a_time_that_nobody_tells_is_not_made_up() -> None:
    package = answers.judged("n", "2.0.0")
    assessment = package.assessments[0]
    unknown = replace(assessment, dossier=replace(assessment.dossier, published=NotAsked("x")))
    assert "unknown" == cells(replace(package, assessments=(*package.assessments, unknown)), UPGRADED)[2]


def test_what_leads_to_a_stop_says_so_instead_of_nothing_new() -> None:
    calm, held = answers.judged("n", "2.0.0"), answers.judged("held", "1.0.0", answers.finding())
    bad = (KnownBad(BadKind.ADVISORY, "it steals", "advisories"),)
    blocked = [answers.judged(f"bad{n}", "1.0.0", known_bad=bad) for n in range(4)]
    told = row(calm, UPGRADED, None, [held])
    assert "| **depends on <code>held&#64;1.0.0</code>, which is held** |" in told
    assert "</code> and 1 more, which are blocked**" in row(calm, UPGRADED, None, blocked)
    assert "which are stopped**" in row(calm, UPGRADED, None, [blocked[0], held])
    gaining = answers.judged("n", "2.0.0", answers.finding())
    assert "which is held**; runs a command at install |" in row(gaining, UPGRADED, None, [held])


def test_a_package_without_a_verdict_has_a_row_with_why() -> None:
    told = unjudged_row(answers.project().not_judged[0])
    assert "<code>pkg:npm/gone&#64;1.0.0</code>" in told
    assert "not checked: the registry does not know gone" in told
    assert HEAD[0].count("|") == told.count("|")


def test_what_was_waived_or_stopped_is_not_quiet() -> None:
    assert ["calm", "steady"] == [p.ref.package.name for p in answers.review().packages if is_quiet(p)]


def test_what_a_waiver_lets_through_names_its_owner_and_end() -> None:
    waved = next(package for package in answers.review().packages if package.ref.package.name == "waved")
    assert (
        "allowed by an exception (waiver) of security&#64;&#8203;company.example until 2026-12-31"
        in verdict_cell(waved)
    )


def test_the_difference_is_a_command_to_copy() -> None:
    told = cells(answers.judged("n", "2.0.0"), UPGRADED)[5]
    assert "<code>pratique diff n&#64;1.9.0 n&#64;2.0.0</code>" == told


def test_a_gem_is_named_by_its_purl() -> None:
    told = cells(answers.judged("n", "2.0.0", ecosystem=Ecosystem.RUBYGEMS), UPGRADED)[5]
    assert "<code>pratique diff pkg:gem/n&#64;1.9.0 pkg:gem/n&#64;2.0.0</code>" == told


def test_a_package_that_is_added_is_compared_with_the_release_before_it() -> None:
    added = Change(kinds=(ChangeKind.ADDED,))
    assert "n&#64;1.9.0" in cells(answers.judged("n", "2.0.0"), added)[5]
    assert "nothing to compare with" == cells(answers.judged("n", "2.0.0", baseline=None), added)[5]


@pytest.mark.parametrize("name", ["$(touch x)", "a;b", "a'b"])
def test_a_name_is_quoted_for_the_shell(name: str) -> None:
    assert "&#39;" in cells(answers.judged(name, "2.0.0"), UPGRADED)[5]


def test_a_name_that_looks_like_an_option_is_none() -> None:
    assert "pratique diff -- --x" in cells(answers.judged("--x", "2.0.0"), UPGRADED)[5]


@pytest.mark.parametrize("name", ["a\nb", "a\N{RIGHT-TO-LEFT OVERRIDE}b", "a" * 500])
def test_a_name_that_cannot_be_copied_gives_no_command(name: str) -> None:
    assert (
        "no command because of unusual characters in the name"
        == cells(answers.judged(name, "2.0.0"), UPGRADED)[5]
    )


def test_an_address_of_differences_is_filled_in_and_encoded() -> None:
    told = cells(answers.judged("@scope/a)b|c", "2.0.0"), UPGRADED, CONSOLE)[5]
    assert "[diff](https://console.example/diff/npm/%40scope%2Fa%29b%7Cc/1.9.0/2.0.0)" == told


def test_a_value_cannot_name_another_field() -> None:
    told = cells(answers.judged("{after}", "2.0.0"), UPGRADED, CONSOLE)[5]
    assert "/npm/%7Bafter%7D/1.9.0/2.0.0)" in told


@pytest.mark.parametrize("template", ["javascript:{name}", "", "/diff/{name}"])
def test_an_address_that_is_none_is_not_used(template: str) -> None:
    assert "pratique diff" in cells(answers.judged("n", "2.0.0"), UPGRADED, template)[5]
