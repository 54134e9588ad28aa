"""The machine contract of an audit."""

import json
from importlib import resources
from typing import Any

import jsonschema
import pytest

from pratique.core.audit import AuditReport
from pratique.report.audit import contract
from pratique.report.formats.json_text import compact
from tests.report.audit import answers

SCHEMA: Any = json.loads(
    resources.files("pratique.report.schemas").joinpath("audit-1.schema.json").read_text()
)


def strict(schema: Any) -> Any:
    """The same schema where no object may have a field that it does not name: none is written that nobody can rely on."""
    if isinstance(schema, list):
        return [strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: strict(value) for key, value in schema.items()}
    return {"additionalProperties": False, **inner} if "properties" in inner and "type" in inner else inner


STRICT = jsonschema.Draft202012Validator(strict(SCHEMA))
MADE = ("rich", "incomplete", "clear", "changed", "nothing")


def told(value: AuditReport) -> Any:
    return json.loads(compact(contract.audit(value)))


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("made", MADE)
def test_every_answer_fits_the_schema_and_has_no_field_beside_it(made: str) -> None:
    STRICT.validate(told(getattr(answers, made)()))


@pytest.mark.parametrize("made", MADE)
def test_the_lines_have_all_that_the_object_has(made: str) -> None:
    value = getattr(answers, made)()
    *findings, last = (json.loads(compact(line)) for line in contract.audit_lines(value))
    assert last.pop("summary") is True
    assert all(1 == finding.pop("schema_version") for finding in findings)
    assert told(value) == {**last, "findings": findings}


def test_a_finding_tells_all_that_is_known_of_it() -> None:
    found = next(item for item in told(answers.rich())["findings"] if item["id"] == "GHSA-35jh-r3h4-6jhm")
    assert {
        "purl": "pkg:npm/lodash@4.17.20",
        "aliases": ["CVE-2021-23337"],
        "severity": "high",
        "cvss": {"score": 7.2, "vector": "CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H"},
        "epss": {
            "cve": "CVE-2021-23337",
            "score": 0.9743,
            "percentile": 0.9991,
            "model": "v2026.06.15",
            "date": "2026-11-24",
        },
        "kev": {"cve": "CVE-2021-23337", "added": "2023-01-02", "due": "2023-01-23", "ransomware": True},
        "fixed": ["4.17.21"],
        "symbols": ["template", "assignWith"],
        "paths_total": 4,
        "groups": ["dev"],
        "sources": ["package-lock.json:42"],
        "told_by": ["osv-npm"],
        "ignored": None,
        "copy": None,
        "stops": True,
    }.items() <= found.items()
    assert ("in-range", True) == (found["fix"]["remedy"], found["fix"]["judged"])


def test_an_ignored_finding_is_told_and_does_not_stop() -> None:
    found = next(item for item in told(answers.rich())["findings"] if item["name"] == "decoder")
    assert (False, "2027-01-31", ["dev", "docs"]) == (
        found["stops"],
        found["ignored"]["expires"],
        found["ignored"]["groups"],
    )


def test_an_answer_without_a_source_is_not_complete() -> None:
    whole = told(answers.clear())
    assert whole["coverage"]["complete"] is True
    assert "no known advisories for" in whole["headline"]
    nothing = told(answers.nothing())
    assert nothing["coverage"]["complete"] is False
    assert [] == nothing["findings"]


def test_a_source_tells_what_of_it_was_not_imported() -> None:
    source = next(item for item in told(answers.rich())["coverage"]["sources"] if item["name"] == "osv-npm")
    assert source["rows"] == source["imported"] + sum(source["skipped"].values())
    assert ("2026-11-25T12:00:00Z", "2026-11-24T00:00:00Z", True) == (
        source["checked_at"],
        source["as_of"],
        source["synced"],
    )
