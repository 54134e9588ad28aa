"""One file of advisories, gzip or plain. JSON Lines may be of any length: they are given piece by piece."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from pratique.advisories.interface import Entry, Skip
from pratique.advisories.refusal import refused
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

_GZIP_MAGIC = b"\x1f\x8b"
_GZIP = 16 + zlib.MAX_WBITS
_BLOCK_BYTES = 1024 * 1024
_LINES = (".jsonl", ".ndjson")


@dataclass(frozen=True, slots=True)
class OneFile:
    """See `AdvisoryFiles`. Whoever names a file wants it: `wants` is not asked."""

    path: Path
    name: str = ""
    """What its source calls it, where that is not the name it has on this machine."""
    limits: ReadLimits = field(default=DEFAULT_READ_LIMITS)

    @property
    def label(self) -> str:
        """See `AdvisoryFiles`."""
        return str(self.path)

    def count(self) -> int | None:
        """One."""
        return 1

    def heads(self) -> Iterator[Entry]:
        """See `AdvisoryFiles`."""
        head = b""
        for block in self._blocks():
            head += block
            if len(head) >= HEAD_BYTES:
                break
        yield Entry(self._called, head[:HEAD_BYTES])

    def entries(self, wants: Wants, *, most_bytes: int) -> Iterator[Entry | Skip]:  # noqa: ARG002 - see above
        """See `AdvisoryFiles`."""
        if self._called.endswith(_LINES):
            return self._pieces(most_bytes)
        return self._whole(most_bytes)

    def sha256(self) -> str | None:
        """The digest of the file as it is, compressed or not."""
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
        """Whole lines, as many as fit; a line that does not fit is skipped."""
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
        """The content, decompressed, within the limit of all that is read."""
        left = self.limits.total_bytes
        try:
            with opened(self.path) as file:
                for block in _inflated(file, self.path):
                    left -= len(block)
                    if left < 0:
                        raise refused(str(self.path), f"it holds more than {self.limits.total_bytes:,} bytes")
                    yield block
        except OSError as error:
            raise unreadable(self.path, error.strerror or "it cannot be read") from error


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
        raise refused(str(path), f"it is damaged ({error})") from None
    if not stream.eof:
        raise refused(str(path), "it is cut off")
