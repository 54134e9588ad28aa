"""Decompresses gzip, bzip2 and xz files within limits.

Formats: RFC 1952 (gzip), RFC 1951 (deflate), the bzip2 and xz file formats.
"""

import bz2
import lzma
import zlib
from collections.abc import Iterator
from typing import Protocol

from pratique.archive.data import Data, only_zeros, starts
from pratique.archive.limits import Limits
from pratique.archive.notes import Notes
from pratique.archive.streams import Meter
from pratique.core.tree import AnomalyKind
from pratique.errors import ParseError, Reference

MAGICS = {"gzip": b"\x1f\x8b", "bzip2": b"BZh", "xz": b"\xfd7zXZ\x00"}

_CHUNK_BYTES = 256 * 1024
_PIECE_BYTES = 64 * 1024
_XZ_MEMORY_BYTES = 128 * 1024 * 1024
"""Memory limit for xz; `xz -9` needs 65 MiB to unpack."""
_MOST_STREAMS = 10_000
"""Maximum number of streams.

Gzip writers that work in blocks end a stream every 64 KiB; within the default limits, their files have fewer streams.
"""
_FHCRC, _FEXTRA, _FNAME, _FCOMMENT = 2, 4, 8, 16


class _Decoder(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = ...) -> bytes: ...


class _Inflater:
    """A decoder of raw deflate with the interface of the bzip2 and xz decoders; computes the checksum of its output.

    The gzip header and trailer are read separately, so that a wrong checksum loses no data.
    """

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(-zlib.MAX_WBITS)
        self.crc = 0
        self.size_bytes = 0

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def needs_input(self) -> bool:
        return not self._zlib.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._zlib.unused_data

    def decompress(self, data: bytes, max_length: int = _CHUNK_BYTES) -> bytes:
        out = self._zlib.decompress(self._zlib.unconsumed_tail + data, max_length)
        self.crc = zlib.crc32(out, self.crc)
        self.size_bytes += len(out)
        return out


class Unpacking:
    """One decompression: its position in the packed bytes, and the number of bytes unpacked so far.

    As in npm and pip, consecutive streams are read as one. Each additional stream is reported as an anomaly.
    """

    def __init__(self, data: Data, packing: str, limits: Limits, notes: Notes) -> None:
        self._data = data
        self._packing = packing
        self._notes = notes
        self._meter = Meter(len(data), limits)
        self._at = 0

    def chunks(self) -> Iterator[bytes]:
        """Yield the unpacked bytes, at most 256 KiB at a time.

        Raise ParseError if no byte can be read. If an error occurs later in the stream, the chunks end and the error is added to
        the notes.
        """
        streams = 0
        while not self._notes.cut and self._at < len(self._data):
            if streams and not self._another(streams):
                return
            streams += 1
            yield from self._stream()

    def _another(self, streams: int) -> bool:
        """Return True if one more stream follows. Report the additional stream, or other trailing data."""
        if starts(self._data, MAGICS[self._packing], self._at) and streams < _MOST_STREAMS:
            detail = f"a second {self._packing} stream follows the first"
            self._notes.report_once(AnomalyKind.TRAILING_DATA, detail)
            return True
        rest = len(self._data) - self._at
        if not only_zeros(self._data, self._at):
            detail = f"{rest} bytes follow the {self._packing} stream"
            self._notes.report(AnomalyKind.TRAILING_DATA, "", detail)
        return False

    def _stream(self) -> Iterator[bytes]:
        try:
            decoder = self._decoder()
            while not decoder.eof:
                out = self._more(decoder)
                if out is None:
                    self._end(AnomalyKind.TRUNCATED, f"the {self._packing} stream is cut off")
                    return
                if limit := self._meter.problem(len(out)):
                    self._notes.stop(AnomalyKind.LIMIT, limit)
                    return
                yield out
        except (zlib.error, lzma.LZMAError, OSError, ValueError, EOFError) as error:
            self._end(AnomalyKind.CORRUPT, f"the {self._packing} stream is damaged: {error}")
            return
        self._at -= len(decoder.unused_data)
        if isinstance(decoder, _Inflater):
            self._check_trailer(decoder)

    def _decoder(self) -> _Decoder:
        match self._packing:
            case "bzip2":
                return bz2.BZ2Decompressor()
            case "xz":
                return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY_BYTES)
        end = gzip_header_end(self._data, self._at)
        if end is None:
            raise ValueError("bad header")
        self._at = end
        return _Inflater()

    def _more(self, decoder: _Decoder) -> bytes | None:
        """Return the next bytes, possibly none; None if the input ended too early."""
        piece = b""
        wants = decoder.needs_input
        if wants:
            piece = self._data[self._at : self._at + _PIECE_BYTES]
            self._at += len(piece)
        out = decoder.decompress(piece, _CHUNK_BYTES)
        return None if wants and not piece and not out and not decoder.eof else out

    def _end(self, kind: AnomalyKind, detail: str) -> None:
        if self._meter.total_bytes == 0:
            hint = "the file may be damaged: download it again"
            raise ParseError(Reference.ARCHIVE_INVALID, detail, hint=hint) from None
        self._notes.stop(kind, detail)

    def _check_trailer(self, inflater: _Inflater) -> None:
        trailer = self._data[self._at : self._at + 8]
        self._at += len(trailer)
        if len(trailer) < 8:
            self._notes.report(AnomalyKind.TRUNCATED, "", "the gzip stream has no checksum at its end")
            return
        if int.from_bytes(trailer[:4], "little") != inflater.crc:
            self._notes.report(AnomalyKind.CORRUPT, "", "the checksum of the gzip stream is wrong")
        if int.from_bytes(trailer[4:], "little") != inflater.size_bytes & 0xFFFFFFFF:
            self._notes.report(AnomalyKind.CORRUPT, "", "the length at the end of the gzip stream is wrong")


def gzip_header_end(data: Data, at: int) -> int | None:
    """Return where the deflate data of the gzip member at `at` starts; None for an invalid header (RFC 1952, 2.3)."""
    head = data[at : at + 10]
    if len(head) < 10 or not head.startswith(b"\x1f\x8b\x08") or head[3] & 0xE0:
        return None
    flags, end = head[3], at + 10
    if flags & _FEXTRA:
        end += 2 + int.from_bytes(data[end : end + 2], "little")
    for flag in (_FNAME, _FCOMMENT):
        if flags & flag:
            zero = data.find(b"\0", end)
            if zero < 0:
                return None
            end = zero + 1
    if flags & _FHCRC:
        end += 2
    return end if end <= len(data) else None
