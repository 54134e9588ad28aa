"""Packs the files of one commit into a tar in memory.

This module does no I/O. The tar must be identical for the same commit in all versions of Pratique, because its digest
identifies the commit in the local database.
"""

import io
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass

_LINK = 0o120000
_EXECUTABLE = 0o100755


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or link of a commit: its path in the package, its git mode, and its content."""

    path: bytes
    mode: int
    data: bytes


def tar_of(entries: Iterable[Entry], *, top: str) -> bytes:
    """Pack the entries into a tar with one top folder `top`, in order of path."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.GNU_FORMAT, errors="surrogateescape") as tar:
        for entry in sorted(entries, key=lambda entry: entry.path):
            name = f"{top}/{entry.path.decode('utf-8', 'surrogateescape')}"
            info = tarfile.TarInfo(name)
            info.mode = 0o755 if entry.mode == _EXECUTABLE else 0o644
            if entry.mode == _LINK:
                info.type, info.linkname = tarfile.SYMTYPE, entry.data.decode("utf-8", "surrogateescape")
                tar.addfile(info)
                continue
            info.size = len(entry.data)
            tar.addfile(info, io.BytesIO(entry.data))
    return stream.getvalue()
