"""Contents of zip members: four methods, all bounded."""

import bz2
import lzma
import struct
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.archive.zip_content import disagreements, local_header, unpack_member
from pratique.archive.zip_directory import Entry
from tests.archive.hostile import Part, deflated


def _lzma(data: bytes) -> bytes:
    filters = [{"id": lzma.FILTER_LZMA1, "dict_size": 1 << 16, "lc": 3, "lp": 0, "pb": 2}]
    body = lzma.compress(data, format=lzma.FORMAT_RAW, filters=filters)
    return b"\x09\x04\x05\x00" + bytes([(2 * 5 + 0) * 9 + 3]) + struct.pack("<L", 1 << 16) + body


PACKERS: dict[int, Callable[[bytes], bytes]] = {0: bytes, 8: deflated, 12: bz2.compress, 14: _lzma}
EACH_METHOD = pytest.mark.parametrize("method", list(PACKERS))


@EACH_METHOD
@given(data=st.binary(max_size=2000), times=st.integers(1, 20))
def test_what_was_packed_comes_out(method: int, data: bytes, times: int) -> None:
    data *= times
    unpacked = unpack_member(memoryview(PACKERS[method](data)), method, len(data))
    assert unpacked is not None
    assert (data, True) == (unpacked.data, unpacked.all_used)


@EACH_METHOD
def test_never_more_than_one_byte_above_the_declared_size_comes_out(method: int) -> None:
    unpacked = unpack_member(memoryview(PACKERS[method](bytes(1_000_000))), method, 10)
    assert unpacked is not None
    assert len(unpacked.data) == 11


@pytest.mark.parametrize("method", [8, 12])
def test_bytes_behind_the_stream_are_seen(method: int) -> None:
    unpacked = unpack_member(memoryview(PACKERS[method](b"x") + b"tail"), method, 1)
    assert unpacked is not None
    assert (b"x", False) == (unpacked.data, unpacked.all_used)


@pytest.mark.parametrize("method", [8, 12, 14])
@pytest.mark.parametrize(
    "packed", [b"\xff" * 40, b"\x09\x04\x05\x00\xff" + bytes(20), b"\x09\x04\x05\x00\x5d" + b"\xff" * 30]
)
def test_damaged_data_is_a_value_error(method: int, packed: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        unpack_member(memoryview(packed), method, 100)


def test_lzma_properties_that_cannot_be_are_a_value_error() -> None:
    with pytest.raises(ValueError, match=r"."):
        unpack_member(memoryview(b"\x09\x04\x05\x00" + bytes([8 + 9 * 4]) + bytes(30)), 14, 100)


@pytest.mark.parametrize("method", [1, 9, 93, 99])
def test_other_methods_are_not_read(method: int) -> None:
    assert unpack_member(memoryview(b"x"), method, 1) is None


@pytest.mark.fuzz
@given(packed=st.binary(max_size=300), method=st.sampled_from([0, 8, 12, 14]), size=st.integers(0, 1000))
def test_any_bytes_are_unpacked_within_the_declared_size_or_a_value_error(
    packed: bytes, method: int, size: int
) -> None:
    try:
        unpacked = unpack_member(memoryview(packed), method, size)
    except ValueError:
        return
    assert unpacked is not None
    assert len(unpacked.data) <= size + 1


def _entry(part: Part) -> Entry:
    crc, packed_bytes, size_bytes = part.sizes
    return Entry(
        name=part.name.decode(),
        raw_name=part.name,
        flags=part.flags,
        method=part.method,
        crc=crc,
        packed_bytes=packed_bytes,
        size_bytes=size_bytes,
        mode=0,
        offset=0,
    )


@pytest.mark.parametrize(
    ("part", "found"),
    [
        (Part(name=b"a"), []),
        (Part(name=b"a", local_name=b"b"), ["name b'b'"]),
        (Part(name=b"a", local_method=0), ["method 0"]),
        (Part(name=b"a", local_size=9), ["size 9"]),
        (Part(name=b"a", local_packed_size=1), ["packed size 1"]),
        (Part(name=b"a", flags=8, local_size=0, local_packed_size=0), []),
        (Part(name=b"a", flags=8, local_size=1), ["size 1"]),
        (Part(name=b"a", local_size=0xFFFFFFFF, local_packed_size=0xFFFFFFFF), []),
    ],
)
def test_fields_that_differ_are_named(part: Part, found: list[str]) -> None:
    local = local_header(part.local(), 0)
    assert local is not None
    assert found == disagreements(_entry(part), local)


@pytest.mark.parametrize(
    ("data", "at"), [(b"", 0), (b"PK\3\4", 0), (Part(name=b"a").local(), 1), (Part(name=b"a").local(), -1)]
)
def test_there_is_no_local_header_where_there_is_none(data: bytes, at: int) -> None:
    assert local_header(data, at) is None
