"""The report of an audit as SARIF."""

import json
from dataclasses import replace
from typing import Any

import pytest

from pratique.core.audit import AuditReport
from pratique.core.finding import Severity
from pratique.report.audit import sarif
from pratique.report.formats.json_text import compact
from tests.report.audit import answers
from tests.report.formats.test_sarif import valid


def run_of(value: AuditReport) -> Any:
    return json.loads(compact(sarif.audit(value)))["runs"][0]


def of(value: AuditReport, rule: str) -> Any:
    return next(result for result in run_of(value)["results"] if result["ruleId"] == rule)


def test_a_finding_lies_at_its_lock_entry_and_says_what_to_do() -> None:
    result = of(answers.rich(), "GHSA-35jh-r3h4-6jhm")
    place = result["locations"][0]["physicalLocation"]
    assert ("package-lock.json", 42) == (place["artifactLocation"]["uri"], place["region"]["startLine"])
    assert "error" == result["level"]
    text = result["message"]["text"]
    assert text.startswith("lodash@4.17.20: Command injection in the template function\nhigh, CVSS 7.2, ")
    assert text.endswith("the client's own update is enough; run `npm update lodash`")


def test_a_copied_library_lies_at_its_file() -> None:
    place = of(answers.rich(), "GHSA-gxr4-xjj5-5px2")["locations"][0]["physicalLocation"]
    assert {"uri": "static/js/vendor.min.js", "uriBaseId": "%SRCROOT%"} == place["artifactLocation"]


@pytest.mark.parametrize(
    ("severity", "score", "told"),
    [
        (Severity.HIGH, 7.2, "7.2"),
        (Severity.CRITICAL, 7.2, "9.1"),
        (Severity.HIGH, None, "7.0"),
        (Severity.MEDIUM, 9.8, "9.8"),
        (None, 5.0, "5.0"),
        (None, None, None),
    ],
)
def test_the_number_that_github_sorts_by_is_never_below_the_word(
    severity: Severity | None, score: float | None, told: str | None
) -> None:
    report = replace(
        answers.clear(), findings=(answers.finding(answers.match(severity=severity, score=score)),)
    )
    run = run_of(report)
    assert told == run["results"][0]["properties"].get("security-severity")
    assert told == run["tool"]["driver"]["rules"][0]["properties"].get("security-severity")


def test_malware_is_the_worst_there_is() -> None:
    run = run_of(answers.rich())
    rule = next(rule for rule in run["tool"]["driver"]["rules"] if rule["id"] == "MAL-2026-1234")
    assert {"tags": ["security", "malware"], "security-severity": "10.0"} == rule["properties"]


def test_what_is_not_certain_is_no_error() -> None:
    unsure = answers.finding(answers.match(certain=False, severity=Severity.CRITICAL))
    assert "warning" == run_of(replace(answers.clear(), findings=(unsure,)))["results"][0]["level"]


def test_what_is_ignored_is_suppressed_with_its_reason() -> None:
    why = "only our own input is decoded, security@company.example, until 2027-01-31 (pratique.toml:12)"
    assert [{"kind": "external", "status": "accepted", "justification": why}] == of(
        answers.rich(), "GHSA-w573-4hg7-7wgq"
    )["suppressions"]


def test_an_incomplete_run_is_not_silently_green() -> None:
    (invocation,) = run_of(answers.incomplete())["invocations"]
    assert invocation["executionSuccessful"] is False
    errors = [
        note["message"]["text"]
        for note in invocation["toolExecutionNotifications"]
        if note["level"] == "error"
    ]
    assert 6 == len(errors)
    (invocation,) = run_of(answers.nothing())["invocations"]
    assert invocation["executionSuccessful"] is False
    assert "Nothing checked" in invocation["toolExecutionNotifications"][0]["message"]["text"]


def test_a_complete_run_says_what_it_was_held_against() -> None:
    (invocation,) = run_of(answers.clear())["invocations"]
    assert invocation["executionSuccessful"] is True
    assert [True] == [
        note["message"]["text"].startswith("Checked against epss (2026-11-20")
        for note in invocation["toolExecutionNotifications"]
    ]


def test_one_advisory_that_meets_two_releases_is_one_rule() -> None:
    two = (answers.finding(), answers.finding(answers.match("lodash-es", severity=Severity.LOW, score=2.0)))
    run = run_of(replace(answers.clear(), findings=two))
    assert ["7.2"] == [rule["properties"]["security-severity"] for rule in run["tool"]["driver"]["rules"]]
    assert 2 == len(run["results"])


@pytest.mark.parametrize("made", ["rich", "incomplete", "clear", "changed", "nothing"])
def test_every_answer_is_a_valid_log(made: str) -> None:
    valid(json.loads(compact(sarif.audit(getattr(answers, made)()))))


def test_an_address_to_read_on_is_one_of_the_web() -> None:
    for rule in run_of(answers.rich())["tool"]["driver"]["rules"]:
        assert rule.get("helpUri", "https://").startswith("https://")
