"""A STIX bundle gives its indicators; what is more than equalities is reported."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.respond.wanted.stix import read, recognises
from pratique.respond.wanted.value import Wanted
from tests.respond.wanted.asking import context, indicators, reasons, releases


def bundle(*objects: dict[str, Any]) -> bytes:
    return json.dumps({"type": "bundle", "id": "bundle--1", "objects": list(objects)}).encode()


def pattern(text: str) -> Wanted:
    return read(
        bundle({"type": "indicator", "pattern_type": "stix", "pattern": text}), context(origin="b.json")
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[domain-name:value = 'evil.invalid']", [("host", "evil.invalid")]),
        ("[url:value='https://evil.invalid/a']", [("url", "https://evil.invalid/a")]),
        (
            "[ipv4-addr:value = '192.0.2.7'] OR [domain-name:value = 'b.invalid']",
            [("host", "192.0.2.7"), ("host", "b.invalid")],
        ),
        (f"[file:hashes.'SHA-256' = '{'a' * 64}']", [("file-hash", "a" * 64)]),
        (
            f"[file:hashes.MD5 = '{'a' * 32}' AND file:name = 'a\\'b.js']",
            [("file-hash", "a" * 32), ("path", "a'b.js")],
        ),
    ],
)
def test_equalities_are_read(text: str, expected: list[tuple[str, str]]) -> None:
    found = pattern(text)
    assert (expected, []) == (indicators(found), reasons(found))


def test_a_package_url_is_a_release() -> None:
    assert ["pkg:npm/axios@1.14.1"] == releases(pattern("[software:purl = 'pkg:npm/axios@1.14.1']"))


@pytest.mark.parametrize(
    "text",
    [
        "[domain-name:value LIKE '%.invalid']",
        "",
        "[domain-name:value = 'a.invalid'] FOLLOWEDBY [url:value = 'http://a.invalid/']",
        "[process:name = 'x']",
    ],
)
def test_what_is_not_understood_is_reported(text: str) -> None:
    assert 1 <= len(reasons(pattern(text)))


def test_observables_are_read_and_descriptions_are_not() -> None:
    found = read(
        bundle(
            {"type": "identity", "name": "x"},
            {"type": "domain-name", "value": "evil.invalid"},
            {"type": "file", "name": "a.js", "hashes": {"SHA-1": "b" * 40}},
            {"type": "mutex", "name": "x"},
        ),
        context(origin="b.json"),
    )
    assert [("host", "evil.invalid"), ("path", "a.js"), ("file-hash", "b" * 40)] == indicators(found)
    assert [("b.json#4", "Pratique does not search for objects of this type")] == [
        (one.origin, one.why) for one in found.misread
    ]


def test_a_revoked_indicator_gives_a_note() -> None:
    found = read(
        bundle({"type": "indicator", "revoked": True, "pattern": "[domain-name:value = 'a.invalid']"}),
        context(origin="b"),
    )
    assert ([], ("b#1: the indicator was revoked and is not searched for.",)) == (
        indicators(found),
        found.notes,
    )


def test_an_empty_or_broken_bundle_is_reported() -> None:
    assert [1, 1] == [len(reasons(read(data, context()))) for data in (bundle(), b"{")]


def test_a_bundle_is_recognised() -> None:
    assert [True, False] == [recognises(data) for data in (bundle(), b'{"type": "report"}')]


@pytest.mark.fuzz
@given(st.text(max_size=200))
def test_any_pattern_is_read_or_reported(text: str) -> None:
    found = pattern(text)
    assert found.ids or found.misread
