"""Walking a zip that has lost its directory."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from pratique.archive.zip_walk import walk
from tests.archive.hostile import MARKER, Part


def _descriptor(part: Part) -> bytes:
    return struct.pack("<4s3L", b"PK\7\x08", *part.sizes)


def test_members_with_sizes_are_found_one_behind_the_other() -> None:
    data = Part(name=b"a").local() + b"padding" + Part(name=b"b", data=b"2").local()
    assert [("a", len(MARKER)), ("b", 1)] == [(entry.name, entry.size_bytes) for entry in walk(data)]


def test_members_with_descriptors_are_found() -> None:
    parts = [Part(name=name, flags=8, local_size=0, local_packed_size=0) for name in (b"a", b"b")]
    data = b"".join(part.local() + _descriptor(part) for part in parts)
    assert [("a", *parts[0].sizes), ("b", *parts[1].sizes)] == [
        (entry.name, entry.crc, entry.packed_bytes, entry.size_bytes) for entry in walk(data)
    ]


def test_a_descriptor_that_tells_another_distance_is_not_believed() -> None:
    part = Part(name=b"a", flags=8, local_size=0, local_packed_size=0, after=b"PK\7\x08" + bytes(12))
    assert [] == list(walk(part.local()))


def test_what_starts_with_no_local_header_has_no_members() -> None:
    assert [] == list(walk(b"x" + Part(name=b"a").local()))


@given(st.binary(max_size=200))
def test_any_bytes_end(data: bytes) -> None:
    assert len(list(walk(Part(name=b"a").local() + data))) >= 1
