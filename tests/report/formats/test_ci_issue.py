"""What a CI system shows, one thing at a time."""

from dataclasses import replace

from pratique.core.assessment import ProjectReport
from pratique.core.location import Location
from pratique.report.formats.ci_issue import Issue, Level, of_project, of_targets, stopping, stops_of
from tests.report import answers


def issue_of(report: ProjectReport, name: str) -> Issue:
    return next(issue for issue in of_project(report) if issue.name == name)


def test_the_gravest_come_first() -> None:
    levels = [issue.level for issue in of_project(answers.review())]
    assert [Level.BLOCK, Level.REVIEW, Level.UNJUDGED, Level.WAIT] == levels[:4]
    assert {Level.NOTE} == set(levels[4:])


def test_a_stop_made_of_a_finding_is_told_once_with_its_evidence() -> None:
    found = [
        i
        for i in of_project(answers.review())
        if i.name == "left-handed@2.0.0" and i.rule == "new-install-hook"
    ]
    assert [("node lib/build.js", (Location("package.json", 7), Location("lib/build.js", 1)))] == [
        (i.evidence, i.inside) for i in found
    ]


def test_a_waived_stop_is_a_note_with_its_waiver() -> None:
    issue = issue_of(answers.review(), "waved@3.0.0")
    assert Level.NOTE is issue.level
    assert issue.waiver is not None


def test_what_a_pinned_package_may_do_is_a_note() -> None:
    issue = issue_of(answers.review(), "steady@1.0.0")
    assert (Level.NOTE, False) == (issue.level, issue.changed)


def test_a_fingerprint_survives_lines_messages_versions_and_days() -> None:
    report = answers.review()
    before = issue_of(report, "left-handed@2.0.0")
    hook = replace(
        answers.finding(message="postinstall is new: other words"), locations=(Location("package.json", 99),)
    )
    moved = replace(
        answers.judged("left-handed", "2.0.1", hook, change=report.packages[0].change),
        sources=("package-lock.json:1",),
    )
    after = issue_of(replace(report, packages=(moved,)), "left-handed@2.0.1")
    assert before.fingerprint == after.fingerprint


def test_another_file_inside_is_another_finding() -> None:
    first = answers.finding()
    second = replace(first, locations=(Location("other.json", 7),))
    issues = of_project(replace(answers.review(), packages=(answers.judged("n", "1.0.0", first, second),)))
    assert len(issues) == len({issue.fingerprint for issue in issues})


def test_findings_that_are_else_the_same_are_numbered() -> None:
    twice = (answers.finding(message="a"), answers.finding(message="b"))
    issues = of_project(replace(answers.review(), packages=(answers.judged("n", "1.0.0", *twice),)))
    assert len(issues) == len({issue.fingerprint for issue in issues})


def test_a_package_alone_is_no_path_to_itself() -> None:
    alone, found = ("n@1.0.0",), ("app@1.0.0", "n@1.0.0")
    for paths, path in (((alone,), ()), ((alone, found), found)):
        package = answers.judged("n", "1.0.0", answers.finding(), paths=paths)
        assert path == stops_of(package, answers.review())[0].path


def test_places_are_told_from_where_the_check_was_started() -> None:
    issue = issue_of(replace(answers.review(), root="apps/web"), "left-handed@2.0.0")
    assert (Location("apps/web/package-lock.json", 42),) == issue.places


def test_a_package_without_a_verdict_keeps_name_and_hint() -> None:
    issue = issue_of(answers.review(), "gone@1.0.0")
    assert ("registry-not-found", Level.UNJUDGED, "check the name") == (
        issue.rule,
        issue.level,
        issue.next_step,
    )


def test_a_target_that_failed_is_told() -> None:
    assert [("nowhere@1.0.0", Level.UNJUDGED)] == [(i.name, i.level) for i in of_targets([answers.failed()])]


def test_notes_stop_nothing() -> None:
    subjects = {issue.subject for issue in stopping(of_project(answers.review()))}
    assert {"pkg:npm/left-handed", "pkg:npm/%40scope/fresh", "pkg:npm/worse"} == subjects


def test_what_stops_one_package_is_told_of_it_alone() -> None:
    report = answers.review()
    assert [("left-handed@2.0.0", "new-install-hook")] == [
        (issue.name, issue.rule) for issue in stops_of(report.packages[0], report)
    ]
    assert () == stops_of(report.packages[2], report)
