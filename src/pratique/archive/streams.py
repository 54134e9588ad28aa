"""Reads streams of byte chunks forwards and counts the bytes."""

from collections.abc import Iterator

from pratique.archive.limits import Limits


class ByteStream:
    """A stream over chunks of bytes that can be read forwards only.

    The memory of each chunk is released after the chunk is read.
    """

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._chunk = b""
        self._at = 0

    def read(self, size: int) -> bytes:
        """Return the next `size` bytes; fewer only at the end."""
        end = self._at + size
        if end <= len(self._chunk):
            data = self._chunk[self._at : end]
            self._at = end
            return data
        parts: list[bytes] = []
        while size > 0 and self._fill():
            part = self._chunk[self._at : self._at + size]
            self._at += len(part)
            size -= len(part)
            parts.append(part)
        return b"".join(parts)

    def skip(self, size: int) -> int:
        """Skip up to `size` bytes; return the number of bytes skipped."""
        left = size
        while left > 0 and self._fill():
            step = min(left, len(self._chunk) - self._at)
            self._at += step
            left -= step
        return size - left

    def peek(self, size: int) -> bytes:
        """Return the next `size` bytes without consuming these bytes; fewer only at the end of the stream."""
        data = self.read(size)
        if self._at >= len(data):
            self._at -= len(data)
        else:  # it came from more than one chunk
            self._chunk, self._at = data + self._chunk[self._at :], 0
        return data

    def only_zeros_left(self) -> bool:
        """Read to the end and return True if all remaining bytes are zero."""
        while self._fill():
            left = len(self._chunk) - self._at
            if self._chunk.count(0, self._at) != left:
                return False
            self._at = len(self._chunk)
        return True

    def _fill(self) -> bool:
        while self._at >= len(self._chunk):
            chunk = next(self._chunks, None)
            if chunk is None:
                return False
            self._chunk, self._at = chunk, 0
        return True


class Meter:
    """A counter of unpacked bytes that checks the limits."""

    def __init__(self, packed_bytes: int, limits: Limits) -> None:
        self._limits = limits
        self._packed_bytes = packed_bytes
        self.total_bytes = 0

    def problem(self, more_bytes: int) -> str | None:
        """Count `more_bytes`; return a description of the exceeded limit, if any."""
        self.total_bytes += more_bytes
        limits = self._limits
        if self.total_bytes > limits.max_unpacked_bytes:
            return f"the archive unpacks to more than {limits.max_unpacked_bytes} bytes"
        if (
            self.total_bytes > limits.ratio_floor_bytes
            and self.total_bytes > limits.max_ratio * self._packed_bytes
        ):
            return f"the archive unpacks to more than {limits.max_ratio} times its size"
        return None
