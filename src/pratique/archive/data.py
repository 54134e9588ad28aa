"""Defines the bytes of an archive: `bytes`, or a file on disk that is mapped into memory."""

from typing import Protocol

_PIECE_BYTES = 1 << 20


class Data(Protocol):
    """The bytes of an archive. Both `bytes` and `mmap.mmap` implement this protocol."""

    def __len__(self) -> int: ...
    def __getitem__(self, place: slice, /) -> bytes: ...
    def __buffer__(self, flags: int, /) -> memoryview: ...
    def find(self, part: bytes, start: int = ..., end: int = ..., /) -> int:
        """Return the first offset of `part`; -1 if there is none."""
        ...

    def rfind(self, part: bytes, start: int = ..., end: int = ..., /) -> int:
        """Return the last offset of `part`; -1 if there is none."""
        ...


def starts(data: Data, prefix: bytes, at: int = 0) -> bool:
    """Return True if `prefix` is at the offset `at`."""
    return at >= 0 and data[at : at + len(prefix)] == prefix


def only_zeros(data: Data, start: int = 0, end: int | None = None) -> bool:
    """Return True if all bytes from `start` to `end` are zero. Only a small piece of the bytes is copied at a time."""
    last = len(data) if end is None else min(end, len(data))
    for at in range(start, last, _PIECE_BYTES):
        piece = data[at : min(at + _PIECE_BYTES, last)]
        if piece.count(0) != len(piece):
            return False
    return True
