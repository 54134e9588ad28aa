"""Reads local advisory files, within size limits: a single file, the files in a zip, or the files in a folder.

Files are not unpacked to disk, and links are not followed. A damaged file raises an error; a skipped file is returned
as `Skip`.
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
"""The number of bytes at the start of a file that are read to identify its source."""
_BLOCK_BYTES = 1024 * 1024
_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLimits:
    """The limits for reading one path."""

    members: int = 4_000_000
    """Maximum number of files in a zip or folder, including files that are not read."""
    total_bytes: int = 16 * 1024**3
    """Maximum total size of the content after decompression, in bytes."""
    depth: int = 40
    """Maximum depth of nested folders."""


DEFAULT_READ_LIMITS = ReadLimits()


class AdvisoryFiles(Protocol):
    """The advisory files at a path. Methods raise ParseError for unreadable files and StoreError for damaged files."""

    @property
    def label(self) -> str:
        """Return the path of the file or folder for display."""

    def count(self) -> int | None:
        """Return the number of files, or None if the number is unknown."""

    def heads(self) -> Iterator[Entry]:
        """Yield each file with only its first `HEAD_BYTES` bytes."""

    def entries(self, wants: Wants, *, most_bytes: int) -> Iterator[Entry | Skip]:
        """Yield each file that `wants` accepts with its content, or a `Skip` for a file that is not read."""

    def sha256(self) -> str | None:
        """Return the SHA-256 of the file, or None for a folder."""


def opened(path: Path) -> BinaryIO:
    """Open a regular file for reading, without following a link or waiting for a pipe.

    Raises ParseError if the path is not a readable regular file.
    """
    try:
        handle = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        raise unreadable(path, getattr(error, "strerror", None) or "the path is invalid") from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise unreadable(path, "the path is not a regular file")
    return os.fdopen(handle, "rb", buffering=_BLOCK_BYTES)


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file. Raises ParseError if the file is unreadable."""
    digest = hashlib.sha256()
    try:
        with opened(path) as file:
            while block := file.read(_BLOCK_BYTES):
                digest.update(block)
    except OSError as error:
        raise unreadable(path, error.strerror or "input/output error") from error
    return digest.hexdigest()


def unreadable(path: Path, why: str) -> ParseError:
    """Return the error for an unreadable path."""
    return ParseError(
        Reference.FILE_UNREADABLE,
        f"{path} cannot be read: {why}"[:400],
        hint="check the path and its permissions",
    )


def larger(most_bytes: int) -> str:
    """Return the reason for skipping a file that exceeds the limit."""
    return f"larger than {most_bytes:,} bytes"
