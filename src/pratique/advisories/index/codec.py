"""Encodes the values in an index. Only the bodies of advisories are compressed.

Bodies are short and similar, so each one is compressed separately with a dictionary from the first bodies of its source. A CRC-32
over the uncompressed body and the advisory's number detects damaged and swapped bodies.
"""

import zlib
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import msgspec

from pratique.core.advisory import (
    Advisory,
    Affected,
    Exploitation,
    Product,
    Rating,
    RuntimeLine,
    SourceState,
    Span,
)
from pratique.core.finding import Severity

MOST_BODY_BYTES = 64 * 1024**2
"""The maximum size of a decompressed body in bytes."""
_LEVEL = 6
_RAW = -15
"""Raw deflate: the zlib header and trailer would be longer than the checksum that is stored with each body."""
_CRC_BYTES = 4
_MOST_DICTIONARY_BYTES = 8 * 1024
"""A 32 KiB dictionary would save at most 6 of 132 bytes per malware body, and its setup would take 3 times as long."""
_MOST_SAMPLE_BYTES = 1024


class _Span(msgspec.Struct, array_like=True, frozen=True):
    low: str | None = None
    high: str | None = None
    low_excluded: bool = False
    high_included: bool = False


class _Rating(msgspec.Struct, array_like=True, frozen=True):
    vector: str | None = None
    score: float | None = None
    severity: Severity | None = None


class _Affected(msgspec.Struct, array_like=True, frozen=True):
    """An `Affected` object without its product. Frequent fields come first, so that empty fields at the end need not be stored."""

    spans: tuple[_Span, ...] = ()
    versions: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    within: str | None = None
    outside: tuple[str, ...] = ()
    shown: str = ""
    sole: bool = False
    symbols: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    ratings: tuple[_Rating, ...] = ()
    good: tuple[str, ...] = ()


class Shared(msgspec.Struct, array_like=True, frozen=True):
    """The values that many `Exploitation` rows of one source share."""

    epss_model: str = ""
    epss_date: date | None = None
    kev_added: date | None = None
    kev_due: date | None = None
    ransomware: bool = False

    @classmethod
    def of(cls, value: Exploitation) -> "Shared":
        """Return the values of an `Exploitation` that several rows can share."""
        return cls(value.epss_model, value.epss_date, value.kev_added, value.kev_due, value.ransomware)


encode = msgspec.msgpack.Encoder().encode
"""Encode any value of an index. Raises UnicodeEncodeError for text that UTF-8 cannot encode."""
# Each raises ValueError or TypeError on damage.
ADVISORY = msgspec.msgpack.Decoder(Advisory)
LINE = msgspec.msgpack.Decoder(RuntimeLine)
SHARED = msgspec.msgpack.Decoder(Shared)
STATE = msgspec.msgpack.Decoder(SourceState)
_AFFECTED = msgspec.msgpack.Decoder(tuple[_Affected, ...])


def encode_affected(values: Sequence[Affected]) -> bytes:
    """Encode the versions of one product that an advisory lists as affected."""
    return encode([_short(value) for value in values])


def decode_affected(data: bytes, product: Product) -> list[Affected]:
    """Decode the output of `encode_affected`. Raises ValueError or TypeError if the bytes are damaged."""
    return [
        Affected(
            product=product,
            spans=tuple(
                Span(span.low, span.high, span.low_excluded, span.high_included) for span in value.spans
            ),
            versions=value.versions,
            within=value.within,
            outside=value.outside,
            fixed=value.fixed,
            sole=value.sole,
            symbols=value.symbols,
            platforms=value.platforms,
            ratings=tuple(Rating(rating.vector, rating.score, rating.severity) for rating in value.ratings),
            shown=value.shown,
            good=value.good,
        )
        for value in _AFFECTED.decode(data)
    ]


def _short(value: Affected) -> list[Any]:
    spans = [
        _cut([span.low, span.high, span.low_excluded, span.high_included], _Span) for span in value.spans
    ]
    ratings = [_cut([rating.vector, rating.score, rating.severity], _Rating) for rating in value.ratings]
    return _cut(
        [
            tuple(spans),
            value.versions,
            value.fixed,
            value.within,
            value.outside,
            value.shown,
            value.sole,
            value.symbols,
            value.platforms,
            tuple(ratings),
            value.good,
        ],
        _Affected,
    )


def _cut(values: list[Any], form: type[msgspec.Struct]) -> list[Any]:
    defaults = form.__struct_defaults__
    while values and values[-1] == defaults[len(values) - 1]:
        values.pop()
    return values


def dictionary_of(bodies: Iterable[bytes]) -> bytes:
    """Return a compression dictionary.

    The latest bodies come last in the dictionary, because references to its end are the shortest.
    """
    parts: list[bytes] = []
    size = 0
    for body in bodies:
        part = body[:_MOST_SAMPLE_BYTES]
        if size + len(part) > _MOST_DICTIONARY_BYTES:
            break
        parts.append(part)
        size += len(part)
    return b"".join(parts)


class Packer:
    """Compresses bodies one at a time, with a common dictionary."""

    def __init__(self, dictionary: bytes = b"") -> None:
        # A copy of a compressor that knows the dictionary is cheaper than teaching it again.
        self._taught = zlib.compressobj(_LEVEL, wbits=_RAW, zdict=dictionary)

    def pack(self, body: bytes, number: int = 0) -> bytes:
        """Return the compressed body of the advisory with this number."""
        packer = self._taught.copy()
        return _crc(body, number) + packer.compress(body) + packer.flush()


def inflate(data: bytes, dictionary: bytes = b"", number: int = 0) -> bytes:
    """Return the decompressed body of the advisory with this number.

    Raises ValueError, TypeError or zlib.error if the bytes are damaged or the body exceeds `MOST_BODY_BYTES`.
    """
    unpacker = zlib.decompressobj(wbits=_RAW, zdict=dictionary)
    body = unpacker.decompress(data[_CRC_BYTES:], MOST_BODY_BYTES + 1)
    if not unpacker.eof or unpacker.unused_data or len(body) > MOST_BODY_BYTES:
        raise ValueError("the compressed body is damaged")
    if data[:_CRC_BYTES] != _crc(body, number):
        raise ValueError("the checksum of the body does not match")
    return body


def _crc(body: bytes, number: int) -> bytes:
    return zlib.crc32(body, zlib.crc32(b"%d" % number)).to_bytes(_CRC_BYTES, "big")
