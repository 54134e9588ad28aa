"""Reads the members of a zip: wheels, eggs, and sdists that are zips.

This module does not use `zipfile`, because `zipfile` ignores problems that must be detected. `zipfile` ignores, for
example, contradictory local headers, data between members, and members that the central directory does not list. The
results do not depend on the version of Python. As in `zipfile`, the members are those in the central directory.
"""

import stat
import zlib
from collections.abc import Iterator

from pratique.archive import zip_gaps
from pratique.archive.data import Data
from pratique.archive.limits import HEAD_BYTES, Limits
from pratique.archive.member import Member, MemberKind
from pratique.archive.notes import Notes
from pratique.archive.streams import Meter
from pratique.archive.zip_content import (
    LocalHeader,
    disagreements,
    local_header,
    unpack_member,
)
from pratique.archive.zip_directory import Directory, Entry, entries, find_directory
from pratique.archive.zip_walk import walk
from pratique.core.tree import AnomalyKind

_ENCRYPTED_FLAGS = 0x1 | 0x40 | 0x2000
_PATCH_FLAG = 0x20
_HEAD_PACKED_BYTES = 1 << 20
"""A packed size that contains the first bytes of a member, whatever the compression method."""
_DEVICES = (stat.S_ISCHR, stat.S_ISBLK, stat.S_ISFIFO, stat.S_ISSOCK)


class ZipReader:
    """A parser for a zip. Only the members that are read are in memory."""

    def __init__(self, data: Data, limits: Limits, notes: Notes) -> None:
        self._data = data
        self._view = memoryview(data)
        self._limits = limits
        self._notes = notes
        self._meter = Meter(len(data), limits)
        self._over: str | None = None
        """The reason why no more members are unpacked, if a limit was exceeded."""

    def members(self) -> Iterator[Member]:
        """Yield the members in the order of the central directory.

        If there is no central directory, yield the members that the local headers describe.
        """
        directory = find_directory(self._data, self._notes)
        if directory is None:
            self._notes.report(AnomalyKind.TRUNCATED, "", "the zip has no central directory at its end")
            listed = self._bounded(walk(self._data))
            directory = Directory(start=len(self._data), end=len(self._data), count=0, shift=0)
        else:
            listed = self._bounded(entries(self._data, directory, self._notes))
            zip_gaps.check(self._data, listed, directory, self._notes)
        ends = _next_starts(listed, directory)
        seen: dict[int, Entry] = {}
        for entry in listed:
            first = seen.setdefault(entry.offset, entry)
            if first is not entry and first == entry:
                continue  # the directory only says the same thing twice
            if member := self._member(entry, ends[entry.offset], alone=first is entry):
                yield member

    def _bounded(self, found: Iterator[Entry]) -> list[Entry]:
        listed: list[Entry] = []
        for entry in found:
            if len(listed) == self._limits.max_files:
                self._notes.stop(
                    AnomalyKind.LIMIT, f"the archive has more than {self._limits.max_files} members"
                )
                break
            listed.append(entry)
        return listed

    def _member(self, entry: Entry, end: int, *, alone: bool) -> Member | None:
        name = entry.name
        if "\0" in name:
            self._notes.report(
                AnomalyKind.CONTROL_CHARACTER, name, "the name contains a NUL: pip cuts the name at the NUL"
            )
            name = name.partition("\0")[0]
        if not name:
            self._notes.report(AnomalyKind.CORRUPT, "", "a member has no name")
            return None
        if name.endswith("/"):
            if entry.size_bytes:
                self._notes.omit(name, "a folder entry has content", entry.size_bytes)
            return Member(name=name, kind=MemberKind.FOLDER)
        if any(is_device(entry.mode) for is_device in _DEVICES):
            self._notes.report(AnomalyKind.DEVICE, name, "unzip creates a device, pip a file")
        data, why = self._content(entry, name, end if alone else entry.offset)
        linked = stat.S_ISLNK(entry.mode) and data is not None
        return Member(
            name=name,
            data=data,
            unread=why,
            head=b"" if data is not None else self._head(entry),
            size_bytes=entry.size_bytes,
            executable=stat.S_ISREG(entry.mode) and entry.mode & 0o111 != 0,
            target=data[: self._limits.max_name_bytes].decode("utf-8", "replace") if linked and data else "",
        )

    def _head(self, entry: Entry) -> bytes:
        """Return the first bytes of a member that is too large."""
        local = local_header(self._data, entry.offset)
        if local is None or self._over or entry.size_bytes <= self._limits.max_file_bytes:
            return b""
        # zlib copies the input that it does not use, so it gets no more than it needs.
        packed = self._view[local.data_start : local.data_start + min(entry.packed_bytes, _HEAD_PACKED_BYTES)]
        try:
            unpacked = unpack_member(packed, entry.method, HEAD_BYTES - 1)
        except ValueError:
            return b""
        return unpacked.data if unpacked is not None else b""

    def _content(self, entry: Entry, name: str, end: int) -> tuple[bytes | None, str | None]:
        """Return the data of a member, or the reason why it cannot be read."""
        local = local_header(self._data, entry.offset)
        if local is None:
            self._notes.report(
                AnomalyKind.CORRUPT, name, "there is no local header at the offset in the central directory"
            )
            return None, "the member has no local header"
        if differences := disagreements(entry, local):
            detail = f"the local header has a different {', '.join(differences)}"
            self._notes.report(AnomalyKind.HEADER_MISMATCH, name, detail)
        if why := self._refusal(entry, local, name, end):
            return None, why
        packed = self._view[local.data_start : local.data_start + entry.packed_bytes]
        try:
            unpacked = unpack_member(packed, entry.method, entry.size_bytes)
        except ValueError as error:
            self._notes.report(AnomalyKind.CORRUPT, name, f"the data of the member is damaged: {error}")
            return None, "damaged"
        if unpacked is None:
            return None, f"Pratique does not support compression method {entry.method}"
        if limit := self._meter.problem(len(unpacked.data)):
            self._over = limit
            self._notes.stop(AnomalyKind.LIMIT, limit)
            return None, limit
        return self._checked(entry, name, unpacked.data, all_used=unpacked.all_used), None

    def _refusal(self, entry: Entry, local: LocalHeader, name: str, end: int) -> str | None:
        """Return the reason why the data of a member is not read."""
        if (entry.flags | local.flags) & _ENCRYPTED_FLAGS:
            self._notes.report(AnomalyKind.ENCRYPTED, name, "the member is encrypted")
            return "encrypted"
        if entry.flags & _PATCH_FLAG:
            return "patch data"
        if entry.size_bytes > self._limits.max_file_bytes:
            return f"the file is larger than {self._limits.max_file_bytes} bytes"
        if local.data_start + entry.packed_bytes > len(self._data):
            self._notes.report(AnomalyKind.TRUNCATED, name, "the archive ends inside this file")
            return "the archive ends inside this file"
        if local.data_start + entry.packed_bytes > end:
            self._notes.report(
                AnomalyKind.CORRUPT, name, "the member overlaps the next one, as in a zip bomb"
            )
            return "the member overlaps another one"
        return self._over

    def _checked(self, entry: Entry, name: str, data: bytes, *, all_used: bool) -> bytes:
        problem: str | None = None
        if len(data) > entry.size_bytes:
            problem = f"the member unpacks to more than the declared {entry.size_bytes} bytes"
        elif len(data) < entry.size_bytes:
            problem = f"the member unpacks to {len(data)} bytes, not to the declared {entry.size_bytes} bytes"
        elif not all_used:
            problem = "the packed data and the content do not end together"
        if problem is not None:
            self._notes.report(AnomalyKind.HEADER_MISMATCH, name, problem)
        data = data[: entry.size_bytes]
        if zlib.crc32(data) != entry.crc:
            self._notes.report(AnomalyKind.CORRUPT, name, "the checksum of the member is wrong")
        return data


def _next_starts(listed: list[Entry], directory: Directory) -> dict[int, int]:
    """Return, for each local header, the offset at which the next local header or the central directory starts."""
    starts = sorted({entry.offset for entry in listed})
    return dict(zip(starts, [*starts[1:], directory.start], strict=False))
