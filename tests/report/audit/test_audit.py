"""What holds for every format of an audit whatever advisories and locks say: valid, bounded, nothing hidden, stable."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique import __version__
from pratique.core.audit import AuditReport
from pratique.report import REPORTS, Look, Report
from pratique.report.audit.sheet import SHEET, policy
from tests.report.audit import answers, hostile, test_contract, test_gitlab, test_html
from tests.report.formats.test_gitlab import valid as valid_gitlab
from tests.report.formats.test_junit import counted, suite
from tests.report.formats.test_sarif import valid as valid_sarif
from tests.report.markdown.test_review import Page, quiet
from tests.report.test_every_format import readable

CHECKS: Mapping[str, Callable[[str], None]] = {
    "json": lambda text: test_contract.STRICT.validate(json.loads(text)),
    "sarif": lambda text: valid_sarif(json.loads(text)),
    "gitlab": lambda text: valid_gitlab(json.loads(text)),
    "gitlab-codequality": lambda text: test_gitlab.valid_quality(json.loads(text)),
    "junit": lambda text: counted(suite(text)),
    "markdown": lambda text: quiet(Page(text)),
    "html": lambda text: test_html.quiet(test_html.Page(text)),
}
"""What each reader asks for besides."""
LOOK = Look(notes=True, rules={}, now=datetime(2026, 11, 25, 12, tzinfo=UTC))
OF_AUDITS = [report for report in REPORTS if report.audit]
PLAIN = (
    "text",
    "json",
    "jsonl",
    "sarif",
    "markdown",
    "github",
    "gitlab",
    "gitlab-codequality",
    "junit",
    "html",
)
NEVER = ("is clean", "is safe", "no vulnerabilities", "not vulnerable", "secure")


GOLDEN = {
    "text": "audit.txt",
    "json": "audit.json",
    "jsonl": "audit.jsonl",
    "sarif": "audit.sarif",
    "markdown": "audit.md",
    "github": "audit-github.txt",
    "gitlab": "audit-gitlab.json",
    "gitlab-codequality": "audit-codequality.json",
    "junit": "audit.xml",
    "html": "audit.html",
}
"""One answer in each format; those of others are held against their own schemas."""


def shown(report: Report, value: AuditReport) -> str:
    assert report.audit is not None
    return report.audit(value, LOOK)


def named(name: str) -> Report:
    return next(report for report in REPORTS if report.name == name)


def test_an_audit_has_every_format_of_check_and_a_page() -> None:
    assert set(PLAIN) <= {report.name for report in OF_AUDITS}


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("made", ["rich", "incomplete", "clear", "changed", "nothing"])
def test_every_answer_gives_a_valid_report_that_never_calls_anything_sound(name: str, made: str) -> None:
    text = shown(named(name), getattr(answers, made)())
    readable(named(name), text)
    assert [] == [word for word in NEVER if word in text.lower()]


@pytest.mark.parametrize("name", PLAIN)
def test_an_incomplete_answer_says_what_is_missing(name: str) -> None:
    text = shown(named(name), answers.incomplete())
    assert "osv-pypi" in text
    assert "osv-pypi" not in shown(named(name), answers.rich())


@pytest.mark.parametrize(
    "name", ["text", "json", "jsonl", "sarif", "markdown", "github", "gitlab", "junit", "html"]
)
def test_nothing_to_audit_is_said(name: str) -> None:
    assert "Nothing checked: no lockfile found" in shown(named(name), answers.nothing())


@pytest.mark.parametrize("name", PLAIN)
def test_every_format_tells_malware_and_how_to_meet_it(name: str) -> None:
    text = shown(named(name), answers.rich())
    assert "MAL-2026-1234" in text
    if name not in {"json", "jsonl"}:
        assert "Remove event-strum" in text
        assert "Assume that malicious code ran" in text
        assert "SSH keys" in text


@pytest.mark.parametrize(("name", "file"), GOLDEN.items())
def test_the_golden_reports_stay(name: str, file: str, request: pytest.FixtureRequest) -> None:
    """What reads a machine's format breaks when a field goes; `pytest --golden` writes them anew."""
    made = shown(named(name), answers.incomplete())
    # Neither a release of pratique nor another look of the page makes another report.
    made = made.replace(__version__, "VERSION").replace(SHEET, "SHEET").replace(policy(), "POLICY")
    path = Path(__file__).parents[1] / "golden" / file
    if request.config.getoption("--golden"):
        path.write_text(made, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == made


@pytest.mark.fuzz
@given(report=st.sampled_from(OF_AUDITS), value=hostile.REPORTS, seed=st.integers())
def test_a_hostile_audit_gives_valid_reports_in_any_order_of_work(
    report: Report, value: AuditReport, seed: int
) -> None:
    text = shown(report, value)
    readable(report, text)
    if report.name in CHECKS:
        CHECKS[report.name](text)
    assert text == shown(report, hostile.shuffled(value, seed))


def test_the_text_of_an_audit_is_written_without_what_other_formats_and_verbs_need() -> None:
    """A good part of the time that an audit has would else go into imports."""
    code = (
        "import sys; from pratique.report import REPORTS, Look; from pratique.core.audit import AuditReport;"
        "assert REPORTS[0].audit(AuditReport(root='.'), Look(rules={}));"
        "print(*[name for name in sys.modules if name.startswith('pratique.')])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    folders = {name.split(".")[1] for name in run.stdout.split()}
    assert {"core", "errors", "report"} == folders
    assert {
        "pratique.report.formats.renderers",
        "pratique.report.formats.sarif",
        "pratique.report.audit.html",
    }.isdisjoint(run.stdout.split())
