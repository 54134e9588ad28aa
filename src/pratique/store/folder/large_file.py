"""Reads a large stored file in verified pieces. Only one piece is in memory."""

import hashlib
import io
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from pratique.errors import Reference, StoreError
from pratique.store.database.failure import explained

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer as Buffer

PIECE_BYTES = 128 * 1024
_MOST_KNOWN = 256
"""The maximum number of files whose piece digests are cached. The digest of each piece takes 32 bytes."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """A file whose digest was verified once. Each piece is verified again when it is read."""

    path: Path
    size_bytes: int
    digests: tuple[bytes, ...]
    """The sha256 of each piece."""

    def read(self, number: int) -> bytes:
        """Return the piece with this number, starting at 0. Raises StoreError if the piece has changed."""
        with explained(self.path), self.path.open("rb") as file:
            file.seek(number * PIECE_BYTES)
            data = file.read(PIECE_BYTES)
        if hashlib.sha256(data).digest() != self.digests[number]:
            raise StoreError(
                Reference.STORE_UNREADABLE,
                f"{self.path} was changed while it was read",
                hint="retry: the next request removes the file and downloads it again",
            )
        return data

    def between(self, first: int, last: int) -> Iterator[tuple[int, slice]]:
        """Yield the number of each piece that contains bytes from `first` to `last`, and the slice of the piece."""
        for number in range(first // PIECE_BYTES, last // PIECE_BYTES + 1):
            start = number * PIECE_BYTES
            yield number, slice(max(0, first - start), min(PIECE_BYTES, last - start + 1))

    def whole(self) -> bytes:
        """Return the whole content. Raises StoreError if a piece changed or cannot be read."""
        return b"".join(map(self.read, range(len(self.digests))))


class PieceFile(io.RawIOBase):
    """A seekable file object over `Pieces`. Reading raises StoreError for the same reasons as `Pieces.read`."""

    def __init__(self, pieces: Pieces) -> None:
        self._pieces = pieces
        self._at = 0

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Set the read position."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._pieces.size_bytes}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, buffer: "Buffer", /) -> int:
        """Read the rest of the piece at this position into the buffer."""
        if self._at >= self._pieces.size_bytes:
            return 0
        number, start = divmod(self._at, PIECE_BYTES)
        into = memoryview(buffer).cast("B")
        data = self._pieces.read(number)[start : start + len(into)]
        into[: len(data)] = data
        self._at += len(data)
        return len(data)


class PieceBook:
    """Caches the piece digests of verified files. The cache is thread-safe."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Pieces] = OrderedDict()

    def open(self, path: Path, sha256: str) -> Pieces | None:
        """Return a file in pieces; None if its digest differs.

        Raises FileNotFoundError if the file is missing, and OSError if it cannot be read.
        """
        known = self._known.get(sha256)
        if known is not None and path.stat().st_size == known.size_bytes:
            with suppress(KeyError):  # another thread may have forgotten it since
                self._known.move_to_end(sha256)
            return known
        with path.open("rb") as file:
            found = _read(file, path, sha256)
        if found is not None:
            self._keep(sha256, found)
        return found

    def take(self, incoming: Path, path: Path, sha256: str) -> bool:
        """Verify a file, move it to `path` and cache its piece digests. Return False if its digest differs. Raises OSError."""
        with incoming.open("rb") as file:
            found = _read(file, path, sha256)
        if found is None:
            return False
        incoming.replace(path)
        self._keep(sha256, found)
        return True

    def _keep(self, sha256: str, found: Pieces) -> None:
        self._known[sha256] = found
        while len(self._known) > _MOST_KNOWN:
            with suppress(KeyError):
                self._known.popitem(last=False)

    def forget(self, sha256: str) -> None:
        """Remove a file from the cache, so that the next `open` verifies it as a whole."""
        self._known.pop(sha256, None)


def _read(file: BinaryIO, path: Path, sha256: str) -> Pieces | None:
    whole, digests, size = hashlib.sha256(), list[bytes](), 0
    while data := file.read(PIECE_BYTES):
        whole.update(data)
        digests.append(hashlib.sha256(data).digest())
        size += len(data)
    return Pieces(path, size, tuple(digests)) if whole.hexdigest() == sha256 else None
