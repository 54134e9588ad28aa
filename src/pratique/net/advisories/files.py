"""Advisory files on this machine: one file, the files of a zip, or those of a folder, each read within limits.

Nothing is unpacked to disk, and no link is followed. Damage raises an error; a file that is only not read is
a `Skip` and is counted.
"""

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from pratique.advisories.interface import Entry, Skip
from pratique.errors import ParseError, Reference

Wants = Callable[[str], bool]

HEAD_BYTES = 4096
"""How much of a file is looked at to recognise its source."""
_BLOCK_BYTES = 1024 * 1024
_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLimits:
    """Bounds on what one path may cost."""

    members: int = 4_000_000
    """Files of a zip or folder, those that nobody wants included."""
    total_bytes: int = 16 * 1024**3
    """All that is read, after decompression."""
    depth: int = 40
    """Folders inside each other."""


DEFAULT_READ_LIMITS = ReadLimits()


class AdvisoryFiles(Protocol):
    """The files at a path. Methods raise ParseError for unreadable files, StoreError for damaged ones."""

    @property
    def label(self) -> str:
        """Return the path."""

    def count(self) -> int | None:
        """Return the number of files, if known."""

    def heads(self) -> Iterator[Entry]:
        """Yield each file with its first `HEAD_BYTES` bytes."""

    def entries(self, wants: Wants, *, most_bytes: int) -> Iterator[Entry | Skip]:
        """Yield the wanted files, each whole; a `Skip` for each one that is not read."""

    def sha256(self) -> str | None:
        """Return the digest of the file itself; None for a folder."""


def opened(path: Path) -> BinaryIO:
    """Open a regular file for reading; a link is not followed, and a pipe not waited for. Raises ParseError."""
    try:
        handle = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        raise unreadable(path, getattr(error, "strerror", None) or "it is no path") from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise unreadable(path, "it is no regular file")
    return os.fdopen(handle, "rb", buffering=_BLOCK_BYTES)


def file_sha256(path: Path) -> str:
    """Return the digest of a file. Raises ParseError."""
    digest = hashlib.sha256()
    try:
        with opened(path) as file:
            while block := file.read(_BLOCK_BYTES):
                digest.update(block)
    except OSError as error:
        raise unreadable(path, error.strerror or "it cannot be read") from error
    return digest.hexdigest()


def unreadable(path: Path, why: str) -> ParseError:
    """Return the error for an unreadable path."""
    return ParseError(
        Reference.FILE_UNREADABLE,
        f"{path} cannot be read: {why}"[:400],
        hint="check the path and its permissions",
    )


def larger(most_bytes: int) -> str:
    """Return why a file beyond the limit is skipped."""
    return f"larger than {most_bytes:,} bytes"
