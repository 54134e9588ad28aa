"""Reads the content of one zip member: local header, and decompression within limits.

Source: PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.9, 4.4.5 and 5.8.8.
"""

import bz2
import lzma
import struct
import zlib
from dataclasses import dataclass
from typing import Protocol

from pratique.archive.data import Data, starts
from pratique.archive.zip_directory import Entry

LOCAL_MAGIC = b"PK\x03\x04"
DESCRIPTOR_MAGIC = b"PK\x07\x08"
LOCAL = struct.Struct("<4s5H3L2H")
DESCRIPTOR_FLAG = 0x8

_LEAST_WINDOW_BYTES = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalHeader:
    """The header before the data of a member."""

    name: bytes
    flags: int
    method: int
    crc: int
    packed_bytes: int
    size_bytes: int
    data_start: int


def local_header(data: Data, at: int) -> LocalHeader | None:
    """Parse the local header at `at`; None if there is no local header."""
    if at < 0 or at + LOCAL.size > len(data) or not starts(data, LOCAL_MAGIC, at):
        return None
    _, _, flags, method, _, _, crc, packed, size, name_length, extra_length = LOCAL.unpack_from(data, at)
    name_end = at + LOCAL.size + name_length
    return LocalHeader(
        name=data[at + LOCAL.size : name_end],
        flags=flags,
        method=method,
        crc=crc,
        packed_bytes=packed,
        size_bytes=size,
        data_start=name_end + extra_length,
    )


def disagreements(entry: Entry, local: LocalHeader) -> list[str]:
    """Return the fields in which the local header and the central directory differ."""
    found: list[str] = []
    if entry.raw_name != local.name:
        found.append(f"name {local.name[:100]!r}")
    if entry.method != local.method:
        found.append(f"method {local.method}")
    blank = {0, 0xFFFFFFFF} if local.flags & DESCRIPTOR_FLAG else {0xFFFFFFFF}
    if local.size_bytes not in {entry.size_bytes, *blank}:
        found.append(f"size {local.size_bytes}")
    if local.packed_bytes not in {entry.packed_bytes, *blank}:
        found.append(f"packed size {local.packed_bytes}")
    if local.crc != entry.crc and not (local.flags & DESCRIPTOR_FLAG and local.crc == 0):
        found.append("checksum")
    return found


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The decompressed content of a member: at most one byte more than its declared size."""

    data: bytes
    all_used: bool
    """Whether the stream ended exactly at the end that the central directory states."""


class _Decoder(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: memoryview, max_length: int = ..., /) -> bytes: ...


def unpack_member(packed: memoryview, method: int, size_bytes: int) -> Unpacked | None:
    """Decompress a member up to its declared size plus one byte; None for an unsupported method.

    Raise ValueError for damaged data.
    """
    decoder: _Decoder
    match method:
        case 0:
            return Unpacked(bytes(packed[: size_bytes + 1]), len(packed) <= size_bytes)
        case 8:
            decoder = zlib.decompressobj(-zlib.MAX_WBITS)
        case 12:
            decoder = bz2.BZ2Decompressor()
        case 14:
            decoder, packed = _lzma_decoder(packed, size_bytes)
        case _:
            return None
    try:
        out = decoder.decompress(packed, size_bytes + 1)
    except (zlib.error, lzma.LZMAError, OSError, EOFError) as error:
        raise ValueError(str(error)) from None
    marked = method != 14  # an LZMA stream need not have a mark at its end
    return Unpacked(out, (decoder.eof or not marked) and not decoder.unused_data)


def _lzma_decoder(packed: memoryview, size_bytes: int) -> tuple[_Decoder, memoryview]:
    """Return a decoder for the LZMA properties before the data (5.8.8).

    The decoder's window is not larger than the content.
    """
    if len(packed) < 9 or bytes(packed[2:4]) != b"\x05\x00" or packed[4] >= 9 * 5 * 5:
        raise ValueError("bad LZMA properties")
    rest, literal_context = divmod(packed[4], 9)
    position, literal_position = divmod(rest, 5)
    window = min(int.from_bytes(packed[5:9], "little"), size_bytes + 1)
    properties = {
        "id": lzma.FILTER_LZMA1,
        "dict_size": max(window, _LEAST_WINDOW_BYTES),
        "lc": literal_context,
        "lp": literal_position,
        "pb": position,
    }
    try:
        return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[properties]), packed[9:]
    except (lzma.LZMAError, ValueError) as error:
        raise ValueError(str(error)) from None
