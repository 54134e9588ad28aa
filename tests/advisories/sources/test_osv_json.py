import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.sources.osv_json import NOT_JSON, NOT_ONE_READING, UnreadableError, read_json


def refusal(data: bytes) -> str:
    with pytest.raises(UnreadableError) as caught:
        read_json(data)
    return caught.value.why


def test_a_mark_of_byte_order_is_passed_over() -> None:
    assert {"a": "é"} == read_json(b"\xef\xbb\xbf" + '{"a": "é"}'.encode())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"{} {}",
        b"[1,]",
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b"\xff\xfe{\x00}\x00",
        b'"\xe9"',
        b"[" * 200_000,
        b'{"a": ' * 200_000,
        b"9" * 100_000,
    ],
    ids=["empty", "half", "two", "comma", "nan", "inf", "utf-16", "latin-1", "deep", "deeper", "number"],
)
def test_what_is_not_json_is_refused(data: bytes) -> None:
    assert NOT_JSON == refusal(data)


@pytest.mark.parametrize("data", [b'{"a": 1, "a": 1}', b'[{"x": {"": 1, "b": 2, "": 3}}]'])
def test_a_key_that_stands_twice_is_refused_at_any_depth(data: bytes) -> None:
    assert NOT_ONE_READING == refusal(data)


@given(st.binary(max_size=40) | st.text("[]{}:,\"\\1ean' ", max_size=12).map(str.encode))
def test_any_bytes_are_read_as_the_standard_reader_reads_them_or_refused(data: bytes) -> None:
    try:
        found: Any = read_json(data)
    except UnreadableError as error:
        assert error.why in {NOT_JSON, NOT_ONE_READING}  # noqa: PT017 - both endings are right
    else:
        assert json.loads(data.removeprefix(b"\xef\xbb\xbf")) == found
