"""Reads plain and gzip-compressed log files in bounded pieces, and finds the lines that may name something wanted."""

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol, cast

HEAD_BYTES = 64 * 1024
"""The size of the start of a file by which its format is recognised."""
_PIECE_BYTES = 1024 * 1024
_MOST_LINE = 1024 * 1024
"""The maximum length of a line. Longer lines are skipped and reported."""
_MOST_TEXT = 64 * 1024**3
"""The maximum size of the text of one file, which limits the time for a gzip bomb."""
_KEPT_LINE = 64 * 1024
"""The maximum number of bytes of a line that are parsed."""
_GZIP = b"\x1f\x8b"
READ_ERRORS = (OSError, EOFError, zlib.error)
"""What reading a damaged or unreadable file can raise."""


class Suspects(Protocol):
    """Finds the lines of a text that may name something wanted."""

    def offsets(self, lower: bytes) -> list[int]:
        """Return the offsets of the matches in a lower-case text, sorted."""
        ...


@dataclass(slots=True)
class LogText:
    """One log, as a file or as its bytes. The counts are complete when `lines` has ended."""

    source: Path | bytes
    count: int = 0
    """The number of lines."""
    first: str = ""
    last: str = ""
    """The first and the last lines of the file, as some lines of text."""
    lost: list[str] = field(default_factory=list)
    """One clause for each reason why a part of the file could not be searched."""

    def lines(self, suspects: Suspects) -> Iterator[tuple[int, str]]:
        """Yield the number and the text of each line with a match."""
        rest, skipping = b"", False
        for piece in self._pieces():
            text = rest + piece
            end = text.rfind(b"\n") + 1
            if end:
                yield from self._matches(text[:end], suspects)
                self.count += text.count(b"\n", 0, end)
                rest, skipping = text[end:], False
            elif len(text) > _MOST_LINE:
                if not skipping:
                    self.lost.append(f"line {self.count + 1} is longer than 1 MiB")
                rest, skipping = b"", True
            else:
                rest = text
        if rest:
            yield from self._matches(rest, suspects)
            self.count += 1

    def _pieces(self) -> Iterator[bytes]:
        total = 0
        try:
            with opened(self.source) as stream:
                while piece := stream.read(_PIECE_BYTES):
                    total += len(piece)
                    if total > _MOST_TEXT:
                        self.lost.append("the text is larger than 64 GiB; the rest was not read")
                        return
                    yield piece
        except READ_ERRORS as error:
            self.lost.append(f"unreadable after {total:,} bytes: {error}")

    def _matches(self, text: bytes, suspects: Suspects) -> Iterator[tuple[int, str]]:
        if not self.count and not self.first:
            self.first = decoded(text[:HEAD_BYTES])
        self.last = decoded(text[-HEAD_BYTES:])
        seen, number, counted = -1, self.count + 1, 0
        for offset in suspects.offsets(text.lower()):
            if offset < seen:
                continue
            start = text.rfind(b"\n", 0, offset) + 1
            end = text.find(b"\n", offset)
            seen = len(text) if end < 0 else end
            number += text.count(b"\n", counted, start)
            counted = start
            yield number, decoded(text[start : min(seen, start + _KEPT_LINE)])


@dataclass(frozen=True, slots=True)
class Needles:
    """Finds any of some lower-case byte strings."""

    needles: tuple[bytes, ...]

    def offsets(self, lower: bytes) -> list[int]:
        """Implements `Suspects`."""
        found: list[int] = []
        for needle in self.needles:
            at = lower.find(needle)
            while at >= 0:
                found.append(at)
                # One match in a line is enough.
                end = lower.find(b"\n", at)
                at = -1 if end < 0 else lower.find(needle, end)
        return sorted(found)


@contextmanager
def opened(source: Path | bytes) -> Iterator[BinaryIO]:
    """Open a log for reading, and decompress it if it is gzip. Raises OSError."""
    with io.BufferedReader(io.BytesIO(source)) if isinstance(source, bytes) else source.open("rb") as stream:
        if stream.peek(2)[:2] != _GZIP:
            yield stream
            return
        with gzip.open(stream) as text:
            yield cast("BinaryIO", text)


def head_of(path: Path) -> bytes:
    """Return the first bytes of a regular file, decompressed; empty for anything else."""
    try:
        if not path.is_file():
            return b""
        with opened(path) as stream:
            return stream.read(HEAD_BYTES)
    except READ_ERRORS:
        return b""


def head_lines(head: bytes, most: int = 50) -> list[str]:
    """Return the first complete lines of the start of a file."""
    end = head.rfind(b"\n")
    text = decoded(head if end < 0 else head[:end])
    return [line for line in text.split("\n")[:most] if line.strip()]


_COLOUR = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def decoded(text: bytes) -> str:
    """Return text without carriage returns and without ANSI escape sequences."""
    plain = text.decode("utf-8", "replace").replace("\r\n", "\n").rstrip("\r")
    return _COLOUR.sub("", plain) if "\x1b" in plain else plain
