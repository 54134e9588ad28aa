"""What a CI system shows of an audit."""

from dataclasses import replace

import pytest

from pratique.core.audit import AuditReport
from pratique.core.finding import Severity
from pratique.core.location import Location
from pratique.report.audit.issue import gaps, issues, next_step, remarks
from tests.report.audit import answers


def print_of(report: AuditReport) -> str:
    return issues(report)[0].fingerprint


def test_a_fingerprint_stays_over_versions_severities_and_lines() -> None:
    one = answers.finding()
    other = replace(
        one, match=replace(one.match, version="4.17.19", severity=Severity.LOW), sources=("yarn.lock:1",)
    )
    assert print_of(AuditReport(root=".", findings=(one,))) == print_of(
        AuditReport(root=".", findings=(other,))
    )


@pytest.mark.parametrize("change", [{"id": "GHSA-2"}, {"product": answers.npm("underscore")}])
def test_another_advisory_or_package_has_another_fingerprint(change: dict[str, object]) -> None:
    one = answers.finding()
    other = replace(one, match=replace(one.match, **change))  # type: ignore[arg-type]
    assert 2 == len({issue.fingerprint for issue in issues(AuditReport(root=".", findings=(one, other)))})


def test_what_would_have_one_fingerprint_is_numbered() -> None:
    found = issues(AuditReport(root=".", findings=(answers.finding(),) * 3))
    assert 3 == len({issue.fingerprint for issue in found})


def test_a_place_is_seen_from_the_top_of_the_repository() -> None:
    (found,) = issues(AuditReport(root="web", findings=(answers.finding(),)))
    assert (Location("web/package-lock.json", 42),) == found.places
    copied = next(finding for finding in answers.rich().findings if finding.copy)
    (found,) = issues(AuditReport(root="web", findings=(copied,)))
    assert (Location("web/static/js/vendor.min.js"),) == found.places
    assert "jquery@1.12.4 in static/js/vendor.min.js" == found.name


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "upgrade to one of the fixed versions: 4.17.21"),
        (
            {"fix": answers.IN_RANGE},
            "all who ask for lodash accept 4.17.21: the client's own update is enough; run `npm update lodash`",
        ),
        ({"made": answers.MALWARE}, f"Known to be malicious. {answers.REMOVED}"),
        (
            {"made": answers.MALWARE, "fix": replace(answers.IN_RANGE, text="get to 3.3.7")},
            f"Known to be malicious. {answers.REMOVED}",
        ),
        (
            {"made": answers.MALWARE, "fix": answers.PINNED},
            (
                "Known to be malicious. Remove event-strum, or pin the last good version: event-strum@3.3.5. Run "
                f"`npm install --save-exact event-strum@3.3.5`. {answers.AFTERWARDS}"
            ),
        ),
        (
            {"made": answers.match(fixed=())},
            "no fixed version known: remove the package, or check whether the advisory affects you",
        ),
        ({"ignored": answers.LASTING}, ""),
    ],
)
def test_the_next_step_is_one_line(told: dict[str, object], said: str) -> None:
    assert said == next_step(answers.finding(**told))  # type: ignore[arg-type]


def test_a_snippet_is_told_with_its_file() -> None:
    said = next_step(answers.finding(fix=answers.OVERRIDE))
    assert said.endswith('add to package.json: { "overrides": { "braces": "2.1.3" } }')


def test_a_copy_is_replaced() -> None:
    copied = next(finding for finding in answers.rich().findings if finding.copy)
    assert "replace the copied file with version 3.5.0 or newer" == next_step(copied)


def test_all_that_makes_an_answer_incomplete_is_a_gap() -> None:
    assert () == gaps(answers.rich())
    told = gaps(answers.incomplete())
    assert 6 == len(told)
    for part in (
        "osv-pypi",
        "line 9: no version",
        "yarn.lock was not read",
        "from a git repository",
        "no id",
    ):
        assert 1 == len([gap for gap in told if part in gap])
    assert ("Nothing checked: no lockfile found",) == gaps(answers.nothing())


def test_many_problems_of_a_file_are_counted() -> None:
    (file,) = answers.rich().files
    report = replace(answers.rich(), files=(replace(file, problems=tuple(map(str, range(23)))),))
    assert 21 == len(gaps(report))
    assert "package-lock.json: 3 more problems" == gaps(report)[-1]


def test_remarks_make_nothing_incomplete() -> None:
    assert [
        "`pratique audit --fix` checks that the fixed versions exist and pass the policy",
        "an ignore has expired: CVE-2019-9999 for decoder (pratique.toml:30)",
        "an ignore matched nothing: CVE-2020-0001 (.osv/ignores.toml:4)",
    ] == list(remarks(answers.rich()))[:3]
    assert 6 == len(remarks(answers.rich()))
