"""Documents of strangers: bounded, and taken as a whole or not at all."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import ParseError, Reference
from pratique.history.provenance.document import (
    MOST_BYTES,
    MOST_DEPTH,
    MOST_TEXT,
    moment,
    number,
    octets,
    read_object,
    rows,
    some_text,
    text,
)


def test_an_object_is_read() -> None:
    assert {"a": [1, {"b": "c"}]} == read_object(b'{"a": [1, {"b": "c"}]}', what="it")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "it is not JSON"),
        (b'{"a": ', "it is not JSON"),
        (b"[]", "it is not an object"),
        (b'{"a": "\xff"}', "it is not JSON"),
        (b" " * (10 << 20), f"it is 10485760 bytes long, more than the maximum of {MOST_BYTES}"),
        (b'{"a":' * 100_000, "nested more than 64 deep"),
        (b"[" * 3_000_000, "nested more than 64 deep"),
    ],
    ids=["empty", "cut-off", "array", "not-utf8", "ten-megabytes", "deep-objects", "deep-arrays"],
)
def test_what_is_no_document_says_why(data: bytes, message: str) -> None:
    with pytest.raises(ParseError, match=message) as raised:
        read_object(data, what="it")
    assert Reference.ATTESTATION_INVALID is raised.value.reference


def test_brackets_in_texts_and_side_by_side_do_not_nest() -> None:
    assert {"a": "[" * 999} == read_object(b'{"a": "' + b"[" * 999 + b'"}', what="it")
    assert 999 == len(read_object(b'{"a": [' + b",".join([b"[]"] * 999) + b"]}", what="it")["a"])
    assert {"a": '"[{'} == read_object(b'{"a": "\\"[{"}', what="it")


def test_the_deepest_document_is_read() -> None:
    inner = MOST_DEPTH - 1
    assert read_object(b'{"a": ' + b"[" * inner + b"]" * inner + b"}", what="it")
    with pytest.raises(ParseError):
        read_object(b'{"a": ' + b"[" * MOST_DEPTH + b"]" * MOST_DEPTH + b"}", what="it")


@pytest.mark.parametrize(("value", "expected"), [(0, 0), ("12", 12), (2**63 - 1, 2**63 - 1), ("0", 0)])
def test_numbers_are_written_as_such_or_as_digits(value: object, expected: int) -> None:
    assert expected == number(value, "it")


@pytest.mark.parametrize("value", [-1, "-1", 1.0, True, None, "", "1e3", "\u0661", 2**63, "9" * 20, [1]])
def test_what_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(ParseError, match="it is not a number"):
        number(value, "it")


@pytest.mark.parametrize("value", [None, "", "a", "a b=", "\u00e9\u00e9\u00e9\u00e9", 1, "YQ=="[:-1]])
def test_what_is_no_base64_is_refused(value: object) -> None:
    with pytest.raises(ParseError):
        octets(value, "it")


def test_texts_and_lists_have_bounds() -> None:
    assert "x" * MOST_TEXT == text("x" * MOST_TEXT, "it")
    with pytest.raises(ParseError, match="longer than"):
        text("x" * (MOST_TEXT + 1), "it")
    assert some_text("x" * (MOST_TEXT + 1)) is None
    assert [] == rows(None, "it", most=1)
    with pytest.raises(ParseError, match="more than the maximum of 1"):
        rows([1, 2], "it", most=1)


def test_a_time_has_a_zone() -> None:
    assert 2026 == moment("2026-01-01T00:00:00Z", "it").year
    with pytest.raises(ParseError, match="it is not a time"):
        moment("2026-01-01", "it")


@pytest.mark.fuzz
@given(st.binary(max_size=200))
def test_any_bytes_give_an_object_or_a_parse_error(data: bytes) -> None:
    with contextlib.suppress(ParseError):
        assert isinstance(read_object(data, what="it"), dict)
