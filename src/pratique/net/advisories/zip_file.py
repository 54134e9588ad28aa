"""Reads the files of a zip on disk one at a time. Only the directory of the zip is completely in memory."""

import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from pratique.advisories.interface import Entry, Skip
from pratique.advisories.refusal import refused
from pratique.archive import zip_directory
from pratique.archive.limits import Limits
from pratique.archive.notes import Notes
from pratique.archive.streams import Meter
from pratique.archive.zip_content import LOCAL, disagreements, local_header, unpack_member
from pratique.archive.zip_directory import Directory, find_directory
from pratique.core.tree import AnomalyKind
from pratique.errors import StoreError
from pratique.net.advisories.files import (
    DEFAULT_READ_LIMITS,
    HEAD_BYTES,
    ReadLimits,
    Wants,
    file_sha256,
    larger,
    opened,
    unreadable,
)

_END_MAGIC = b"PK\x05\x06"
_ENCRYPTED_FLAGS = 0x1 | 0x40 | 0x2000
_TAILS = (1 << 17, 1 << 22, 1 << 25, 1 << 29)
"""Numbers of bytes to read from the end of the file, in this order, until they contain the complete directory.

A directory with 4,000,000 entries is about 400 MB long.
"""
_MAX_RATIO = 200
_DAMAGE = {AnomalyKind.CORRUPT, AnomalyKind.TRUNCATED, AnomalyKind.HEADER_MISMATCH}


@dataclass(frozen=True, slots=True)
class _Found:
    """The final bytes of a zip with its directory. `base` is the offset of these bytes in the zip file."""

    tail: bytes
    directory: Directory
    base: int
    file_bytes: int


@dataclass(frozen=True, slots=True)
class ZipFiles:
    """The advisory files in a zip. Methods raise StoreError if a requested file is damaged."""

    path: Path
    limits: ReadLimits = field(default=DEFAULT_READ_LIMITS)

    @property
    def label(self) -> str:
        """Return the path of the zip for display."""
        return str(self.path)

    def count(self) -> int | None:
        """Return the number of files in the directory."""
        with opened(self.path) as file:
            return self._find(file).directory.count

    def heads(self) -> Iterator[Entry]:
        """Yield the files with only their first bytes."""
        for item in self.entries(lambda _: True, most_bytes=self.limits.total_bytes):
            if isinstance(item, Entry):
                yield Entry(item.path, item.data[:HEAD_BYTES])

    def entries(self, wants: Wants, *, most_bytes: int) -> Iterator[Entry | Skip]:
        """Yield the files with their content."""
        try:
            with opened(self.path) as file:
                yield from self._entries(file, wants, most_bytes)
        except OSError as error:
            raise unreadable(self.path, error.strerror or "input/output error") from error

    def sha256(self) -> str | None:
        """Return the SHA-256 of the zip."""
        return file_sha256(self.path)

    def _entries(self, file: BinaryIO, wants: Wants, most_bytes: int) -> Iterator[Entry | Skip]:
        found = self._find(file)
        notes = Notes(self.path.name)
        meter = Meter(found.file_bytes, self._bounds())
        packed_left = found.file_bytes
        for number, entry in enumerate(zip_directory.entries(found.tail, found.directory, notes)):
            if number >= self.limits.members:
                raise self._refused(f"the zip contains more than {self.limits.members:,} files")
            if entry.name.endswith("/") or not wants(entry.name):
                continue
            if why := _unread(entry, most_bytes):
                yield Skip(entry.name, why)
                continue
            # No two files share bytes, as those of a zip bomb do.
            packed_left -= entry.packed_bytes
            if limit := meter.problem(entry.size_bytes):
                raise self._refused(limit)
            if packed_left < 0:
                raise self._refused("files in the zip overlap, as in a zip bomb")
            yield self._content(file, entry, found.base)
        self._check(notes)

    def _content(self, file: BinaryIO, entry: zip_directory.Entry, base: int) -> Entry | Skip:
        at = entry.offset + base
        if at < 0:
            raise self._damaged(entry, "the offset of the file is before the start of the zip")
        file.seek(at)
        start = file.read(LOCAL.size)
        header = local_header(start, 0)
        if header is None:
            raise self._damaged(entry, "the local header is not at the offset in the directory")
        rest = header.data_start - LOCAL.size
        local = local_header(start + file.read(rest), 0)
        assert local is not None  # it begins as before
        if differences := disagreements(entry, local):
            raise self._damaged(entry, f"the local header has a different {', '.join(differences)}")
        packed = memoryview(file.read(entry.packed_bytes))
        try:
            unpacked = unpack_member(packed, entry.method, entry.size_bytes)
        except ValueError as error:
            raise self._damaged(entry, str(error)) from None
        if unpacked is None:
            return Skip(entry.name, "compressed with an unsupported method")
        if len(unpacked.data) != entry.size_bytes or zlib.crc32(unpacked.data) != entry.crc:
            raise self._damaged(entry, "the checksum or length of the file is wrong")
        return Entry(entry.name, unpacked.data)

    def _find(self, file: BinaryIO) -> _Found:
        """Return the directory of the zip. Raises StoreError if the file is truncated or not a zip."""
        file_bytes = file.seek(0, 2)
        for tail_bytes in _TAILS:
            base = max(0, file_bytes - tail_bytes)
            file.seek(base)
            tail = file.read(tail_bytes)
            # Its notes are of no use here: offsets count from the start of the file.
            directory = find_directory(tail, Notes(self.path.name))
            if directory is not None:
                return _Found(tail, directory, base, file_bytes)
            if base == 0 or _END_MAGIC not in tail:
                break
        raise self._refused("the file is not a zip, or is truncated")

    def _bounds(self) -> Limits:
        return Limits(
            max_unpacked_bytes=self.limits.total_bytes,
            max_ratio=_MAX_RATIO,
            ratio_floor_bytes=self.limits.total_bytes // 16,
        )

    def _check(self, notes: Notes) -> None:
        for anomaly in notes.anomalies:
            if anomaly.kind in _DAMAGE:
                raise self._refused(anomaly.detail)

    def _damaged(self, entry: zip_directory.Entry, why: str) -> StoreError:
        return self._refused(f"{entry.name[:200]} in the zip is damaged: {why}")

    def _refused(self, why: str) -> StoreError:
        return refused(self.label, why)


def _unread(entry: zip_directory.Entry, most_bytes: int) -> str | None:
    """Return the reason why a file of the zip is not read, or None."""
    if entry.flags & _ENCRYPTED_FLAGS:
        return "encrypted"
    if entry.size_bytes > most_bytes:
        return larger(most_bytes)
    if stat.S_ISLNK(entry.mode):
        return "a link, which is not followed"
    return None
