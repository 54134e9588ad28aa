"""Caches recently verified bytes, so that an install on many machines reads each file once."""

from collections import OrderedDict

_MOST_BYTES = 16 * 1024**2
_MOST_ITEM_BYTES = 4 * 1024**2


class Recent:
    """An LRU cache keyed by sha256: at most 16 MiB in total and 4 MiB per file."""

    def __init__(self, most_bytes: int = _MOST_BYTES, most_item_bytes: int = _MOST_ITEM_BYTES) -> None:
        self._most_bytes = most_bytes
        self._most_item_bytes = most_item_bytes
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0

    def get(self, sha256: str) -> bytes | None:
        """Return the cached bytes with this digest."""
        data = self._kept.get(sha256)
        if data is not None:
            self._kept.move_to_end(sha256)
        return data

    def put(self, sha256: str, data: bytes) -> None:
        """Store bytes under their digest. The caller must have verified the digest."""
        if len(data) > self._most_item_bytes or sha256 in self._kept:
            return
        self._kept[sha256] = data
        self._size += len(data)
        while self._size > self._most_bytes:
            self._size -= len(self._kept.popitem(last=False)[1])

    def forget(self, sha256: str) -> None:
        """Remove the bytes with this digest."""
        data = self._kept.pop(sha256, None)
        self._size -= len(data or b"")
