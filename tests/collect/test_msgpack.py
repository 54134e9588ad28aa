"""MessagePack, as other implementations write it."""

from contextlib import suppress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.collect.msgpack import MOST_DEPTH, MsgpackError, decode

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), -33)
    | st.integers(-32, 0x3F)
    | st.integers(0x80, 2**64 - 1)
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary(),
    lambda inside: st.lists(inside, max_size=20) | st.dictionaries(st.text(), inside, max_size=20),
    max_leaves=40,
)


@pytest.mark.fuzz
@given(VALUES)
def test_what_another_implementation_writes_is_read(value: object) -> None:
    assert value == decode(msgspec.msgpack.encode(value))


@pytest.mark.fuzz
@given(st.binary(max_size=300))
def test_any_bytes_are_a_value_or_an_error(data: bytes) -> None:
    with suppress(MsgpackError):
        decode(data)


def test_a_record_of_msgpackr_is_an_object_and_is_used_again() -> None:
    # A definition with the keys a and b, values 1 and 2, and a second record of the same kind.
    data = b"\x92" + b"\xd4r\x40\x92\xa1a\xa1b\x01\x02" + b"\x40\x03\x04"

    assert [{"a": 1, "b": 2}, {"a": 3, "b": 4}] == decode(data)


def test_a_byte_of_a_record_that_is_not_defined_is_a_number() -> None:
    assert 0x40 == decode(b"\x40")


def test_large_forms_are_read() -> None:
    for value in ("x" * 70_000, list(range(70_000)), {str(key): key for key in range(70_000)}, b"x" * 70_000):
        # Small numbers that are no record.
        assert value == decode(msgspec.msgpack.encode(value))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xdd\xff\xff\xff\xff",
        b"\xdf\xff\xff\xff\xff\x01",
        b"\xc6\xff\xff\xff\xff",
        b"\x91" * (MOST_DEPTH + 2) + b"\x01",
        b"\xd4r\x40\x01",
    ],
)
def test_what_is_cut_off_or_too_deep_is_an_error(data: bytes) -> None:
    with pytest.raises(MsgpackError):
        decode(data)


def test_an_extension_that_is_not_known_is_nothing() -> None:
    assert [None, None, 1] == decode(b"\x93\xd4\x05a\xc7\x03\x05abc\x01")
