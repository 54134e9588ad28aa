"""The bytes of a snapshot."""

import contextlib
import gzip
import io

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pratique.advisories.snapshot.layout import (
    MOST_BYTES,
    inflate,
    read_frame,
    read_header,
    split,
    starts,
    unpacked,
    write_file,
)
from pratique.advisories.snapshot.reading import Snapshot
from pratique.errors import ParseError, Reference
from tests.advisories.snapshot.samples import NOW, ROWS, framed

DATA = write_file(framed())


def refused(data: bytes) -> Reference:
    with pytest.raises(ParseError) as caught:
        Snapshot(data, origin="", at=NOW).check()
    return caught.value.reference


def test_the_same_rows_give_the_same_bytes_in_any_order() -> None:
    assert write_file(framed(tuple(reversed(ROWS)))) == DATA


def test_the_payload_is_a_gzip_file_of_sorted_lines() -> None:
    payload = DATA.split(b"\n", 2)[2]
    head, *lines = gzip.GzipFile(fileobj=io.BytesIO(payload)).read().splitlines()

    assert msgspec.json.decode(head)["serial"] == 7
    assert lines == sorted(lines)
    assert len(lines) == 6


def test_a_file_is_taken_apart_and_put_together() -> None:
    frame = read_frame(DATA)
    header = read_header(frame)

    assert write_file(frame) == DATA
    assert (header.rows, header.withdrawn, header.digests) == (5, 0, 1)
    keys = [key for key, _ in split(inflate(frame, header, 0, starts(frame, header)[0]))]
    assert keys[0] == header.blocks[0].first == "gem/bad"


@pytest.mark.fuzz
@given(st.binary(max_size=400))
@example(b"")
@example(b"pratique-snapshot 1 5 5\nunsigned\n12345")
@example(b"pratique-snapshot 1 9 5\nunsigned\n12345")
def test_any_bytes_are_refused_or_a_snapshot(data: bytes) -> None:
    for some in (data, b"pratique-snapshot " + data, DATA[: len(data)] + data):
        with contextlib.suppress(ParseError):
            Snapshot(some, origin="", at=NOW).check()


@pytest.mark.fuzz
@given(st.integers(0, len(DATA) - 1), st.integers(1, 255))
def test_damage_is_found_or_changes_nothing(at: int, flip: int) -> None:
    damaged = DATA[:at] + bytes([DATA[at] ^ flip]) + DATA[at + 1 :]
    try:
        made = Snapshot(damaged, origin="", at=NOW)
        made.check()
    except ParseError:
        return
    assert list(made.every()) == list(Snapshot(DATA, origin="", at=NOW).every())


@pytest.mark.parametrize("length", [0, 5, 30, 60, len(DATA) // 2, len(DATA) - 1])
def test_every_beginning_of_one_is_refused(length: int) -> None:
    assert refused(DATA[:length]) in {Reference.SNAPSHOT_TRUNCATED, Reference.SNAPSHOT_INVALID}


def test_each_wrong_form_is_named() -> None:
    assert refused(DATA[:-1]) is Reference.SNAPSHOT_TRUNCATED
    assert refused(DATA + b"x") is Reference.SNAPSHOT_INVALID
    assert refused(DATA.replace(b"snapshot 1", b"snapshot 2", 1)) is Reference.SNAPSHOT_FORMAT
    assert refused(bytes(MOST_BYTES + 1)) is Reference.SNAPSHOT_TOO_LARGE
    assert refused(b"<html>") is Reference.SNAPSHOT_INVALID
    assert refused(DATA.replace(b"\nunsigned\n", b"\nsigned\n", 1)) is Reference.SNAPSHOT_INVALID


def test_what_inflates_to_more_than_it_says_is_refused() -> None:
    bomb = gzip.compress(bytes(10_000_000))
    with pytest.raises(ParseError, match="length differs from the length in the header"):
        unpacked(bomb, 1_000)
