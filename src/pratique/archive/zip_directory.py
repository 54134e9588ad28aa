"""Finds and parses the central directory of a zip.

Source: PKWARE APPNOTE 6.3.10, sections 4.3.12 to 4.3.16, 4.4 and 4.5. If the specification allows several
interpretations, this module uses the interpretation of Python's `zipfile` (3.13), because pip reads wheels with
`zipfile`. Other interpretations of the zip are reported as disputes.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pratique.archive.data import Data, starts
from pratique.archive.notes import Notes
from pratique.core.tree import AnomalyKind

_EOCD = struct.Struct("<4s4H2LH")
_LOCATOR = struct.Struct("<4sLQL")
_EOCD64 = struct.Struct("<4sQ2H2L4Q")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_EOCD_MAGIC = b"PK\x05\x06"
_LOCATOR_MAGIC = b"PK\x06\x07"
_EOCD64_MAGIC = b"PK\x06\x06"
_ENTRY_MAGIC = b"PK\x01\x02"

_LONGEST_COMMENT = 0xFFFF
_UTF8_FLAG = 0x800
_ZIP64_EXTRA = 0x0001
_UNICODE_PATH_EXTRA = 0x7075


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """The location of the central directory. `shift` is added to every offset if data precedes the zip."""

    start: int
    end: int
    count: int
    shift: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The central directory entry of one member."""

    name: str
    raw_name: bytes
    flags: int
    method: int
    crc: int
    packed_bytes: int
    size_bytes: int
    mode: int
    """The Unix mode, or 0."""
    offset: int
    """The offset of the local header in the actual file."""


def is_zip(data: Data) -> bool:
    """Return True if there is a central directory at the end of the file, with or without other data before the zip."""
    at = _find_end(data)
    if at < 0:
        return False
    directory = _directory_at(data, at, None)
    return directory is not None and directory.end > directory.start


def find_directory(data: Data, notes: Notes) -> Directory | None:
    """Find the central directory.

    Report data after the central directory, and other central directories that another zip parser may find.
    """
    at = _find_end(data)
    if at < 0:
        at = data.rfind(_EOCD_MAGIC, 0, max(0, len(data) - _EOCD.size + 4))
        if at < 0:
            return None
    end = at + _EOCD.size + _EOCD.unpack_from(data, at)[7]
    if end < len(data):
        notes.report(AnomalyKind.TRAILING_DATA, "", f"{len(data) - end} bytes follow the end of the zip")
    elif end > len(data):
        notes.report(AnomalyKind.TRUNCATED, "", "the comment at the end of the zip is cut off")
    others = [place for place in _ends(data) if place != at]
    if any(_directory_at(data, place, None) is not None for place in others):
        notes.report(AnomalyKind.HEADER_MISMATCH, "", "the zip has two possible central directories")
    return _directory_at(data, at, notes)


def entries(data: Data, directory: Directory, notes: Notes) -> Iterator[Entry]:
    """Yield the entries in directory order. Stop at the first damaged entry and report the damage."""
    at, count = directory.start, 0
    while at < directory.end:
        if directory.end - at < _ENTRY.size or not starts(data, _ENTRY_MAGIC, at):
            notes.stop(AnomalyKind.CORRUPT, "the central directory is damaged")
            return
        fields = _ENTRY.unpack_from(data, at)
        name_end = at + _ENTRY.size + fields[10]
        extra_end = name_end + fields[11]
        at_next = extra_end + fields[12]
        if at_next > directory.end:
            notes.stop(AnomalyKind.CORRUPT, "the last entry of the central directory is cut off")
            return
        raw_name = data[at + _ENTRY.size : name_end]
        entry = Entry(
            name=decoded_name(raw_name, fields[3]),
            raw_name=raw_name,
            flags=fields[3],
            method=fields[4],
            crc=fields[7],
            packed_bytes=fields[8],
            size_bytes=fields[9],
            mode=fields[15] >> 16,
            offset=fields[16],
        )
        if "\ufffd" in entry.name and b"\xef\xbf\xbd" not in raw_name:
            notes.report(
                AnomalyKind.CORRUPT,
                entry.name,
                "the name is declared as UTF-8 but is not valid UTF-8: pip rejects the zip",
            )
        entry = _with_extra(entry, data[name_end:extra_end], notes)
        yield replace(entry, offset=entry.offset + directory.shift) if directory.shift else entry
        at = at_next
        count += 1
    if count & 0xFFFF != directory.count & 0xFFFF:
        detail = f"the directory has {count} entries but declares {directory.count}"
        notes.report(AnomalyKind.HEADER_MISMATCH, "", detail)


def _find_end(data: Data) -> int:
    """Return the offset of the end record as `zipfile` finds it; -1 if there is none."""
    last = len(data) - _EOCD.size
    if last >= 0 and starts(data, _EOCD_MAGIC, last) and data[-2:] == b"\0\0":
        return last
    at = data.rfind(_EOCD_MAGIC, max(0, last - _LONGEST_COMMENT))
    return at if 0 <= at <= last else -1


def _ends(data: Data) -> Iterator[int]:
    """Yield every offset of an end record whose comment ends exactly at the end of the file."""
    at = data.find(_EOCD_MAGIC, max(0, len(data) - _EOCD.size - _LONGEST_COMMENT))
    while 0 <= at <= len(data) - _EOCD.size:
        if at + _EOCD.size + _EOCD.unpack_from(data, at)[7] == len(data):
            yield at
        at = data.find(_EOCD_MAGIC, at + 1)


def _directory_at(data: Data, at: int, notes: Notes | None) -> Directory | None:
    """Return the central directory of the end record at `at`; None if the end record is invalid."""
    _, _, _, _, count, size, offset, _ = _EOCD.unpack_from(data, at)
    end, doubtful = at, False
    located = _zip64_end(data, at)
    if located is not None:
        end, told = located
        _, length, _, _, _, _, _, true_count, true_size, true_offset = _EOCD64.unpack_from(data, end)
        doubtful = (
            count not in {true_count, 0xFFFF}
            or size not in {true_size, 0xFFFFFFFF}
            or offset not in {true_offset, 0xFFFFFFFF}
            or end + length + 12 != at - _LOCATOR.size
            or told not in {end, true_size + true_offset}
        )
        count, size, offset = true_count, true_size, true_offset
    start = end - size
    if start < 0 or (size and not starts(data, _ENTRY_MAGIC, start)):
        return None
    if notes is not None and doubtful:
        notes.report(AnomalyKind.HEADER_MISMATCH, "", "the end records of the zip disagree")
    return Directory(start=start, end=end, count=count, shift=start - offset)


def _zip64_end(data: Data, at: int) -> tuple[int, int] | None:
    """Return the offset of the zip64 end record for the end record at `at`, and the offset in its locator."""
    locator = at - _LOCATOR.size
    if locator < 0 or not starts(data, _LOCATOR_MAGIC, locator):
        return None
    told: int = _LOCATOR.unpack_from(data, locator)[2]
    for record in (told, locator - _EOCD64.size):
        if 0 <= record <= locator - _EOCD64.size and starts(data, _EOCD64_MAGIC, record):
            return record, told
    return None


def _with_extra(entry: Entry, extra: bytes, notes: Notes) -> Entry:
    """Apply the extra fields that change the meaning of an entry (4.5.3 and 4.6.9)."""
    at = 0
    while at + 4 <= len(extra):
        tag, length = struct.unpack_from("<2H", extra, at)
        field = extra[at + 4 : at + 4 + length]
        at += 4 + length
        if len(field) < length:
            notes.report(AnomalyKind.CORRUPT, entry.name, "the extra field is damaged")
            break
        if tag == _ZIP64_EXTRA:
            entry = _with_zip64(entry, field, notes)
        elif tag == _UNICODE_PATH_EXTRA:
            entry = _with_unicode_path(entry, field, notes)
    return entry


def _with_zip64(entry: Entry, field: bytes, notes: Notes) -> Entry:
    values = [value[0] for value in struct.iter_unpack("<Q", field[: len(field) // 8 * 8])]
    wanted = [name for name in ("size_bytes", "packed_bytes", "offset") if getattr(entry, name) == 0xFFFFFFFF]
    if len(wanted) > len(values):
        notes.report(AnomalyKind.CORRUPT, entry.name, "the zip64 field is too short")
        return entry
    return replace(entry, **dict(zip(wanted, values, strict=False)))


def _with_unicode_path(entry: Entry, field: bytes, notes: Notes) -> Entry:
    """Return the entry with the UTF-8 name that Info-ZIP adds for non-ASCII names (read by Python 3.13 and later)."""
    if len(field) < 6 or field[0] != 1 or int.from_bytes(field[1:5], "little") != zlib.crc32(entry.raw_name):
        return entry
    name = field[5:].decode("utf-8", "replace").partition("\0")[0]
    if entry.raw_name.isascii() and name != entry.name:
        notes.report(AnomalyKind.HEADER_MISMATCH, entry.name, f"the member has a second name, {name[:100]!r}")
    return replace(entry, name=name)


def decoded_name(raw_name: bytes, flags: int) -> str:
    """Return a name as text: UTF-8 if the flags of the entry specify it, else code page 437 (appendix D)."""
    if flags & _UTF8_FLAG:
        return raw_name.decode("utf-8", "replace")
    return raw_name.decode("cp437")
