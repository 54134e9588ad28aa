"""The reports for GitLab."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given

from pratique.core.assessment import ProjectReport
from pratique.report.formats import gitlab
from pratique.report.formats.json_text import compact
from tests.report import answers
from tests.report.hostile import PROJECTS

RULES = {"new-install-hook": "install hook added since the baseline release"}
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\Z")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}\Z")


def scanned(value: ProjectReport, *, notes: bool = False) -> Any:
    return gitlab.dependency_scanning(value, RULES, notes=notes, now=NOW)


def valid(report: Any) -> None:
    """What version 15.0.7 of GitLab's schema asks for, read from it and written again."""
    assert {"version", "scan", "vulnerabilities", "dependency_files"} == report.keys()
    scan = report["scan"]
    assert {"analyzer", "scanner", "type", "start_time", "end_time", "status", "messages"} == scan.keys()
    assert scan["status"] in {"success", "failure"}
    assert TIME.match(scan["start_time"])
    assert TIME.match(scan["end_time"])
    for tool in (scan["analyzer"], scan["scanner"]):
        assert all((tool["id"], tool["name"], tool["version"], tool["vendor"]["name"]))
    for message in scan["messages"]:
        assert message["level"] in {"info", "warn", "fatal"}
        assert message["value"]
    for item in report["vulnerabilities"]:
        assert UUID.match(item["id"])
        assert 0 < len(item["name"]) <= 255
        assert len(item["description"]) <= 1_048_576
        assert len(item["solution"]) <= 7_000
        assert item["severity"] in {"Info", "Unknown", "Low", "Medium", "High", "Critical"}
        assert all(identifier[key] for identifier in item["identifiers"] for key in ("type", "name", "value"))
        assert item["location"]["file"]
        assert isinstance(item["location"]["dependency"]["version"], str)
        assert isinstance(item["location"]["dependency"]["package"]["name"], str)
    for file in report["dependency_files"]:
        assert file["path"]
        assert file["package_manager"]
        assert all(isinstance(item["version"], str) for item in file["dependencies"])


def test_a_stop_is_a_vulnerability_of_its_lockfile() -> None:
    report = scanned(answers.review())
    valid(report)
    assert [("Critical", "worse"), ("High", "left-handed"), ("Low", "@scope/fresh")] == [
        (item["severity"], item["location"]["dependency"]["package"]["name"])
        for item in report["vulnerabilities"]
    ]
    assert RULES["new-install-hook"] == report["vulnerabilities"][1]["name"]


def test_what_could_not_be_judged_is_a_message() -> None:
    first = scanned(answers.review())["scan"]["messages"][0]
    assert "warn" == first["level"]
    assert first["value"].startswith("gone@1.0.0 (")
    assert "): the registry does not know gone\ncheck the name" in first["value"]


def test_notes_are_told_on_request() -> None:
    infos = [
        item
        for item in scanned(answers.review(), notes=True)["vulnerabilities"]
        if item["severity"] == "Info"
    ]
    assert infos


def test_without_lockfiles_the_scan_has_failed() -> None:
    report = scanned(ProjectReport(root=".", files=()))
    valid(report)
    assert "failure" == report["scan"]["status"]


def test_without_a_time_the_report_is_still_valid() -> None:
    report: Any = gitlab.dependency_scanning(answers.review(), RULES, notes=False, now=None)
    valid(report)
    assert "1970-01-01T00:00:00" == report["scan"]["start_time"]


def test_the_packages_of_each_lockfile_are_listed() -> None:
    files = scanned(answers.review())["dependency_files"]
    assert [("package-lock.json", "npm", 6), ("tools/requirements.txt", "pip", 0)] == [
        (file["path"], file["package_manager"], len(file["dependencies"])) for file in files
    ]


def test_thousands_of_findings_are_cut_and_counted() -> None:
    findings = [answers.finding(message=str(number)) for number in range(5_001)]
    report = replace(answers.review(), packages=(answers.judged("n", "1.0.0", *findings),))
    scan: Any = gitlab.dependency_scanning(report, RULES, notes=False, now=None)
    assert 5_000 == len(scan["vulnerabilities"])
    assert "1 finding omitted here" in scan["scan"]["messages"][0]["value"]
    quality: Any = gitlab.code_quality(report, notes=False)
    assert (5_001, "left-out") == (len(quality), quality[-1]["check_name"])


def test_code_quality_has_what_gitlab_reads() -> None:
    found: Any = gitlab.code_quality(answers.review(), notes=False)
    assert ["blocker", "critical", "major", "minor"] == [item["severity"] for item in found]
    assert {"path": "package-lock.json", "lines": {"begin": 42}} == found[1]["location"]
    assert len(found) == len({item["fingerprint"] for item in found})


@pytest.mark.fuzz
@given(value=PROJECTS)
def test_hostile_text_leaves_both_valid(value: ProjectReport) -> None:
    valid(scanned(value, notes=True))
    found: Any = gitlab.code_quality(value, notes=True)
    assert len(found) == len({item["fingerprint"] for item in found})
    for item in found:
        assert {"description", "check_name", "fingerprint", "severity", "location"} == item.keys()
        assert item["check_name"]
        assert item["location"]["path"]
        assert item["location"]["lines"]["begin"] >= 1
        assert not item["location"]["path"].startswith("./")
    assert compact(found).isascii()
