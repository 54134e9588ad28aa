import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from pratique.advisories.ignores import apply
from pratique.advisories.ignores.openvex import parse
from pratique.core.audit import AuditFinding, AuditReport, Ignore
from pratique.report.audit import openvex
from pratique.report.formats.json_contract import Json
from pratique.report.formats.json_text import indented
from tests.report.audit.answers import (
    ENDLESS,
    IN_RANGE,
    LASTING,
    MALWARE,
    NOW,
    clear,
    finding,
    incomplete,
    match,
    rich,
)
from tests.report.audit.hostile import report
from tests.report.hostile import MAKERS

TODAY = date(2026, 11, 26)


def statements(*findings: AuditFinding) -> list[dict[str, Json]]:
    told = openvex.audit(replace(clear(), findings=findings), now=NOW)["statements"]
    return json.loads(json.dumps(told))  # type: ignore[no-any-return]


def status(*findings: AuditFinding) -> dict[str, Json]:
    """What is said of the one vulnerability of these findings, without naming it."""
    [told] = statements(*findings)
    return {key: value for key, value in told.items() if key not in {"vulnerability", "products"}}


def test_a_document_says_who_made_it_when_and_of_what() -> None:
    document = openvex.audit(replace(clear(), findings=(finding(),)), now=NOW)
    assert "https://openvex.dev/ns/v0.2.0" == document["@context"]
    assert ("2026-11-25T12:00:00Z", 1, "Pratique") == (
        document["timestamp"],
        document["version"],
        document["author"],
    )
    assert {
        "name": "GHSA-35jh-r3h4-6jhm",
        "description": "Command injection in the template function",
        "aliases": ["CVE-2021-23337"],
    } == statements(finding())[0]["vulnerability"]
    purl = "pkg:npm/lodash@4.17.20"
    assert [{"@id": purl, "identifiers": {"purl": purl}}] == statements(finding())[0]["products"]


def test_a_document_without_a_time_is_from_the_beginning_of_times() -> None:
    assert "1970-01-01T00:00:00Z" == openvex.audit(clear(), now=None)["timestamp"]


def test_the_id_is_made_from_the_statements_alone() -> None:
    one = openvex.audit(rich(), now=NOW)
    later = openvex.audit(rich(), now=None)
    other = openvex.audit(clear(), now=NOW)
    assert str(one["@id"]).startswith("urn:uuid:")
    assert one["@id"] == later["@id"]
    assert one["@id"] != other["@id"]


def test_an_answer_that_is_incomplete_says_so() -> None:
    assert "incomplete" in str(openvex.audit(incomplete(), now=NOW)["tooling"])
    assert "incomplete" not in str(openvex.audit(clear(), now=NOW)["tooling"])


def test_what_counts_is_affected_with_what_to_do() -> None:
    told = status(finding(fix=IN_RANGE))
    assert "affected" == told["status"]
    assert "the client's own update is enough; run `npm update lodash`" in str(told["action_statement"])
    assert "upgrade to one of the fixed versions: 4.17.21" == status(finding())["action_statement"]
    assert "Known to be malicious" in str(status(finding(MALWARE))["action_statement"])


def test_what_is_not_certain_is_under_investigation() -> None:
    assert {"status": "under_investigation"} == status(finding(match(certain=False)))


def test_what_is_ignored_with_a_justification_is_not_affected() -> None:
    assert {
        "status": "not_affected",
        "justification": "vulnerable_code_not_in_execute_path",
        "status_notes": "only our own input is decoded",
    } == status(finding(ignored=LASTING))
    assert {
        "status": "not_affected",
        "justification": "vulnerable_code_not_in_execute_path",
    } == status(finding(ignored=replace(LASTING, reason="")))


def test_a_risk_that_is_taken_is_still_affected() -> None:
    taken = status(finding(ignored=ENDLESS))
    assert "affected" == taken["status"]
    assert "read from elsewhere" in str(taken["action_statement"])


def test_what_is_ignored_without_a_reason_is_affected() -> None:
    told = status(finding(ignored=Ignore(ids=("CVE-2021-23337",), origin=".trivyignore:3")))
    assert {
        "status": "affected",
        "action_statement": "ignored: no reason is given, without an end (.trivyignore:3)",
    } == told


def test_of_one_release_in_two_places_the_one_that_counts_decides() -> None:
    told = statements(
        finding(ignored=LASTING, sources=("a/package-lock.json:1",)),
        finding(fix=IN_RANGE, sources=("b/package-lock.json:1",)),
    )
    assert ["affected"] == [one["status"] for one in told]


def test_each_vulnerability_of_each_release_has_one_statement() -> None:
    told = statements(*rich().findings)
    keys = {json.dumps([one["vulnerability"], one["products"]]) for one in told}
    assert len(told) == len(keys) == len({(f.match.purl, f.match.id) for f in rich().findings})


def test_reading_it_back_ignores_what_was_ignored_and_nothing_else() -> None:
    told = parse(indented(openvex.audit(rich(), now=NOW)).encode(), "vex.json")
    assert () == told.unread
    again, use = apply([replace(one, ignored=None) for one in rich().findings], told.ignores, today=TODAY)
    assert [one.ignored is not None and bool(one.ignored.justification) for one in rich().findings] == [
        one.ignored is not None for one in again
    ]
    assert () == use.unused
    [back] = [one.ignored for one in again if one.ignored and one.ignored.justification]
    assert (LASTING.justification, LASTING.reason) == (back.justification, back.reason)


@pytest.mark.fuzz
@given(MAKERS.map(report))
def test_any_answer_gives_a_valid_document(value: AuditReport) -> None:
    text = indented(openvex.audit(value, now=NOW))
    assert text.isascii()
    for one in json.loads(text)["statements"]:
        assert one["vulnerability"]["name"]
        if one["status"] == "affected":
            assert one["action_statement"]
        if one["status"] == "not_affected":
            assert ("justification" in one) != ("impact_statement" in one)
    parse(text.encode(), "vex.json")
