"""Advisory records are read from one document, a list, or lines; a bad one is reported."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.respond.wanted.json_records import read, recognises
from tests.respond.wanted.asking import context, reasons, releases


def record(own: str = "MAL-2026-9", name: str = "axios", *versions: str) -> dict[str, Any]:
    return {
        "id": own,
        "schema_version": "1.5.0",
        "affected": [
            {"package": {"ecosystem": "npm", "name": name}, "versions": list(versions or ("1.14.1",))}
        ],
    }


GITHUB = {
    "ghsa_id": "GHSA-aaaa-bbbb-cccc",
    "vulnerabilities": [
        {"package": {"ecosystem": "npm", "name": "axios"}, "vulnerable_version_range": ">= 1.14.0, < 1.14.2"},
        {"package": {"ecosystem": "pip", "name": "litellm"}, "vulnerable_version_range": "= 1.82.7"},
    ],
}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (record(), ["pkg:npm/axios@1.14.1"]),
        ([record(), record("MAL-2026-8", "keyv", "6.0.0")], ["pkg:npm/axios@1.14.1", "pkg:npm/keyv@6.0.0"]),
        ({"vulns": [record()]}, ["pkg:npm/axios@1.14.1"]),
        (
            {"results": [{"vulns": [record()]}, {"vulns": [record("MAL-2026-7", "keyv", "1.0.0")]}]},
            ["pkg:npm/axios@1.14.1", "pkg:npm/keyv@1.0.0"],
        ),
        (GITHUB, ["pkg:npm/axios >= 1.14.0 < 1.14.2", "pkg:pypi/litellm@1.82.7"]),
    ],
)
def test_records_are_read(document: Any, expected: list[str]) -> None:
    data = json.dumps(document).encode()
    assert recognises(data)
    found = read(data, context(origin="list.json"))
    assert (expected, []) == (releases(found), reasons(found))


def test_lines_are_read_each_with_its_number() -> None:
    data = b"\n".join(
        [json.dumps(record()).encode(), b"", b"{broken", json.dumps(record("MAL-2026-8", "keyv")).encode()]
    )
    found = read(data, context(origin="list.jsonl"))
    assert ["MAL-2026-9 (list.jsonl:1)", "MAL-2026-8 (list.jsonl:4)"] == [
        item.origin for item in found.releases
    ]
    assert ["list.jsonl:3"] == [one.origin for one in found.misread]


def test_a_record_that_cannot_be_read_is_reported() -> None:
    other = record()
    other["affected"][0]["package"]["ecosystem"] = "crates.io"
    found = read(json.dumps([record(), other]).encode(), context())
    assert (["pkg:npm/axios@1.14.1"], ["the record is about an unsupported ecosystem"]) == (
        releases(found),
        reasons(found),
    )


def test_a_withdrawn_record_of_github_gives_a_note() -> None:
    found = read(json.dumps({**GITHUB, "withdrawn_at": "2026-01-01T00:00:00Z"}).encode(), context())
    assert ([], ("GHSA-aaaa-bbbb-cccc was withdrawn and is not searched for.",)) == (
        releases(found),
        found.notes,
    )


def test_a_record_of_github_without_packages_is_reported() -> None:
    found = read(
        json.dumps({"ghsa_id": "GHSA-aaaa-bbbb-cccc", "vulnerabilities": [{"package": {}}]}).encode(),
        context(),
    )
    assert 1 == len(reasons(found))
    assert 1 == len(reasons(read(b'{"ghsa_id": "GHSA-aaaa-bbbb-cccc"}', context())))


@pytest.mark.parametrize(
    "data", [b'{"lockfileVersion": 3, "packages": {}}', b"", b"axios@1.14.1\n", b"[1, 2]", b"[[[["]
)
def test_other_files_are_no_records(data: bytes) -> None:
    assert not recognises(data)


@pytest.mark.fuzz
@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading(data: bytes) -> None:
    recognises(data)
    found = read(data, context())
    assert not found.releases or found.ids
