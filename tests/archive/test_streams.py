"""Streams: the same bytes whatever the chunks, and a meter that stops."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.archive.limits import Limits
from pratique.archive.streams import ByteStream, Meter


@pytest.mark.fuzz
@given(
    chunks=st.lists(st.binary(max_size=20), max_size=10),
    steps=st.lists(st.tuples(st.sampled_from(["read", "skip", "peek"]), st.integers(0, 30)), max_size=20),
)
def test_reading_skipping_and_peeking_walk_over_the_joined_chunks(
    chunks: list[bytes], steps: list[tuple[str, int]]
) -> None:
    stream, whole, at = ByteStream(iter(chunks)), b"".join(chunks), 0
    for verb, size in steps:
        expected = whole[at : at + size]
        match verb:
            case "read":
                assert expected == stream.read(size)
            case "skip":
                assert len(expected) == stream.skip(size)
            case _:
                assert expected == stream.peek(size)
                continue
        at += len(expected)


@given(st.lists(st.sampled_from([b"", b"\0", b"\0\0\0", b"\0x"]), max_size=6))
def test_a_stream_knows_whether_only_zeros_are_left(chunks: list[bytes]) -> None:
    assert (b"x" not in b"".join(chunks)) == ByteStream(iter(chunks)).only_zeros_left()


def test_the_meter_stops_at_the_total() -> None:
    meter = Meter(1000, Limits(max_unpacked_bytes=10))
    assert meter.problem(10) is None
    assert meter.problem(1) == "the archive unpacks to more than 10 bytes"


def test_the_meter_lets_a_high_ratio_pass_below_the_floor() -> None:
    meter = Meter(1, Limits(max_ratio=10, ratio_floor_bytes=100))
    assert meter.problem(100) is None
    assert meter.problem(1) == "the archive unpacks to more than 10 times its size"


def test_the_meter_lets_much_pass_at_a_low_ratio() -> None:
    assert Meter(50, Limits(max_ratio=10, ratio_floor_bytes=100)).problem(500) is None
