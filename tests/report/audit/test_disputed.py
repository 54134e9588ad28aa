"""Malice that sources disagree on, in every format of an audit."""

import json
from dataclasses import replace

import pytest

from pratique.core.advisory import Dispute
from pratique.core.audit import AuditReport
from pratique.report import REPORTS, Report
from tests.report.audit import answers, test_audit

NOTE = (
    "disputed: MAL-2026-1234 (osv) reports malware, but GHSA-gone, which shares an id with it, was withdrawn"
)


def report(dispute: Dispute | None) -> AuditReport:
    disputed = replace(answers.MALWARE, note=NOTE, disputed=dispute)
    return replace(answers.rich(), findings=(answers.finding(disputed),))


def shown(name: str, dispute: Dispute | None) -> str:
    (found,) = (one for one in REPORTS if one.name == name)
    return test_audit.shown(found, report(dispute))


@pytest.mark.parametrize("form", test_audit.OF_AUDITS, ids=lambda form: form.name)
@pytest.mark.parametrize("dispute", Dispute)
def test_every_format_says_both_statements_and_never_that_it_is_known_to_be_malicious(
    form: Report, dispute: Dispute
) -> None:
    text = shown(form.name, dispute)

    assert "GHSA-gone, which shares an id with it, was withdrawn" in " ".join(text.split())
    assert "known to be malicious" not in text
    if form.name in test_audit.CHECKS:
        test_audit.CHECKS[form.name](text)


def test_machines_read_that_it_is_disputed() -> None:
    (found,) = json.loads(shown("json", Dispute.EVERY_VERSION))["findings"]
    assert ("every-version", NOTE, True) == (found["disputed"], found["note"], found["certain"])
    (result,) = json.loads(shown("sarif", Dispute.TWIN_WITHDRAWN))["runs"][0]["results"]
    assert ("warning", "twin-withdrawn") == (result["level"], result["properties"]["disputed"])
    (result,) = json.loads(shown("sarif", None))["runs"][0]["results"]
    assert ("error", None) == (result["level"], result["properties"]["disputed"])
    (statement,) = json.loads(shown("openvex", Dispute.TWIN_WITHDRAWN))["statements"]
    assert ("under_investigation", NOTE) == (statement["status"], statement["status_notes"])
    assert "::warning" in shown("github", Dispute.TWIN_WITHDRAWN)
    assert "::error" in shown("github", None)
