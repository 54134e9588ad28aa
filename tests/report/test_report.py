"""The table of formats."""

import subprocess
import sys

import pytest

from pratique.core.audit import AuditReport
from pratique.report import REPORTS, Look
from pratique.report.formats.renderers import COMPARISON, PROJECT, TARGETS
from tests.report import answers

LOOK = Look(rules={})


def test_every_format_has_one_name_and_some_answer() -> None:
    assert len(REPORTS) == len({report.name for report in REPORTS})
    assert all(r.targets or r.project or r.comparison or r.audit for r in REPORTS)


def test_the_table_names_what_there_is_to_render() -> None:
    assert set(TARGETS) == {report.name for report in REPORTS if report.targets}
    assert set(PROJECT) == {report.name for report in REPORTS if report.project}
    assert set(COMPARISON) == {report.name for report in REPORTS if report.comparison}


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_a_format_renders_the_answers_that_it_has(report: object) -> None:
    found = next(r for r in REPORTS if r is report)
    if found.targets:
        assert "left-handed" in found.targets([answers.held()], LOOK)
    if found.project:
        assert "left-handed" in found.project(answers.project(), LOOK)
    if found.comparison:
        assert "https.request" in found.comparison(answers.comparison(), "a@1", "a@2", LOOK)
    if found.audit:
        assert found.audit(AuditReport(root="."), LOOK).endswith("\n")


def test_the_names_of_formats_cost_no_renderer() -> None:
    code = "import sys, pratique.report; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    own = {name for name in run.stdout.split() if name.startswith("pratique.report")}
    assert {"pratique.report", "pratique.report.audit", "pratique.report.interface"} == own
