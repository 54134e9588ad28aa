"""npm's records of staged releases: true ones, and any other bytes."""

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.ecosystems.npm.staged import (
    StagePage,
    is_stage_id,
    list_url,
    parse_page,
    parse_record,
    record_url,
    tarball_filename,
    tarball_url,
)
from pratique.errors import ParseError, Reference

ID = "1de6f3db-2ed9-4d72-b3dd-8f0e2b474a2f"
REGISTRY = "https://registry.example/npm/"
TOOL = PackageRef(Ecosystem.NPM, "@acme/tool")
RECORD: dict[str, object] = {
    "id": ID,
    "packageName": "@acme/tool",
    "version": "1.2.3",
    "tag": "latest",
    "createdAt": "2026-03-16T09:00:00.000Z",
    "actor": "octocat",
    "actorType": "trusted automation",
    "access": "public",
    "shasum": "4F7F5F1D5BCF2F72F6E4D6C4F3B2812D8A2F6C19",
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*RECORD, "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)


def page(*items: object, **more: object) -> StagePage:
    return parse_page(json.dumps({"items": items, **more}).encode(), registry=REGISTRY)


def test_a_record_of_the_documentation_is_read() -> None:
    record = parse_record(json.dumps(RECORD).encode(), registry=REGISTRY)
    assert (ID, TOOL.at("1.2.3"), REGISTRY) == (record.id, record.ref, record.registry)
    assert ("latest", "octocat", "trusted automation", "public", None) == (
        record.tag,
        record.actor,
        record.actor_type,
        record.access,
        record.status,
    )
    assert datetime(2026, 3, 16, 9, tzinfo=UTC) == record.staged_at
    assert (Digest("sha1", "4f7f5f1d5bcf2f72f6e4d6c4f3b2812d8a2f6c19"),) == record.digests


def test_the_addresses_are_those_of_npm() -> None:
    assert f"{REGISTRY}-/stage?page=2&perPage=100" == list_url(REGISTRY, 2)
    assert f"{REGISTRY}-/stage?page=0&perPage=100&package=%40acme%2Ftool" == list_url(REGISTRY, 0, TOOL)
    assert f"{REGISTRY}-/stage/{ID}" == record_url(REGISTRY, ID)
    assert f"{REGISTRY}-/stage/{ID}/tarball" == tarball_url(REGISTRY, ID)


def test_the_filename_is_that_of_npm_stage_download() -> None:
    record = parse_record(json.dumps(RECORD).encode(), registry=REGISTRY)
    assert f"acme-tool-1.2.3-{ID}.tgz" == tarball_filename(record)


def test_what_is_missing_or_of_another_type_is_unknown() -> None:
    bare = {key: RECORD[key] for key in ("id", "packageName", "version")}
    odd = {**bare, "tag": 7, "createdAt": [], "actor": {}, "actorType": None, "access": True, "shasum": None}
    for one in (bare, odd):
        record = parse_record(json.dumps(one).encode(), registry=REGISTRY)
        assert [None, None, None, None, None, ()] == [
            record.tag,
            record.staged_at,
            record.actor,
            record.actor_type,
            record.access,
            record.digests,
        ]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", "../x"),
        ("id", f"{ID}/tarball"),
        ("id", f"{ID}\n"),
        ("id", None),
        ("packageName", "../calm"),
        ("packageName", "calm\x1b[2J"),
        ("packageName", "x" * 300),
        ("version", "1.2.3/.."),
        ("version", " 1.2.3"),
        ("version", "latest"),
        ("shasum", "4f7f"),
        ("shasum", 7),
    ],
)
def test_a_record_with_an_unusable_identity_is_refused(key: str, value: object) -> None:
    with pytest.raises(ParseError) as caught:
        parse_record(json.dumps({**RECORD, key: value}).encode(), registry=REGISTRY)
    assert Reference.LISTING_INVALID is caught.value.reference
    assert caught.value.message.isascii()
    assert caught.value.message.isprintable()
    assert 250 > len(caught.value.message)
    assert caught.value.hint


def test_a_page_keeps_good_records_and_names_the_others() -> None:
    found = page(RECORD, {"id": 1}, "x", total=3)
    assert (1, 2, 3, 3) == (len(found.records), len(found.problems), found.length, found.total)


def test_problems_of_a_page_are_bounded() -> None:
    found = page(*[{}] * 90)
    assert (20, "and 71 more records") == (len(found.problems), found.problems[-1])


@pytest.mark.parametrize("total", [None, -1, "3", True, 1.5, 1 << 70])
def test_a_total_that_is_no_count_is_unknown(total: object) -> None:
    assert page(RECORD, total=total).total is None


def test_only_uuids_are_stage_ids() -> None:
    assert is_stage_id(ID)
    assert is_stage_id(ID.upper())
    assert not any(map(is_stage_id, ("calm", f"{ID}x", f"x{ID}", f"{ID}\n", ID.replace("-", ""), "")))


@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_give_a_page_a_record_or_a_parse_error(data: bytes) -> None:
    for parse in (parse_page, parse_record):
        with suppress(ParseError):
            parse(data, registry=REGISTRY)


@given(JSON, st.sampled_from([*RECORD]))
def test_any_value_in_a_record_gives_a_record_or_a_parse_error(value: object, key: str) -> None:
    try:
        found = parse_record(json.dumps({**RECORD, key: value}).encode(), registry=REGISTRY)
    except ParseError:
        return
    assert is_stage_id(found.id)
    assert all(len(text or "") <= 256 for text in (found.tag, found.actor, found.actor_type, found.status))
