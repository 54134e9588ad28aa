import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.ecosystems.reading.json_values import (
    Raw,
    count,
    printable,
    read_any,
    read_fields,
    read_items,
    read_members,
    table,
    text,
    text_table,
)


class Shape(msgspec.Struct):
    a: Any = None
    b: Any = None


def test_members_of_an_object_stay_undecoded() -> None:
    members = read_members(b'{"a": [1, 2], "b": {}}')
    assert members is not None
    assert isinstance(members["a"], Raw)
    assert read_any(members["a"]) == [1, 2]
    assert read_members(members["b"]) == {}
    assert read_members({"a": 1}) == {"a": 1}
    assert read_members([1]) is None
    assert read_members(b"[1]") is None


def test_items_of_an_array_stay_undecoded() -> None:
    items = read_items(b'[1, "\\u0061"]')
    assert items is not None
    assert [read_any(item) for item in items] == [1, "a"]
    assert read_items([1]) == [1]
    assert read_items({}) is None
    assert read_items(b"{}") is None


@pytest.mark.parametrize(
    "data",
    [
        b'{"a": "\\ud800", "b": 1}',
        b'{"a": "\xff", "b": 1}',
        b'{"x": "\\ud800", "b": 1}',
        b'{"a": 1e999, "b": 1}',
    ],
)
def test_what_the_fast_reader_refuses_is_read_all_the_same(data: bytes) -> None:
    fields = read_fields(data, Shape)
    members = read_members(data)
    assert fields is not None
    assert fields.b == 1
    assert members is not None
    assert read_any(members["b"]) == 1


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"null", b'{"a":' + b"[" * 100_000])
def test_what_is_no_object_has_no_fields(data: bytes) -> None:
    assert read_fields(data, Shape) is None


def test_texts_are_not_empty_and_can_be_printed() -> None:
    assert text("a\ud800b") == "a?b"
    assert text("abc", most=2) == "ab"
    assert [None, None, None] == [text(""), text(3), text(None)]
    assert printable("é\udc00") == "é?"


def test_counts_are_whole_numbers_of_a_size_that_can_be() -> None:
    assert [0, 7] == [count(0), count(7)]
    assert [None] * 5 == [count(value) for value in (True, -1, 7.0, "7", 2**63)]


def test_tables_hold_what_has_the_right_type() -> None:
    assert table([1]) == {}
    assert text_table({"a": "b", "c": 1, "": "d", "e": "", "f\ud800": "g"}) == {"a": "b", "e": "", "f?": "g"}
    assert text_table("x") == {}


leaves = st.none() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False) | st.text(max_size=5)
values = leaves | st.lists(leaves, max_size=3)


@pytest.mark.fuzz
@given(st.dictionaries(st.text(max_size=5), values, max_size=4))
def test_values_come_through_unchanged(value: dict[str, Any]) -> None:
    data = json.dumps(value).encode()
    members = read_members(data)
    assert members is not None
    assert repr(value) == repr({key: read_any(member) for key, member in members.items()})


@pytest.mark.fuzz
@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_none(data: bytes) -> None:
    read_any(data)
    read_members(data)
    read_items(data)
    read_fields(data, Shape)
