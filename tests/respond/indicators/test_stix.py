import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from stix2validator import ValidationOptions, validate_string

from pratique.respond.indicators.hunt import Hunt
from pratique.respond.indicators.stix import bundle, left_out, quoted, text
from pratique.respond.wanted.value import IndicatorKind
from tests.respond.indicators.samples import EMPTY, GOOD, HUNTS, SHA256, TEXTS, indicator

_LITERAL = re.compile(r"'(?:[^'\\]|\\['\\])*'")
_PATTERN = re.compile(
    r"\[[\w:.-]+(?:'SHA-256')? (?:=|LIKE) '(?:[^'\\]|\\['\\])*'(?: AND [\w:.]+ LIKE '(?:[^'\\]|\\['\\])*')?\]",
    re.DOTALL,
)


def objects(hunt: Hunt, type_: str) -> list[dict[str, Any]]:
    told = json.loads(text(hunt))
    return [one for one in told["objects"] if one["type"] == type_]


def patterns(hunt: Hunt) -> list[str]:
    return [one["pattern"] for one in objects(hunt, "indicator")]


def test_each_trace_is_an_indicator_of_the_malware() -> None:
    indicators, relations = objects(GOOD, "indicator"), objects(GOOD, "relationship")
    [malware] = objects(GOOD, "malware")
    assert "sample 1.0.0" == malware["name"]
    assert [one["id"] for one in indicators] == [one["source_ref"] for one in relations]
    assert {malware["id"]} == {one["target_ref"] for one in relations}


def test_each_kind_has_its_pattern() -> None:
    assert [
        f"[file:hashes.'SHA-256' = '{'ab' * 32}']",
        "[domain-name:value = 'collect.evil.invalid']",
        "[ipv4-addr:value = '203.0.113.7']",
        "[ipv6-addr:value = '2001:db8::7']",
        "[url:value = 'https://collect.evil.invalid/drop?a=1']",
        "[file:name = 'discussion.yaml' AND file:parent_directory_ref.path LIKE '%.github/workflows']",
        "[file:name = 'act.mond.js']",
        "[file:name = 'wt.exe' AND file:parent_directory_ref.path LIKE '%c:/programdata']",
        f"[file:hashes.'SHA-256' = '{SHA256}']",
    ] == patterns(GOOD)


def test_equal_lists_give_equal_bundles_and_others_do_not() -> None:
    later = replace(GOOD, at=GOOD.at + timedelta(days=1))
    assert text(GOOD) == text(replace(GOOD, indicators=tuple(GOOD.indicators)))
    assert 3 == len({bundle(one)["id"] for one in (GOOD, later, EMPTY)})


def test_ids_are_unique() -> None:
    ids = [one["id"] for one in json.loads(text(GOOD))["objects"]]
    assert len(ids) == len(set(ids))


def test_a_hash_of_an_unknown_kind_is_named_as_left_out() -> None:
    odd = indicator(IndicatorKind.FILE_HASH, "abc")
    hunt = replace(EMPTY, indicators=(odd,))
    assert ((odd,), []) == (left_out(hunt), patterns(hunt))
    assert () == left_out(GOOD)


@pytest.mark.fuzz
@given(TEXTS)
def test_a_hostile_value_stays_one_literal(value: str) -> None:
    assert _LITERAL.fullmatch(quoted(value))
    back = re.sub(r"\\(['\\])", r"\1", quoted(value)[1:-1])
    assert value.encode("utf-8", "replace").decode() == back


@pytest.mark.fuzz
@given(HUNTS)
def test_hostile_values_give_whole_patterns(hunt: Hunt) -> None:
    for pattern in patterns(hunt):
        assert _PATTERN.fullmatch(pattern), pattern
    assert text(hunt).isascii()


def validated(hunt: Hunt) -> Any:
    # The ids are of version 5 on purpose: the specification allows it, and the validator only recommends version 4.
    options = ValidationOptions(version="2.1", disabled="103")
    return validate_string(text(hunt), options)


@pytest.mark.parametrize("hunt", [GOOD, EMPTY], ids=["good", "empty"])
def test_the_validator_of_stix_accepts_the_bundle(hunt: Hunt) -> None:
    told = validated(hunt)
    assert (True, []) == (told.is_valid, [str(error) for error in getattr(told, "errors", [])])


def test_the_validator_of_stix_refuses_a_broken_pattern() -> None:
    broken = text(GOOD).replace("[domain-name:value = 'collect", "[domain-name:value = collect")
    assert not validate_string(broken, ValidationOptions(version="2.1")).is_valid


@pytest.mark.fuzz
@settings(max_examples=25)
@given(HUNTS)
def test_the_validator_of_stix_accepts_hostile_values(hunt: Hunt) -> None:
    assert validated(hunt).is_valid, text(hunt)
