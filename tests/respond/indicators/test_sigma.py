from dataclasses import replace
from typing import Any

import pytest
import yaml
from hypothesis import given
from sigma.collection import SigmaCollection
from sigma.types import SigmaString
from sigma.validation import SigmaValidator
from sigma.validators.core import validators

from pratique.respond.indicators.hunt import Hunt
from pratique.respond.indicators.sigma import literal, rules, text
from pratique.respond.wanted.value import IndicatorKind
from tests.respond.indicators.samples import EMPTY, GOOD, HUNTS, TEXTS, indicator


def told(hunt: Hunt) -> list[dict[str, Any]]:
    return [one for one in yaml.safe_load_all(text(hunt)) if one]


def test_there_is_a_rule_for_each_source_of_logs() -> None:
    assert ["proxy", "dns", "process_creation", "file_event", "process_creation"] == [
        one["logsource"]["category"] for one in told(GOOD)
    ]


def test_a_host_matches_itself_and_what_lies_below_it() -> None:
    proxy, dns, *_ = told(GOOD)
    assert {"query": ["collect.evil.invalid"]} == dns["detection"]["selection_exact"]
    assert {"query|endswith": [".collect.evil.invalid"]} == dns["detection"]["selection_below"]
    assert ["2001:db8::7", "203.0.113.7", "collect.evil.invalid"] == proxy["detection"]["selection_host"][
        "cs-host"
    ]
    assert {"c-uri|contains": ["collect.evil.invalid/drop\\?a=1"]} == proxy["detection"]["selection_address"]


def test_a_written_file_is_matched_by_its_end_on_both_kinds_of_systems() -> None:
    ends = told(GOOD)[3]["detection"]["selection"]["TargetFilename|endswith"]
    assert ["/.github/workflows/discussion.yaml", "\\\\.github\\\\workflows\\\\discussion.yaml"] == ends[:2]
    assert "\\\\c:\\\\programdata\\\\wt.exe" in ends


def test_no_indicators_give_no_rules() -> None:
    assert ([], True) == (told(EMPTY), text(EMPTY).startswith("#"))


def test_ids_are_stable_and_unique() -> None:
    ids = [one["id"] for one in rules(GOOD)]
    assert ids == [one["id"] for one in rules(GOOD)]
    assert len(ids) == len(set(ids))


@pytest.mark.fuzz
@given(HUNTS)
def test_hostile_values_give_documents_that_say_what_was_built(hunt: Hunt) -> None:
    assert list(rules(hunt)) == told(hunt)
    assert text(hunt).isascii()


@pytest.mark.fuzz
@given(TEXTS)
def test_a_hostile_value_has_no_wildcard(value: str) -> None:
    parsed = SigmaString(literal(value))
    assert [value.encode("utf-8", "replace").decode()] == list(parsed.s)


def parsed(hunt: Hunt) -> Any:
    return SigmaCollection.from_yaml(text(hunt))


def test_the_parser_of_sigma_reads_the_rules_and_its_validators_find_nothing() -> None:
    found = parsed(GOOD)
    # These two load their lists of tags from the network.
    offline = {one for name, one in validators.items() if name not in {"attacktag", "d3_fendtag"}}
    issues = SigmaValidator(offline).validate_rules(found)
    assert [] == [str(issue) for issue in issues if type(issue).severity.name != "LOW"]
    assert 5 == len(found.rules)


@pytest.mark.fuzz
@given(HUNTS)
def test_the_parser_of_sigma_reads_hostile_values(hunt: Hunt) -> None:
    for rule in parsed(hunt).rules if told(hunt) else ():
        assert [] == rule.errors
        assert rule.detection.parsed_condition[0].parsed is not None


def test_a_short_name_is_no_part_of_a_command_line() -> None:
    hunt = replace(EMPTY, indicators=(indicator(IndicatorKind.PATH, "a.b"),))
    assert [] == told(hunt)
