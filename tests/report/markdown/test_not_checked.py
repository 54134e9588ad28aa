"""What a review says beside the packages that are stopped."""

from dataclasses import replace

from pratique.core.assessment import ProjectReport, WaiverUse
from pratique.core.finding import Unread
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.reading import LockRead, NotJudged
from pratique.core.verdict import Standing
from pratique.report.markdown.not_checked import (
    incomplete_packages,
    not_counted,
    not_looked,
    out_of_scope,
    removed,
    waivers,
)
from pratique.report.parts.incomplete import of_project
from tests.report import answers


def test_what_does_not_count_is_listed_with_why() -> None:
    lines = not_counted(answers.review())
    assert "**No effect** (a change cannot change its own checks):" in lines
    assert any(line.startswith("- waiver new-install-hook left-handed") for line in lines)
    assert "a project cannot change" in not_counted(replace(answers.review(), since=None))[1]


def test_what_became_of_waivers_is_told() -> None:
    told = waivers(answers.review())
    assert any(line.startswith("Exceptions (waivers) used: <code>new-install-hook waved") for line in told)


def test_a_policy_without_waivers_says_nothing() -> None:
    nothing = ProjectReport(root=".", files=())
    assert [] == [*not_counted(nothing), *waivers(nothing), *removed(nothing)]


def test_what_is_gone_is_named_and_many_are_counted() -> None:
    report = answers.review()
    assert ["", "Removed: <code>old&#64;1.0.0</code>"] == removed(report)
    assert report.since is not None
    many = tuple(PackageRef(Ecosystem.NPM, f"old{n}").at("1.0.0") for n in range(12))
    assert removed(replace(report, since=replace(report.since, removed=many)))[-1].endswith(" and 2 more")


def test_many_waivers_are_counted() -> None:
    report = replace(answers.review(), waivers=WaiverUse(expired=tuple(f"rule p{n}" for n in range(25))))
    assert waivers(report)[-1].endswith("</code> and 5 more")


def test_what_is_incomplete_is_unfolded() -> None:
    lines = not_looked(answers.review())
    assert "<details open><summary>Not checked</summary>" in lines
    assert any(
        "gone&#64;1.0.0</code> was not checked: the registry does not know gone; check the name" in line
        for line in lines
    )


def test_code_that_was_not_read_is_named_with_the_waiver_that_accepts_it() -> None:
    package = answers.judged("n", "1.0.0", unread=(Unread("lib/big.js", "too large"),))
    lines = incomplete_packages(of_project(replace(answers.review(), packages=(package,))), answers.NOW)
    (named,) = [line for line in lines if line.startswith("- ")]
    assert "<code>n&#64;1.0.0</code>" in named
    assert "lib/big.js was not analysed &#40;too large&#41;" in named
    assert '    rule = "incomplete"' in lines
    assert "    expires = 2026-06-30" in lines


def test_accepted_code_stays_listed() -> None:
    unread = Unread("lib/big.js", "too large")
    package = answers.judged("n", "1.0.0", unread=(unread,))
    (one,) = package.assessments
    accepted = replace(one, dossier=replace(one.dossier, accepted=frozenset({unread})))
    report = replace(answers.review(), packages=(replace(package, assessments=(accepted,)),))
    assert [] == incomplete_packages(of_project(report), answers.NOW)
    told = "- code of 1 artifact is identical in releases already in use, such as n-1.0.0.tgz: lib/big.js"
    assert any(line.startswith(told) for line in not_looked(report))


def test_many_incomplete_packages_are_counted() -> None:
    one = of_project(
        replace(
            answers.review(),
            packages=(answers.judged("n", "1.0.0", unread=(Unread("lib/big.js", "too large"),)),),
        )
    )
    assert "- and 3 more, see the full report" == incomplete_packages(one * 8, None)[-1]


def test_of_packages_as_they_were_only_what_had_no_answer_is_told() -> None:
    package = answers.judged("n", "1.0.0", standing=Standing.PINNED)
    whole = replace(answers.review(), packages=(package,), not_judged=())
    assert [] == not_looked(whole)
    assessment = package.assessments[0]
    silent = replace(assessment, dossier=replace(assessment.dossier, known_bad=answers.UNKNOWN))
    lines = not_looked(replace(whole, packages=(replace(package, assessments=(silent,)),)))
    assert "- registry state unknown: the registry is down, in unchanged packages" in lines


def test_many_gaps_are_counted() -> None:
    report = replace(
        answers.review(), not_judged=tuple(NotJudged(purl=f"pkg:npm/n{n}", why="x") for n in range(90))
    )
    assert "- and 70 more, see the full report" in not_looked(report)


def test_no_lockfile_is_a_gap() -> None:
    assert not_looked(ProjectReport(root=".", files=()))


def test_an_unread_lockfile_is_named() -> None:
    files = (LockRead(path="yarn.lock", format=None, error=answers.failed().error),)
    assert any(
        "<code>yarn.lock</code> was not read" in line
        for line in not_looked(replace(answers.review(), files=files))
    )


def test_what_is_out_of_scope_is_counted() -> None:
    assert ["", "Skipped: 1 package (1 a workspace of the project itself)."] == out_of_scope(answers.review())
