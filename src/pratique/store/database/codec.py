"""Serializes dataclass values as compressed msgpack, with a format number that is computed from the fields.

When a field of `Inspection`, `FileFacts` or a nested type changes, older rows become cache misses.
"""

import dataclasses
import logging
import typing
import zlib
from enum import Enum
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")

_LOG = logging.getLogger(__name__)
_PLAIN, _DEFLATED = b"\x00", b"\x01"
_WORTH_DEFLATING_BYTES = 512
"""Smaller values are not compressed, because compression would save too little space."""
_SMALL_WINDOW, _SMALL_TABLES = 12, 5
_SMALL_BYTES = 1 << _SMALL_WINDOW
MOST_BYTES = 256 * 1024**2
"""The maximum size of a decompressed value in bytes."""


class Codec(Generic[T]):
    """Encodes and decodes values of one frozen dataclass."""

    def __init__(self, type_: type[T]) -> None:
        self._type = type_
        self._decoder = msgspec.msgpack.Decoder(type_)
        self.format = shape_number(type_)

    def encode(self, value: T) -> bytes | None:
        """Encode a value. Return None and log a line if the value contains text that UTF-8 cannot encode."""
        try:
            data = msgspec.msgpack.encode(value)
        except UnicodeEncodeError as error:
            _LOG.warning("a %s was not stored: %s", self._type.__name__, error)
            return None
        if len(data) < _WORTH_DEFLATING_BYTES:
            return _PLAIN + data
        return _DEFLATED + deflate(data)

    def decode(self, row: str, format_: int, payload: bytes) -> T | None:
        """Decode the output of `encode`. Return None for another format or, with a log line, for damaged data.

        `row` identifies the row in the log.
        """
        if format_ != self.format:
            return None
        try:
            return self._decoder.decode(_unpacked(payload))
        except (ValueError, zlib.error, RecursionError) as error:
            # msgspec's errors are ValueErrors.
            _LOG.warning("%s %s cannot be read and will be recomputed: %s", self._type.__name__, row, error)
            return None


def deflate(data: bytes) -> bytes:
    """Return compressed bytes."""
    if len(data) > _SMALL_BYTES:
        return zlib.compress(data, level=1)
    # zlib clears its tables for each value, which takes longer than to compress a small one: small tables give the same bytes.
    small = zlib.compressobj(1, zlib.DEFLATED, _SMALL_WINDOW, _SMALL_TABLES)
    return small.compress(data) + small.flush()


def inflate(data: bytes, *, most_bytes: int) -> bytes:
    """Return decompressed bytes.

    Raises ValueError or zlib.error if the bytes are damaged, truncated, or larger than the limit.
    """
    inflater = zlib.decompressobj()
    plain = inflater.decompress(data, most_bytes + 1)
    if not inflater.eof or inflater.unused_data or len(plain) > most_bytes:
        raise ValueError("compressed bytes are damaged")
    return plain


def _unpacked(payload: bytes) -> bytes:
    head, body = payload[:1], payload[1:]
    if head == _PLAIN:
        return body
    if head == _DEFLATED:
        return inflate(body, most_bytes=MOST_BYTES)
    raise ValueError("unknown first byte")


def shape_number(type_: type) -> int:
    """Return a hash of a type's structure: fields with types and enums with values, recursively."""
    parts: list[str] = []
    _describe(type_, parts, set())
    return zlib.crc32(" ".join(parts).encode())


def _describe(annotation: object, parts: list[str], met: set[object]) -> None:
    parts.append(getattr(annotation, "__name__", str(annotation)))
    if isinstance(annotation, type) and annotation not in met:
        met.add(annotation)
        if dataclasses.is_dataclass(annotation):
            hints = typing.get_type_hints(annotation)
            for field in dataclasses.fields(annotation):
                parts.append(f"{field.name}:")
                _describe(hints[field.name], parts, met)
        elif issubclass(annotation, Enum):
            parts.extend(str(member.value) for member in annotation)
    for argument in typing.get_args(annotation):
        _describe(argument, parts, met)
