"""The reports of an audit for GitLab."""

from dataclasses import replace
from typing import Any

import pytest

from pratique.core.audit import AuditFinding, AuditReport
from pratique.core.finding import Severity
from pratique.report.audit import gitlab
from tests.report.audit import answers
from tests.report.formats.test_gitlab import valid


def scanned(value: AuditReport) -> Any:
    return gitlab.dependency_scanning(value, now=answers.NOW)


def of(value: AuditReport, name: str) -> Any:
    return next(
        item
        for item in scanned(value)["vulnerabilities"]
        if item["location"]["dependency"]["package"]["name"] == name
    )


def test_a_finding_has_its_identifiers_links_and_solution() -> None:
    item = of(answers.rich(), "lodash")
    assert [("ghsa", "GHSA-35jh-r3h4-6jhm"), ("cve", "CVE-2021-23337"), ("cwe", "94")] == [
        (identifier["type"], identifier["value"]) for identifier in item["identifiers"]
    ]
    assert [{"url": "https://advisories.example/GHSA-35jh-r3h4-6jhm"}] == item["links"]
    assert item["solution"].endswith("run `npm update lodash`")
    assert "High" == item["severity"]


def test_the_path_to_a_dependency_is_told_by_the_numbers_of_its_lockfile() -> None:
    report = scanned(answers.rich())
    dependency = of(answers.rich(), "lodash")["location"]["dependency"]
    (file,) = report["dependency_files"]
    numbers = {item["iid"]: item["package"]["name"] for item in file["dependencies"]}
    assert len(numbers) == len(file["dependencies"])
    assert "lodash" == numbers[dependency["iid"]]
    assert ["builder"] == [numbers[step["iid"]] for step in dependency["dependency_path"]]
    assert dependency["direct"] is False


def test_the_projects_own_folders_are_no_part_of_the_path() -> None:
    one = answers.finding(paths=(("web@workspace", "builder@2.1.0", "lodash@4.17.20"),))
    report = replace(answers.rich(), findings=(one,))
    assert 1 == len(of(report, "lodash")["location"]["dependency"]["dependency_path"])
    gap = answers.finding(paths=(("builder@2.1.0", "unknown@1", "lodash@4.17.20"),))
    dependency = of(replace(report, findings=(gap,)), "lodash")["location"]["dependency"]
    assert "dependency_path" not in dependency


def test_severities_are_gitlabs() -> None:
    found = {
        item["location"]["dependency"]["package"]["name"]: item["severity"]
        for item in scanned(answers.rich())["vulnerabilities"]
    }
    assert ("Critical", "Critical", "Medium", "Low") == tuple(
        found[name] for name in ("event-strum", "braces", "jquery", "vague")
    )
    assert "Unknown" in found.values()


def test_what_is_ignored_is_left_out_and_told_in_a_message() -> None:
    report = scanned(answers.rich())
    names = {item["location"]["dependency"]["package"]["name"] for item in report["vulnerabilities"]}
    assert {"decoder", "elsewhere"}.isdisjoint(names)
    messages = [message["value"] for message in report["scan"]["messages"]]
    assert 2 == len([text for text in messages if text.startswith("ignored: ")])


def test_what_was_not_looked_at_is_a_warning_of_the_scan() -> None:
    report = scanned(answers.incomplete())
    assert 6 == len([message for message in report["scan"]["messages"] if message["level"] == "warn"])
    assert "success" == report["scan"]["status"]
    assert "failure" == scanned(answers.nothing())["scan"]["status"]
    assert "success" == scanned(answers.clear())["scan"]["status"]


def test_code_quality_has_what_counts_and_what_was_not_looked_at() -> None:
    found: Any = gitlab.code_quality(answers.incomplete())
    assert ["incomplete"] * 6 == [item["check_name"] for item in found][:6]
    assert ["blocker", "blocker", "critical", "critical", "major", "major", "major", "minor"] == [
        item["severity"] for item in found[6:]
    ]
    malware = found[6]
    assert {"path": "package-lock.json", "lines": {"begin": 99}} == malware["location"]
    unsure = answers.finding(answers.match(certain=False, severity=Severity.CRITICAL))
    (item,) = gitlab.code_quality(replace(answers.clear(), findings=(unsure,)))
    assert isinstance(item, dict)
    assert "major" == item["severity"]


def valid_quality(found: Any) -> None:
    """What GitLab asks of each entry of code quality."""
    assert len(found) == len({item["fingerprint"] for item in found})
    for item in found:
        assert {"description", "check_name", "fingerprint", "severity", "location"} == item.keys()
        assert item["check_name"]
        assert item["location"]["path"]
        assert item["location"]["lines"]["begin"] >= 1


@pytest.mark.parametrize("made", ["rich", "incomplete", "clear", "changed", "nothing"])
def test_every_answer_is_valid_for_gitlab(made: str) -> None:
    value = getattr(answers, made)()
    valid(scanned(value))
    valid_quality(gitlab.code_quality(value))


def test_thousands_of_findings_are_cut_and_counted() -> None:
    bare = answers.match(summary="", affected=(), fixed=(), urls=(), cwes=(), aliases=())
    many = tuple(AuditFinding(match=replace(bare, id=f"CVE-1-{number}")) for number in range(5_001))
    quality: Any = gitlab.code_quality(replace(answers.clear(), findings=many))
    assert (5_001, "left-out") == (len(quality), quality[-1]["check_name"])
    assert "1 finding omitted" in quality[-1]["description"]
