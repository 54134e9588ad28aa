"""Reads the files of one layer forwards, plain or compressed with gzip or zstd, in bounded memory."""

import zlib
from collections.abc import Iterable, Iterator

from pratique.archive.limits import Limits
from pratique.archive.member import Member
from pratique.archive.notes import Notes
from pratique.archive.streams import ByteStream
from pratique.archive.tar import TarReader
from pratique.errors import ParseError, Reference
from pratique.installed.image.blobs import GZIP

_ZSTD = b"\x28\xb5\x2f\xfd"
_MIB = 1024 * 1024
LIMITS = Limits(
    max_unpacked_bytes=64 * 1024 * _MIB,
    max_file_bytes=32 * _MIB,
    max_files=2_000_000,
    ratio_floor_bytes=512 * _MIB,
    max_name_bytes=4096,
)
"""The limits for one layer."""
_MOST_OUT = 4 * _MIB


def members(chunks: Iterable[bytes], size_bytes: int, lost: list[str]) -> Iterator[Member]:
    """Yield the members of a layer of `size_bytes`. What could not be read is added to `lost`."""
    notes = Notes("layer")
    reader = TarReader(ByteStream(_unpacked(chunks, size_bytes, lost)), LIMITS, notes)
    yield from reader.members()
    lost.extend(omission.why for omission in notes.omissions if omission.path == "layer")
    if not reader.recognised and not lost:
        lost.append("it is not a tar")


def _unpacked(chunks: Iterable[bytes], size_bytes: int, lost: list[str]) -> Iterator[bytes]:
    """Yield the tar of a layer in pieces of bounded size. A damaged end is noted, and the tar before it is yielded."""
    total = 0
    try:
        for piece in _plain(iter(chunks)):
            total += len(piece)
            if total > LIMITS.max_unpacked_bytes or (
                total > LIMITS.ratio_floor_bytes and total > LIMITS.max_ratio * size_bytes
            ):
                lost.append(f"it unpacks to more than {total:,} bytes; the rest was not read")
                return
            yield piece
    except ParseError as error:
        lost.append(error.message)
    except (zlib.error, EOFError, OSError, ValueError) as error:
        lost.append(f"it is damaged: {error}")


def _plain(chunks: Iterator[bytes]) -> Iterator[bytes]:
    first = next(chunks, b"")
    if first.startswith(GZIP):
        yield from _gunzipped(first, chunks)
    elif first.startswith(_ZSTD):
        yield from _unzstd(first, chunks)
    else:
        yield first
        yield from chunks


def _gunzipped(first: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    engine = zlib.decompressobj(31)
    data = first
    while True:
        yield engine.decompress(data, _MOST_OUT)
        if engine.eof:
            # A gzip file may have several members.
            data = engine.unused_data or next(chunks, b"")
            if not data.strip(b"\0"):
                return
            engine = zlib.decompressobj(31)
            continue
        data = engine.unconsumed_tail or next(chunks, b"")
        if not data:
            raise EOFError("the compressed data ends early")


def _unzstd(first: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    try:
        from compression import zstd  # type: ignore[import-not-found, unused-ignore]  # noqa: PLC0415 - from Python 3.14 on
    except ImportError:
        raise ParseError(
            Reference.FILE_UNREADABLE,
            "it is compressed with zstd, which Python before 3.14 cannot read",
            hint="run Pratique with Python 3.14, or save the image with gzip layers",
        ) from None
    engine = zstd.ZstdDecompressor()
    data = first
    while True:
        try:
            yield engine.decompress(data, _MOST_OUT)
        except zstd.ZstdError as error:
            raise ValueError(str(error)) from error
        if engine.eof:
            data = engine.unused_data or next(chunks, b"")
            if not data:
                return
            engine = zstd.ZstdDecompressor()
            continue
        data = next(chunks, b"") if engine.needs_input else b""
        if not data and engine.needs_input:
            raise EOFError("the compressed data ends early")
