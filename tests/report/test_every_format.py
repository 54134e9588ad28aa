"""What holds for every format whatever packages, registries and locks say: valid, bounded, nothing hidden, stable."""

import json
import random
import unicodedata
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.assessment import ProjectReport, Target
from pratique.report import REPORTS, Look, Report
from tests.report import answers
from tests.report.hostile import PROJECTS, TARGETS

T = TypeVar("T")
CONTRACT = (Path(__file__).parents[2] / "docs/reference/machine-contract.md").read_text(encoding="utf-8")

LOOK = Look(
    notes=True, rules={"new-install-hook": "install hook added"}, now=datetime(2026, 3, 1, 12, tzinfo=UTC)
)
OF_PROJECTS = [report for report in REPORTS if report.project]
OF_TARGETS = [report for report in REPORTS if report.targets]
JSON = {"json", "sarif", "gitlab", "gitlab-codequality", "cyclonedx", "openvex"}


def of_project(report: Report, value: ProjectReport) -> str:
    assert report.project is not None
    return report.project(value, LOOK)


def readable(report: Report, text: str) -> None:
    """What every reader of the format asks for before it looks at the content."""
    hidden = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    odd = [c for c in set(text) - {"\n"} if unicodedata.category(c) in hidden]
    assert [] == odd
    assert not text or text.endswith("\n")
    if report.name in JSON:
        assert text.isascii()
        json.loads(text)
    if report.name == "jsonl":
        assert all(json.loads(line) for line in text.splitlines())
    if report.name == "junit":
        ET.fromstring(text)
    if report.name == "github":
        assert all(line.startswith(("::", "pratique: ")) for line in text.splitlines())
        assert not any("##[" in line for line in text.splitlines() if not line.startswith("::"))


def mixed(items: tuple[T, ...], chance: random.Random) -> tuple[T, ...]:
    return tuple(chance.sample(items, len(items)))


def shuffled(value: ProjectReport, seed: int) -> ProjectReport:
    chance = random.Random(seed)
    packages = (
        replace(
            package,
            assessments=mixed(package.assessments, chance),
            sources=mixed(package.sources, chance),
            paths=mixed(package.paths, chance),
        )
        for package in value.packages
    )
    return replace(
        value,
        files=mixed(value.files, chance),
        packages=mixed(tuple(packages), chance),
        not_judged=mixed(value.not_judged, chance),
        out_of_scope=mixed(value.out_of_scope, chance),
        ignored=mixed(value.ignored, chance),
        install_settings=mixed(value.install_settings, chance),
        since=value.since and replace(value.since, removed=mixed(value.since.removed, chance)),
    )


@pytest.mark.fuzz
@given(report=st.sampled_from(OF_PROJECTS), value=PROJECTS, seed=st.integers())
def test_a_hostile_project_gives_valid_reports_in_any_order_of_work(
    report: Report, value: ProjectReport, seed: int
) -> None:
    text = of_project(report, value)
    readable(report, text)
    assert text == of_project(report, shuffled(value, seed))


@pytest.mark.fuzz
@given(report=st.sampled_from(OF_TARGETS), values=TARGETS)
def test_hostile_targets_give_valid_reports(report: Report, values: list[Target]) -> None:
    assert report.targets is not None
    readable(report, report.targets(values, LOOK))


@pytest.mark.parametrize("report", OF_PROJECTS, ids=lambda report: report.name)
@pytest.mark.parametrize("value", [answers.project(), answers.review(), ProjectReport(root=".", files=())])
def test_every_answer_gives_a_valid_report(report: Report, value: ProjectReport) -> None:
    readable(report, of_project(report, value))


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_every_format_is_in_the_machine_contract(report: Report) -> None:
    (row,) = (line for line in CONTRACT.splitlines() if line.startswith(f"| `{report.name}` |"))
    answers_of = row.split(" | ")[1]
    verbs = ("inspect", "check", "diff", "audit")
    told = [answers_of == "all" or f"`{verb}`" in answers_of for verb in verbs]
    assert [bool(f) for f in (report.targets, report.project, report.comparison, report.audit)] == told
