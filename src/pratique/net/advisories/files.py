"""Reads advisory files on this machine: one file, the files of a zip, or those of a folder, each within limits.

Nothing is unpacked to disk, and no link is followed. Damage raises an error; a skipped file is a `Skip` and is counted.
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
"""Number of bytes of a file that are read to identify its source."""
_BLOCK_BYTES = 1024 * 1024
_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLimits:
    """Limits for reading one path."""

    members: int = 4_000_000
    """Maximum number of files in a zip or folder, including unwanted ones."""
    total_bytes: int = 16 * 1024**3
    """Maximum size of all content that is read, after decompression."""
    depth: int = 40
    """Maximum depth of nested folders."""


DEFAULT_READ_LIMITS = ReadLimits()


class AdvisoryFiles(Protocol):
    """The files at a path. Methods raise ParseError for unreadable files, StoreError for damaged ones."""

    @property
    def label(self) -> str:
        """Return the path for display."""

    def count(self) -> int | None:
        """Return the number of files; None if unknown."""

    def heads(self) -> Iterator[Entry]:
        """Yield each file with its first `HEAD_BYTES` bytes."""

    def entries(self, wants: Wants, *, most_bytes: int) -> Iterator[Entry | Skip]:
        """Yield each wanted file completely, and a `Skip` for each file that is not read."""

    def sha256(self) -> str | None:
        """Return the digest of the file itself; None for a folder."""


def opened(path: Path) -> BinaryIO:
    """Open a regular file for reading, without following a link or waiting for a pipe. Raises ParseError."""
    try:
        handle = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        raise unreadable(path, getattr(error, "strerror", None) or "it is not a path") from error
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
    """Return the reason why a file beyond the limit is skipped."""
    return f"larger than {most_bytes:,} bytes"
