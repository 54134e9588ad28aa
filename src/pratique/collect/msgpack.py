"""Decodes MessagePack, with limits on depth and on the number of values.

Sources: the MessagePack specification, and the record extension of msgpackr (extension type 0x72), with which pnpm 11
writes `index.db`: a definition lists the keys of a record and is followed by its values; later records with the same keys
are one byte from 0x40 to 0x7f, followed by their values.
"""

from __future__ import annotations  # Python 3.9

import struct
from collections.abc import Callable
from typing import Any

MOST_DEPTH = 64
MOST_VALUES = 4_000_000
_RECORD = 0x72
_FIRST_RECORD, _LAST_RECORD = 0x40, 0x7F
_NUMBERS = {
    0xCA: (">f", 4),
    0xCB: (">d", 8),
    0xCC: (">B", 1),
    0xCD: (">H", 2),
    0xCE: (">I", 4),
    0xCF: (">Q", 8),
    0xD0: (">b", 1),
    0xD1: (">h", 2),
    0xD2: (">i", 4),
    0xD3: (">q", 8),
}
_BYTES = {0xC4: 1, 0xC5: 2, 0xC6: 4}
_TEXTS = {0xD9: 1, 0xDA: 2, 0xDB: 4}
_ARRAYS = {0xDC: 2, 0xDD: 4}
_MAPS = {0xDE: 2, 0xDF: 4}
_FIXED_EXTENSIONS = {0xD4: 1, 0xD5: 2, 0xD6: 4, 0xD7: 8, 0xD8: 16}
_EXTENSIONS = {0xC7: 1, 0xC8: 2, 0xC9: 4}


class MsgpackError(ValueError):
    """The bytes are not MessagePack, or exceed a limit."""


def decode(data: bytes) -> Any:
    """Return the first value in some bytes. Values of unknown extensions are None. Raise MsgpackError for other bytes."""
    return _Decoding(data).value(0)


class _Decoding:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._left = MOST_VALUES
        self._records: dict[int, list[Any]] = {}

    def value(self, depth: int) -> Any:
        self._left -= 1
        if depth > MOST_DEPTH or self._left < 0:
            raise MsgpackError("nested too deeply, or too many values")
        head = self._take(1)[0]
        if head <= 0x7F:
            keys = self._records.get(head)
            return head if keys is None else self._record(keys, depth)
        if head >= 0xE0:
            return head - 0x100
        if head <= 0x8F:
            return self._map(head & 0x0F, depth)
        if head <= 0x9F:
            return self._array(head & 0x0F, depth)
        if head <= 0xBF:
            return self._text(head & 0x1F)
        return self._long(head, depth)

    def _long(self, head: int, depth: int) -> Any:
        if head in (0xC0, 0xC1):
            return None
        if head in (0xC2, 0xC3):
            return head == 0xC3
        if head in _NUMBERS:
            form, size = _NUMBERS[head]
            return struct.unpack(form, self._take(size))[0]
        if head in _FIXED_EXTENSIONS:
            return self._extension(_FIXED_EXTENSIONS[head], depth)
        read: tuple[tuple[dict[int, int], Callable[[int], Any]], ...] = (
            (_BYTES, self._take),
            (_TEXTS, self._text),
            (_ARRAYS, lambda size: self._array(size, depth)),
            (_MAPS, lambda size: self._map(size, depth)),
            (_EXTENSIONS, lambda size: self._extension(size, depth)),
        )
        found = next((sizes, make) for sizes, make in read if head in sizes)
        return found[1](int.from_bytes(self._take(found[0][head]), "big"))

    def _extension(self, size: int, depth: int) -> Any:
        kind = self._take(1)[0]
        data = self._take(size)
        if kind != _RECORD or size != 1 or not _FIRST_RECORD <= data[0] <= _LAST_RECORD:
            return None
        keys = self.value(depth + 1)
        if not isinstance(keys, list):
            raise MsgpackError("a record without keys")
        self._records[data[0]] = keys
        return self._record(keys, depth)

    def _record(self, keys: list[Any], depth: int) -> dict[Any, Any]:
        return {_key(key): self.value(depth + 1) for key in keys}

    def _array(self, size: int, depth: int) -> list[Any]:
        self._bound(size)
        return [self.value(depth + 1) for _ in range(size)]

    def _map(self, size: int, depth: int) -> dict[Any, Any]:
        self._bound(size)
        found: dict[Any, Any] = {}
        for _ in range(size):
            key = _key(self.value(depth + 1))
            found[key] = self.value(depth + 1)
        return found

    def _text(self, size: int) -> str:
        return self._take(size).decode("utf-8", "replace")

    def _bound(self, size: int) -> None:
        # Every value takes at least one byte.
        if size > len(self._data) - self._at:
            raise MsgpackError("the data is cut off")

    def _take(self, size: int) -> bytes:
        self._bound(size)
        self._at += size
        return self._data[self._at - size : self._at]


def _key(value: Any) -> Any:
    return value if isinstance(value, (str, bytes, int, float, bool)) or value is None else str(value)[:100]
