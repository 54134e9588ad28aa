"""Unpacking: bounded, tolerant of what comes later, honest about it."""

import bz2
import gzip
import lzma
import struct
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.archive.limits import DEFAULT_LIMITS, Limits
from pratique.archive.notes import Notes
from pratique.archive.unpacking import Unpacking, gzip_header_end
from pratique.core.tree import AnomalyKind
from pratique.errors import ParseError, Reference

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
}
EACH_PACKING = pytest.mark.parametrize("packing", list(PACKERS))


def _unpack(data: bytes, packing: str, limits: Limits = DEFAULT_LIMITS) -> tuple[bytes, list[AnomalyKind]]:
    notes = Notes("a")
    out = b"".join(Unpacking(data, packing, limits, notes).chunks())
    return out, [anomaly.kind for anomaly in notes.anomalies]


@EACH_PACKING
@given(data=st.binary(max_size=5000), times=st.integers(1, 200))
def test_what_was_packed_comes_out(packing: str, data: bytes, times: int) -> None:
    assert (data * times, []) == _unpack(PACKERS[packing](data * times), packing)


@EACH_PACKING
def test_streams_behind_one_another_are_one_and_reported(packing: str) -> None:
    data = PACKERS[packing](b"one ") + PACKERS[packing](b"two ") + PACKERS[packing](b"three")
    assert (b"one two three", [AnomalyKind.TRAILING_DATA]) == _unpack(data, packing)


@EACH_PACKING
def test_bytes_behind_the_stream_are_reported_and_zeros_are_not(packing: str) -> None:
    data = PACKERS[packing](b"one")
    assert (b"one", [AnomalyKind.TRAILING_DATA]) == _unpack(data + b"\0tail", packing)
    assert (b"one", []) == _unpack(data + bytes(700), packing)


@EACH_PACKING
def test_a_stream_that_is_cut_off_gives_what_it_has(packing: str) -> None:
    whole = bytes(range(256)) * 4000
    data = PACKERS[packing](whole)
    out, kinds = _unpack(data[:-30], packing)
    assert [AnomalyKind.TRUNCATED] == kinds
    assert whole.startswith(out)


@EACH_PACKING
def test_a_bomb_stops_at_the_limit(packing: str) -> None:
    data = PACKERS[packing](bytes(3_000_000))
    out, kinds = _unpack(data, packing, Limits(max_unpacked_bytes=1_000_000))
    assert [AnomalyKind.LIMIT] == kinds
    assert len(out) <= 1_000_000


@EACH_PACKING
def test_a_bomb_stops_at_the_ratio(packing: str) -> None:
    data = PACKERS[packing](bytes(3_000_000))
    out, kinds = _unpack(data, packing, Limits(max_ratio=100, ratio_floor_bytes=100_000))
    assert [AnomalyKind.LIMIT] == kinds
    assert len(out) < 3_000_000


@pytest.mark.parametrize(
    "data", [b"\x1f\x8b", b"\x1f\x8b\x08\x00" + bytes(6) + b"\xff" * 9, b"\x1f\x8b\x07" + bytes(9)]
)
def test_a_gzip_file_that_gives_nothing_is_a_parse_error(data: bytes) -> None:
    with pytest.raises(ParseError) as caught:
        _unpack(data, "gzip")
    assert caught.value.reference is Reference.ARCHIVE_INVALID


@pytest.mark.parametrize(("packing", "magic"), [("bzip2", b"BZh9"), ("xz", b"\xfd7zXZ\x00")])
def test_other_files_that_give_nothing_are_parse_errors(packing: str, magic: bytes) -> None:
    with pytest.raises(ParseError):
        _unpack(magic + b"\xff" * 40, packing)


def test_damage_in_the_middle_keeps_what_came_before() -> None:
    whole = zlib.compress(b"x")[2:4] + bytes(range(256)) * 2000
    data = bytearray(gzip.compress(whole, compresslevel=0))
    data[70_000:300_000] = b"\xff" * 230_000
    out, kinds = _unpack(bytes(data), "gzip")
    assert [AnomalyKind.CORRUPT] == kinds
    assert whole[:60_000] == out[:60_000]


@pytest.mark.parametrize("at", [-8, -1])
def test_a_wrong_checksum_or_length_costs_no_data(at: int) -> None:
    data = bytearray(gzip.compress(b"content"))
    data[at] ^= 1
    assert (b"content", [AnomalyKind.CORRUPT]) == _unpack(bytes(data), "gzip")


def test_a_missing_checksum_is_reported() -> None:
    assert (b"content", [AnomalyKind.TRUNCATED]) == _unpack(gzip.compress(b"content")[:-3], "gzip")


def test_a_window_larger_than_the_memory_limit_is_damage() -> None:
    packed = bytearray(lzma.compress(b"x", filters=[{"id": lzma.FILTER_LZMA2, "preset": 0}]))
    header_end = 12  # of the stream; the block header follows
    length = (packed[header_end] + 1) * 4
    block = packed[header_end : header_end + length - 4]
    block[block.index(0x21) + 2] = 34  # the code of 512 MiB
    packed[header_end : header_end + length] = block + struct.pack("<L", zlib.crc32(block))
    with pytest.raises(ParseError, match="limit"):
        _unpack(bytes(packed), "xz")


def test_ten_thousand_streams_are_enough() -> None:
    out, kinds = _unpack(gzip.compress(b"x") * 10_001, "gzip")
    assert len(out) == 10_000
    assert [AnomalyKind.TRAILING_DATA] * 2 == kinds


@pytest.mark.parametrize(
    ("flags", "fields", "length"),
    [
        (0, b"", 10),
        (4, b"\3\0abc", 15),
        (8, b"name\0", 15),
        (16, b"comment\0", 18),
        (2, b"\1\2", 12),
        (4 | 8 | 16 | 2, b"\1\0xn\0c\0\1\2", 19),
    ],
)
def test_every_field_of_a_gzip_header_is_passed_over(flags: int, fields: bytes, length: int) -> None:
    assert length == gzip_header_end(b"\x1f\x8b\x08" + bytes([flags]) + bytes(6) + fields + b"rest", 0)


@pytest.mark.parametrize(
    "header",
    [
        b"\x1f\x8b\x08",
        b"\x1f\x8b\x08\x20" + bytes(6),
        b"\x1f\x8b\x08\x08" + bytes(6) + b"no end",
        b"\x1f\x8b\x08\x04" + bytes(6) + b"\xff\xff",
    ],
)
def test_a_bad_gzip_header_has_no_end(header: bytes) -> None:
    assert gzip_header_end(header, 0) is None
