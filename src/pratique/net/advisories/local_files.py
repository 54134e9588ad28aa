"""Reads local advisories: one file (gzip or plain), or every regular file of a folder in order of path.

JSON Lines files are read in pieces, so that they can have any length.
"""

import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from pratique.advisories.interface import Entry, Skip
from pratique.advisories.refusal import refused
from pratique.net.advisories.files import (
    DEFAULT_READ_LIMITS,
    HEAD_BYTES,
    AdvisoryFiles,
    ReadLimits,
    Wants,
    file_sha256,
    larger,
    opened,
    unreadable,
)
from pratique.net.advisories.zip_file import ZipFiles

_GZIP_MAGIC = b"\x1f\x8b"
_GZIP = 16 + zlib.MAX_WBITS
_BLOCK_BYTES = 1024 * 1024
_LINES = (".jsonl", ".ndjson")


@dataclass(frozen=True, slots=True)
class OneFile:
    """A single advisory file. `entries` ignores `wants`, because the user specified the file explicitly."""

    path: Path
    name: str = ""
    """The name of the file at its advisory source, if the local name differs."""
    limits: ReadLimits = field(default=DEFAULT_READ_LIMITS)

    @property
    def label(self) -> str:
        """Return the path for display."""
        return str(self.path)

    def count(self) -> int | None:
        """Return the number of files, which is 1."""
        return 1

    def heads(self) -> Iterator[Entry]:
        """Yield the files with only their first bytes."""
        head = b""
        for block in self._blocks():
            head += block
            if len(head) >= HEAD_BYTES:
                break
        yield Entry(self._called, head[:HEAD_BYTES])

    def entries(self, wants: Wants, *, most_bytes: int) -> Iterator[Entry | Skip]:  # noqa: ARG002 - see above
        """Yield the files or lines with their content."""
        if self._called.endswith(_LINES):
            return self._pieces(most_bytes)
        return self._whole(most_bytes)

    def sha256(self) -> str | None:
        """Return the SHA-256 of the file as stored, without decompressing it."""
        return file_sha256(self.path)

    @property
    def _called(self) -> str:
        return (self.name or self.path.name).removesuffix(".gz")

    def _whole(self, most_bytes: int) -> Iterator[Entry | Skip]:
        data = bytearray()
        for block in self._blocks():
            data += block
            if len(data) > most_bytes:
                yield Skip(self._called, larger(most_bytes))
                return
        yield Entry(self._called, bytes(data))

    def _pieces(self, most_bytes: int) -> Iterator[Entry | Skip]:
        """Yield pieces of the file that consist of complete lines. A line that exceeds the limit is skipped."""
        held, passing = bytearray(), False
        for block in self._blocks():
            held += block
            end = held.rfind(b"\n") + 1
            if end:
                start = held.find(b"\n") + 1 if passing else 0
                piece, held, passing = bytes(held[start:end]), held[end:], False
                if piece:
                    yield Entry(self._called, piece)
            if len(held) > most_bytes:
                if not passing:
                    yield Skip(self._called, f"a line {larger(most_bytes)}")
                held, passing = bytearray(), True
        if held.strip() and not passing:
            yield Entry(self._called, bytes(held))

    def _blocks(self) -> Iterator[bytes]:
        """Yield the decompressed content of the file in blocks.

        Raises StoreError if the content exceeds the total limit.
        """
        left = self.limits.total_bytes
        try:
            with opened(self.path) as file:
                for block in _inflated(file, self.path):
                    left -= len(block)
                    if left < 0:
                        raise refused(
                            str(self.path),
                            f"the content of the file is larger than {self.limits.total_bytes:,} bytes",
                        )
                    yield block
        except OSError as error:
            raise unreadable(self.path, error.strerror or "input/output error") from error


def _inflated(file: BinaryIO, path: Path) -> Iterator[bytes]:
    block = file.read(_BLOCK_BYTES)
    if not block.startswith(_GZIP_MAGIC):
        while block:
            yield block
            block = file.read(_BLOCK_BYTES)
        return
    stream = zlib.decompressobj(_GZIP)
    try:
        while block:
            if stream.eof:
                # Another member may follow; anything else after the end is padding.
                if not block.startswith(_GZIP_MAGIC):
                    return
                stream = zlib.decompressobj(_GZIP)
            plain = stream.decompress(block, _BLOCK_BYTES)
            if plain:
                yield plain
            block = (stream.unused_data if stream.eof else stream.unconsumed_tail) or file.read(_BLOCK_BYTES)
    except zlib.error as error:
        raise refused(str(path), f"the gzip file is damaged ({error})") from None
    if not stream.eof:
        raise refused(str(path), "the gzip file is truncated")


_NOT_ENTERED = frozenset({".git", ".hg", ".svn"})
_LINK = "a link, which is not followed"


@dataclass(frozen=True, slots=True)
class FolderFiles:
    """A folder of advisory files. Paths start with the folder's name, as in a zip of the repository."""

    folder: Path
    limits: ReadLimits = field(default=DEFAULT_READ_LIMITS)

    @property
    def label(self) -> str:
        """Return the path for display."""
        return str(self.folder)

    def count(self) -> int | None:
        """Return None, because the number of files is unknown before the folder is read."""
        return None

    def heads(self) -> Iterator[Entry]:
        """Yield the files with only their first bytes."""
        for path, link in self._walk():
            if not link:
                yield from OneFile(self.folder / path, self._named(path)).heads()

    def entries(self, wants: Wants, *, most_bytes: int) -> Iterator[Entry | Skip]:
        """Yield the files or lines with their content."""
        left = self.limits.total_bytes
        # Sources tell their files by the folders they are in, and somebody may have named the innermost one.
        around = self.folder.resolve().parent.name
        for path, link in self._walk():
            name = self._named(path)
            if not (wants(name) or wants(f"{around}/{name}")):
                continue
            if link:
                yield Skip(name, _LINK)
                continue
            limits = replace(self.limits, total_bytes=left)
            for item in OneFile(self.folder / path, name, limits).entries(wants, most_bytes=most_bytes):
                left -= len(item.data) if isinstance(item, Entry) else 0
                yield item

    def sha256(self) -> str | None:
        """Return None, because a folder has no content to hash."""
        return None

    def _named(self, path: str) -> str:
        return f"{self.folder.resolve().name}/{path}"

    def _walk(self) -> Iterator[tuple[str, bool]]:
        """Yield the path of each file below the folder, with `/` as separator, and True for a link."""
        left = self.limits.members
        for item in self._below("", 0):
            left -= 1
            if left < 0:
                raise refused(self.label, f"the folder contains more than {self.limits.members:,} files")
            yield item

    def _below(self, path: str, depth: int) -> Iterator[tuple[str, bool]]:
        if depth > self.limits.depth:
            raise refused(self.label, f"the folder contains more than {self.limits.depth} levels of folders")
        try:
            with os.scandir(self.folder / path) as found:
                items = sorted(found, key=lambda item: item.name)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or "the path is invalid"
            raise unreadable(self.folder / path, why) from error
        for item in items:
            below = f"{path}{item.name}"
            if item.is_symlink() or getattr(item, "is_junction", bool)():
                yield below, True
            elif item.is_dir(follow_symlinks=False):
                if item.name not in _NOT_ENTERED:
                    yield from self._below(f"{below}/", depth + 1)
            elif item.is_file(follow_symlinks=False):
                yield below, False


_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")


def files_at(path: Path, *, name: str = "", limits: ReadLimits = DEFAULT_READ_LIMITS) -> AdvisoryFiles:
    """Return the advisory files at a path.

    A zip is recognised by its first bytes. `name` is the name of the file at its advisory source. Raises ParseError if
    the path is unreadable.
    """
    # A link that somebody names is meant; those inside a folder are not followed.
    path = path.resolve() if path.is_symlink() else path
    if path.is_dir():
        return FolderFiles(path, limits)
    with opened(path) as file:
        start = file.read(4)
    if start in _ZIP_MAGIC or (name or path.name).endswith(".zip"):
        return ZipFiles(path, limits)
    return OneFile(path, name, limits)
