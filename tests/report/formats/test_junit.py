"""The report as JUnit XML."""

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from hypothesis import given

from pratique.core.assessment import ProjectReport
from pratique.core.names import Ecosystem
from pratique.report.formats import junit
from pratique.report.parts.size_limit import units
from tests.report import answers
from tests.report.hostile import PROJECTS


def suite(text: str) -> ET.Element:
    root = ET.fromstring(text)
    assert "testsuites" == root.tag
    assert ["testsuite"] == [child.tag for child in root]
    return root[0]


def outcomes(value: ET.Element) -> dict[str, str]:
    return {case.attrib["name"]: case[0].tag if len(case) else "pass" for case in value.iter("testcase")}


def counted(value: ET.Element) -> None:
    found = list(outcomes(value).values())
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        assert str(sum(len(case.findall(tag)) for case in value.iter("testcase"))) == value.attrib[attribute]
    assert int(value.attrib["tests"]) == sum(1 for _ in value.iter("testcase")) >= len(found)


def test_each_package_is_a_case() -> None:
    found = suite(junit.project(answers.review()))
    counted(found)
    assert {
        "left-handed@2.0.0": "failure",
        "worse@6.6.6": "failure",
        "@scope/fresh@0.1.0": "failure",
        "calm@1.2.0": "pass",
        "waved@3.0.0": "pass",
        "steady@1.0.0": "pass",
        "pkg:npm/gone@1.0.0": "error",
        "pkg:npm/own@1.0.0": "skipped",
    } == outcomes(found)


def test_a_failure_says_why_where_and_what_next() -> None:
    case = suite(junit.project(answers.project())).find("testcase")
    assert case is not None
    text = case[0].text or ""
    for part in (
        "new-install-hook: postinstall is new at package.json:7",
        "next: read",
        "app@1.0.0 > left-handed@2.0.0",
        "in package-lock.json:42",
    ):
        assert part in text


def test_nothing_to_look_at_is_an_error() -> None:
    assert {"lockfiles": "error"} == outcomes(suite(junit.project(ProjectReport(root=".", files=()))))


def test_targets_are_cases() -> None:
    found = suite(junit.targets([answers.held(), replace(answers.clear(), name="clear"), answers.failed()]))
    counted(found)
    assert {"left-handed@2.0.0": "failure", "clear": "pass", "nowhere@1.0.0": "error"} == outcomes(found)


def test_two_packages_of_one_name_in_two_ecosystems_keep_their_own_reasons() -> None:
    one, two = (
        answers.judged("n", "1.0.0", answers.finding(message=ecosystem.value), ecosystem=ecosystem)
        for ecosystem in (Ecosystem.NPM, Ecosystem.RUBYGEMS)
    )
    cases = suite(junit.project(replace(answers.project(), packages=(one, two)))).findall("testcase")[:2]
    for case in cases:
        assert f"new-install-hook: {case.attrib['classname']} at" in (case[0].text or "")
    assert {"npm", "gem"} == {case.attrib["classname"] for case in cases}


def test_what_does_not_fit_is_counted() -> None:
    findings = [answers.finding(message=f"{n}{'x' * 990}") for n in range(10)]
    package = answers.judged("n", "1.0.0", *findings)
    many = tuple(replace(package, ref=package.ref.package.at(f"1.{n}.0")) for n in range(1_000))
    text = junit.project(replace(answers.project(), packages=many, not_judged=(), out_of_scope=()))
    found = suite(text)
    counted(found)
    assert units(text) < 10_001_000
    assert f"{1_000 - int(found.attrib['tests'])} more test cases did not fit" in text


@pytest.mark.fuzz
@given(value=PROJECTS)
def test_hostile_text_leaves_it_valid_and_counted(value: ProjectReport) -> None:
    counted(suite(junit.project(value)))
