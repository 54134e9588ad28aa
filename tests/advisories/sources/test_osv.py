import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.interface import Entry, Skip, Source
from pratique.advisories.sources import osv
from pratique.core.advisory import Advisory, AdvisoryKind, Cover
from tests.advisories.sources.osv_records import (
    LODASH,
    advisory_in,
    affected_versions,
    events,
    package,
    record,
)

MAL = record(package(ranges=events(("introduced", "0"))), id="MAL-2025-1")


def lines(*values: Any) -> bytes:
    return b"\n".join(value if isinstance(value, bytes) else json.dumps(value).encode() for value in values)


@pytest.mark.parametrize("source", [osv.NPM, osv.PYPI, osv.RUBYGEMS, osv.SOURCE], ids=lambda s: s.name)
def test_a_row_names_its_source(source: Source) -> None:
    assert source.name == advisory_in(source, MAL).source


def test_each_zip_of_the_bucket_covers_its_ecosystem_and_has_a_list_of_changes() -> None:
    for source, folder, purl_type in (
        (osv.NPM, "npm", "npm"),
        (osv.PYPI, "PyPI", "pypi"),
        (osv.RUBYGEMS, "RubyGems", "gem"),
    ):
        assert source.default
        assert str(source.url).endswith(f"/{folder}/all.zip")
        assert str(source.deltas).endswith(f"/{folder}/modified_id.csv")
        assert {
            Cover(purl_type, AdvisoryKind.VULNERABILITY),
            Cover(purl_type, AdvisoryKind.MALWARE),
        } == set(source.covers)


def test_a_version_is_affected_by_a_list_or_by_any_range() -> None:
    value = record(
        package(
            versions=["1.8.0"],
            ranges=[
                *events(("introduced", "0"), ("fixed", "f" * 40), kind="GIT"),
                *events(("introduced", "2.0.0"), ("fixed", "2.0.3"), kind="ECOSYSTEM"),
            ],
        ),
        package(ranges=events(("introduced", "3.0.0"), ("last_affected", "3.1.0"))),
    )
    versions = ["1.7.0", "1.8.0", "2.0.0-rc.1", "2.0.0", "2.0.3-beta", "2.0.3", "3.0.0", "3.1.0", "3.1.1"]

    assert ["1.8.0", "2.0.0", "2.0.3-beta", "3.0.0", "3.1.0"] == affected_versions(
        advisory_in(osv.SOURCE, value), versions
    )


def test_json_lines_are_one_row_each_and_empty_lines_are_none() -> None:
    rows = list(osv.SOURCE.rows(Entry("a/all.jsonl", lines(MAL, b"", b" \r", b"{", MAL) + b"\n")))

    assert ["MAL-2025-1", "a/all.jsonl:4", "MAL-2025-1"] == [
        row.id if isinstance(row, Advisory) else row.where for row in rows if isinstance(row, Advisory | Skip)
    ]


def test_one_line_ended_as_on_windows_is_one_row() -> None:
    [row] = osv.SOURCE.rows(Entry("x.ndjson", lines(MAL) + b"\r\n"))

    assert isinstance(row, Advisory)
    assert LODASH == row.affected[0].product


@pytest.mark.parametrize("data", [b"", b"\n\n"])
def test_an_empty_file_of_lines_is_told(data: bytes) -> None:
    assert [Skip("x.jsonl", "the file is empty")] == list(osv.SOURCE.rows(Entry("x.jsonl", data)))


@pytest.mark.parametrize(
    ("path", "data", "known"),
    [
        ("GHSA-x.json", b'{\n  "schema_version": "1.4.0",', True),
        ("all.jsonl", b'{"affected": []}\n', True),
        ("MAL-1.json", b'{"id":"MAL-1","summary":"x","details":"' + b"x" * 5_000, True),
        ("sbom.json", b'{"id": "CycloneDX", "summary": ""}', False),
        ("package.json", b'{"name": "x"}', False),
        ("x.json", b'[{"affected": []}]', False),
        ("x.yaml", b'{"affected": []}', False),
    ],
)
def test_a_record_is_recognised_by_its_fields(path: str, data: bytes, *, known: bool) -> None:
    assert known == osv.SOURCE.recognises(Entry(path, data))
    assert not osv.NPM.recognises(Entry(path, data))


@given(st.sampled_from(["x.json", "x.jsonl"]), st.binary(max_size=60))
def test_any_bytes_give_rows(path: str, data: bytes) -> None:
    rows = list(osv.SOURCE.rows(Entry(path, data)))

    assert rows
    assert all(isinstance(row, Advisory | Skip) for row in rows)
