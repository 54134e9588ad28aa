import hashlib
import re
from dataclasses import replace
from typing import Any

import pytest
import yara_x
from hypothesis import given

from pratique.respond.indicators.hunt import Hunt
from pratique.respond.indicators.yara import left_out, quoted, text
from pratique.respond.wanted.value import IndicatorKind
from tests.respond.indicators.samples import EMPTY, GOOD, HUNTS, SHA256, indicator


def compiled(hunt: Hunt) -> Any:
    return yara_x.compile(text(hunt))


def hits(hunt: Hunt, data: bytes) -> list[str]:
    return [one.identifier for one in compiled(hunt).scan(data).matching_rules]


def test_the_rules_have_literals_and_hashes() -> None:
    told = text(GOOD)
    assert '$s2 = "203.0.113.7" ascii wide nocase' in told
    assert f'hash.sha256(0, filesize) == "{SHA256}"' in told
    assert ["pratique_sample_1_0_0_strings_1", "pratique_sample_1_0_0_files_1"] == re.findall(
        r"^rule (\w+)", told, re.MULTILINE
    )
    assert not re.search(r"= /|\{ ?[0-9A-F?]{2} ", told)


def test_no_indicators_give_no_rule() -> None:
    assert text(EMPTY).startswith("//")


def test_a_thousand_literals_go_into_one_rule_and_the_rest_into_the_next() -> None:
    many = tuple(indicator(IndicatorKind.HOST, f"h{number}.evil.invalid") for number in range(1_001))
    assert 2 == text(replace(EMPTY, indicators=many)).count("\nrule ") + 1


def test_what_is_too_short_or_too_long_is_named_as_left_out() -> None:
    odd = ("a.b", "x" * 1_001)
    hunt = replace(EMPTY, indicators=tuple(indicator(IndicatorKind.PATH, one) for one in odd))
    assert (odd, True) == (left_out(hunt), text(hunt).startswith("//"))
    assert () == left_out(GOOD)


@pytest.mark.fuzz
@given(HUNTS)
def test_hostile_values_are_escaped_byte_by_byte(hunt: Hunt) -> None:
    assert text(hunt).isascii()
    assert text(hunt).replace("\n", "").isprintable()
    for one in hunt.indicators:
        assert re.fullmatch(r'(?:[^"\\]|\\x[0-9a-f]{2})*', quoted(one.value.encode("utf-8", "replace")))


def test_the_compiler_takes_the_rules_and_they_find_what_they_name() -> None:
    assert [] == hits(GOOD, b"nothing here")
    assert ["pratique_sample_1_0_0_strings_1"] == hits(GOOD, b'fetch("https://COLLECT.evil.invalid/drop")')
    assert ["pratique_sample_1_0_0_strings_1"] == hits(GOOD, "act.mond.js".encode("utf-16-le"))


def test_the_rules_find_a_file_by_its_hash() -> None:
    data = b"one of its files"
    hunt = replace(EMPTY, indicators=(indicator(IndicatorKind.FILE_HASH, hashlib.sha256(data).hexdigest()),))
    assert (["pratique_nothing_files_1"], []) == (hits(hunt, data), hits(hunt, data + b"."))


@pytest.mark.fuzz
@given(HUNTS)
def test_the_compiler_takes_hostile_values_and_finds_them(hunt: Hunt) -> None:
    rules = compiled(hunt)
    left = left_out(hunt)
    for one in hunt.indicators:
        if one.kind is not IndicatorKind.FILE_HASH and one.value not in left:
            assert rules.scan(one.value.encode("utf-8", "replace")).matching_rules
