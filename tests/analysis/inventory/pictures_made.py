"""Small pictures made at run time."""

import struct
import zlib


def png(*chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG of one pixel, with chunks between its header and its data."""
    header = (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    every = (header, *chunks, (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in every
    )


def jpeg() -> bytes:
    """The segments of a JPEG, with a thumbnail that has an end of its own inside."""
    inside = b"Exif\0\0\xff\xd8\xff\xd9"
    table = b"\xff\xe1" + struct.pack(">H", len(inside) + 2) + inside
    scan = b"\xff\xda" + struct.pack(">H", 8) + bytes(6) + b"\x12\xff\x00\x34\xff\xd0\x56"
    return b"\xff\xd8" + table + scan + b"\xff\xd9"


def gif() -> bytes:
    """A GIF of one pixel."""
    picture = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\0"
    return b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + bytes(6) + picture + b"\x3b"
