"""A MAL record, checked by a schema that was written from OSV's specification and the rules of the collection."""

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from pratique.core.names import Ecosystem, PackageRef
from pratique.respond.reporting.case import Case
from pratique.respond.reporting.osv import path, record, text
from pratique.respond.wanted.value import IndicatorKind
from tests.respond.indicators.samples import indicator
from tests.respond.reporting.samples import CASE, CASES

_TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"}
_STRINGS = {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string", "minLength": 1}}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["schema_version", "modified", "details", "affected", "database_specific"],
    "additionalProperties": False,  # so neither `id` nor `summary` nor `severity`
    "anyOf": [{"required": ["credits"]}, {"required": ["references"]}],
    "properties": {
        "schema_version": {"const": "1.7.0"},
        "modified": _TIME,
        "published": _TIME,
        "details": {"type": "string", "minLength": 1},
        "affected": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1,
            "items": {
                "type": "object",
                "required": ["package"],
                "oneOf": [{"required": ["versions"]}, {"required": ["ranges"]}],
                "additionalProperties": False,
                "properties": {
                    "package": {
                        "type": "object",
                        "required": ["ecosystem", "name", "purl"],
                        "properties": {
                            "ecosystem": {"enum": ["npm", "PyPI", "RubyGems"]},
                            "name": {"type": "string", "minLength": 1},
                            "purl": {"type": "string", "pattern": "^pkg:(npm|pypi|gem)/"},
                        },
                    },
                    "versions": _STRINGS,
                    "ranges": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["type", "events"],
                            "properties": {
                                "type": {"enum": ["SEMVER", "ECOSYSTEM"]},
                                "events": {"const": [{"introduced": "0"}]},
                            },
                        },
                    },
                },
            },
        },
        "references": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["type", "url"],
                "properties": {"type": {"const": "REPORT"}, "url": {"type": "string"}},
            },
        },
        "credits": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["name"],
                "properties": {"name": {"type": "string"}, "type": {"enum": ["FINDER", "TOOL"]}},
            },
        },
        "database_specific": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "iocs": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        "domains": {
                            **_STRINGS,
                            "items": {"type": "string", "pattern": r"^[A-Za-z0-9_.-]+$", "maxLength": 255},
                        },
                        "urls": _STRINGS,
                        "ip_addresses": _STRINGS,
                    },
                }
            },
        },
    },
}


def check(case: Case) -> dict[str, Any]:
    made = json.loads(text(case))
    jsonschema.validate(made, SCHEMA)
    return made  # type: ignore[no-any-return]


def test_a_record_follows_the_rules_of_the_collection() -> None:
    made = check(CASE)
    assert {"ecosystem": "npm", "name": "sample", "purl": "pkg:npm/sample"} == made["affected"][0]["package"]
    assert [{"name": "Ada", "type": "FINDER"}] == made["credits"]
    assert {"domains": ["collect.evil.invalid"], "urls": ["https://collect.evil.invalid/drop"]} == made[
        "database_specific"
    ]["iocs"]


@pytest.mark.parametrize("change", [{"id": "MAL-1"}, {"summary": "x"}, {"severity": []}, {"affected": []}])
def test_the_schema_refuses_what_the_collection_refuses(change: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**json.loads(text(CASE)), **change}, SCHEMA)


@pytest.mark.parametrize(
    ("ecosystem", "kind"),
    [(Ecosystem.NPM, "SEMVER"), (Ecosystem.PYPI, "ECOSYSTEM"), (Ecosystem.RUBYGEMS, "ECOSYSTEM")],
)
def test_every_version_is_a_range_from_zero(ecosystem: Ecosystem, kind: str) -> None:
    made = check(replace(CASE, whole=True, package=PackageRef(ecosystem, "sample")))
    assert [{"type": kind, "events": [{"introduced": "0"}]}] == made["affected"][0]["ranges"]


def test_addresses_and_names_are_told_apart_and_what_is_no_host_is_left_out() -> None:
    hosts = ("203.0.113.7", "a.invalid", "a b", "x" * 300)
    told = replace(CASE.behaviours[0], indicators=tuple(indicator(IndicatorKind.HOST, one) for one in hosts))
    iocs = check(replace(CASE, behaviours=(told,)))["database_specific"]["iocs"]
    assert {"domains": ["a.invalid"], "ip_addresses": ["203.0.113.7"]} == iocs


def test_the_file_lies_in_the_folder_of_its_package() -> None:
    scoped = replace(CASE, package=PackageRef(Ecosystem.NPM, "@scope/name"))
    assert "osv/malicious/npm/@scope/name/MAL-0000-scope-name.json" == path(scoped)


@pytest.mark.fuzz
@given(CASES)
def test_hostile_cases_give_valid_records(case: Case) -> None:
    check(case)
    assert record(case) == record(case)
