"""Finds bytes of a zip that belong to no listed member: before, between and after the members.

A zip parser that reads a stream goes from local header to local header, and may find members in the gaps that the
central directory does not list.
"""

import struct
from collections.abc import Sequence

from pratique.archive.data import Data, only_zeros, starts
from pratique.archive.notes import Notes
from pratique.archive.zip_content import DESCRIPTOR_FLAG, DESCRIPTOR_MAGIC, LOCAL_MAGIC, local_header
from pratique.archive.zip_directory import Directory, Entry
from pratique.core.tree import AnomalyKind

_DESCRIPTORS = (
    (struct.Struct("<4s3L"), 1),
    (struct.Struct("<3L"), 0),
    (struct.Struct("<4sL2Q"), 1),
    (struct.Struct("<L2Q"), 0),
)
"""Formats of a data descriptor, each with the number of fields before the checksum (APPNOTE 4.3.9).

A data descriptor may begin with a signature, and has 32-bit or 64-bit sizes.
"""


def check(data: Data, listed: Sequence[Entry], directory: Directory, notes: Notes) -> None:
    """Report all bytes between members that are neither padding nor a data descriptor."""
    at = 0
    previous: Entry | None = None
    for entry in sorted(listed, key=lambda entry: entry.offset):
        _check_gap(data, at, entry.offset, previous, notes)
        local = local_header(data, entry.offset)
        if local is not None:
            at = max(at, local.data_start + entry.packed_bytes)
            previous = entry if local.flags & DESCRIPTOR_FLAG else None
    if not notes.cut:
        _check_gap(data, at, directory.start, previous, notes)


def _check_gap(data: Data, start: int, end: int, previous: Entry | None, notes: Notes) -> None:
    if previous is not None:
        start += _descriptor_bytes(data, start, end, previous, notes)
    if start >= end or only_zeros(data, start, end):
        return
    if start == 0 and previous is None:
        notes.report(AnomalyKind.TRAILING_DATA, "", f"{end} bytes precede the first member")
        return
    if starts(data, LOCAL_MAGIC, start):
        hidden = local_header(data, start)
        name = hidden.name.decode("utf-8", "replace") if hidden is not None else ""
        notes.report(AnomalyKind.HEADER_MISMATCH, name, "the central directory does not list this member")
        return
    notes.report(AnomalyKind.TRAILING_DATA, "", f"{end - start} bytes at {start} belong to no member")


def _descriptor_bytes(data: Data, start: int, end: int, entry: Entry, notes: Notes) -> int:
    """Return the length of the data descriptor at `start`; 0 if there is none. Report contradicting sizes."""
    true = (entry.crc, entry.packed_bytes, entry.size_bytes)
    for shape, skip in _DESCRIPTORS:
        if start + shape.size <= end and shape.unpack_from(data, start)[skip:] == true:
            return shape.size
    if starts(data, DESCRIPTOR_MAGIC, start) and start + 16 <= end:
        notes.report(AnomalyKind.HEADER_MISMATCH, entry.name, "the data descriptor states different sizes")
        return 16 if end - start < 24 else 24
    return 0
