"""Identifies the release in an archive by the file names in its first or last bytes.

Sources: APPNOTE.TXT of ZIP, 4.3.12 and 4.3.16. A source distribution contains one folder, NAME-VERSION, according to
PEP 625 and in older formats.
"""

from __future__ import annotations  # Python 3.9

import struct
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from .disk import Disk

MOST_TAIL_BYTES = 16 * 1024 * 1024
"""The maximum size of the central directory of a ZIP file. A larger directory is not read."""
_SMALL_TAIL_BYTES = 64 * 1024
_HEAD_BYTES = 4 * 1024
_END = b"PK\x05\x06"
_END_BYTES = 22
_ENTRY = b"PK\x01\x02"
_ENTRY_BYTES = 46
_ZIP = b"PK\x03\x04"
_GZIP = b"\x1f\x8b"
_TAR_NAME_BYTES = 100
_DIST_INFO = ".dist-info"


class Ends(Protocol):
    """A file whose first and last bytes can be read. Both methods raise UnreadableError on failure."""

    def head(self, size_bytes: int) -> bytes:
        """Return the first `size_bytes` bytes."""

    def tail(self, size_bytes: int) -> bytes:
        """Return the last `size_bytes` bytes."""


class FileEnds(NamedTuple):
    """Provides the first and last bytes of a file in a cache."""

    files: Disk
    path: str

    def head(self, size_bytes: int) -> bytes:
        """Return the first `size_bytes` bytes."""
        return self.files.head(self.path, size_bytes)

    def tail(self, size_bytes: int) -> bytes:
        """Return the last `size_bytes` bytes."""
        return self.files.tail(self.path, size_bytes)


class BytesEnds(NamedTuple):
    """Provides the first and last bytes of data in memory."""

    data: bytes

    def head(self, size_bytes: int) -> bytes:
        """Return the first `size_bytes` bytes."""
        return self.data[:size_bytes]

    def tail(self, size_bytes: int) -> bytes:
        """Return the last `size_bytes` bytes."""
        return self.data[-size_bytes:]


def zip_names(file: Ends) -> Iterator[str]:
    """Yield the file names in a ZIP file, in directory order. Yield nothing for other files.

    Raise UnreadableError if the file cannot be read.
    """
    tail = file.tail(_SMALL_TAIL_BYTES)
    end = tail.rfind(_END)
    if end < 0 or end + _END_BYTES > len(tail):
        return
    size_bytes = struct.unpack_from("<I", tail, end + 12)[0]
    missing = size_bytes + len(tail) - end
    if missing > len(tail):
        if missing > MOST_TAIL_BYTES:
            return
        tail = file.tail(missing)
        end = tail.rfind(_END)
    place = max(0, end - size_bytes)
    while tail[place : place + 4] == _ENTRY and place + _ENTRY_BYTES <= end:
        name, extra, comment = struct.unpack_from("<HHH", tail, place + 28)
        start = place + _ENTRY_BYTES
        yield tail[start : start + name].decode("utf-8", "replace")
        place = start + name + extra + comment


def python_release(file: Ends) -> tuple[str, str] | None:
    """Return the name and version of a wheel or source distribution from its content; None for other files.

    Raise UnreadableError if the file cannot be read.
    """
    head = file.head(_HEAD_BYTES)
    if head.startswith(_ZIP):
        for name in zip_names(file):
            folder, _, rest = name.partition("/")
            if rest == "METADATA" and folder.endswith(_DIST_INFO):
                return _split(folder.removesuffix(_DIST_INFO))
        return None
    if head.startswith(_GZIP):
        return _split(_first_tar_name(head).partition("/")[0])
    return None


def _first_tar_name(head: bytes) -> str:
    try:
        block = zlib.decompressobj(wbits=31).decompress(head, 512)
    except zlib.error:
        return ""
    return (
        block[:_TAR_NAME_BYTES].rstrip(b"\0").decode("utf-8", "replace") if block[257:262] == b"ustar" else ""
    )


def _split(stem: str) -> tuple[str, str] | None:
    name, found, version = stem.rpartition("-")
    return (name, version) if found and name and version else None


def python_file(filename: str) -> tuple[str, str] | None:
    """Return the name and version in the file name of a wheel or source distribution; None for other files."""
    if filename.endswith(".whl"):
        parts = filename.removesuffix(".whl").split("-")
        return (parts[0], parts[1]) if len(parts) in {5, 6} and parts[0] and parts[1] else None
    for suffix in (".tar.gz", ".zip", ".tar.bz2"):
        if filename.endswith(suffix):
            return _split(filename.removesuffix(suffix))
    return None
