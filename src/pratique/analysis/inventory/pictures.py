"""Data that pictures carry beside the picture: behind their end, and in chunks for text.

Formats: PNG (W3C, third edition), JPEG (ITU T.81, annex B), GIF 89a.
"""

import re
import zlib
from collections.abc import Iterator

from pratique.analysis.inventory import texts
from pratique.analysis.inventory.inventory import Carried, Shape
from pratique.core.tree import File

_PNG = b"\x89PNG\r\n\x1a\n"
_MOST_CHUNKS = 20_000
_MOST_TEXT = 256 * 1024
_FEWEST_AFTER = 32
"""Fewer bytes behind the end are padding."""
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_HARMLESS_KEYS = (b"Raw profile type", b"XML:com.adobe.xmp", b"mxfile", b"mxGraphModel", b"exif:", b"icc:")
"""Keys of chunks that hold encoded colour profiles, camera data and drawings."""
_EMBEDDED = re.compile(
    rb"PK\x03\x04.{26}[\w./-]{3,80}|MZ[^\0]\0.{56,200}This program cannot be run", re.DOTALL
)


def read(file: File) -> Iterator[Carried]:
    """Give what a PNG, JPEG or GIF carries; nothing for other files."""
    data = file.data
    end = None
    if data.startswith(_PNG):
        end, chunks = _png(data)
        yield from (_chunk(file.path, *chunk) for chunk in chunks)
    elif data.startswith(b"\xff\xd8\xff"):
        end = _jpeg_end(data)
    elif data.startswith((b"GIF87a", b"GIF89a")):
        end = _gif_end(data)
    if end is None or len(data) - end < _FEWEST_AFTER:
        return
    rest = data[end:]
    body = rest.lstrip(b"\0\r\n \xff")
    if len(body) < _FEWEST_AFTER:
        return
    shape = texts.shape_of(body)
    if shape is Shape.DATA and _EMBEDDED.search(body[: texts.MOST_BYTES]):
        shape = Shape.ARCHIVE
    yield Carried(
        path=file.path, shape=shape, size_bytes=len(rest), where="after its end", sample=texts.sample(body)
    )


def _chunk(path: str, key: bytes, text: bytes) -> Carried:
    shape = texts.shape_of(text)
    if shape is Shape.DATA and texts.acts(text):
        shape = Shape.SCRIPT
    where = f"in its text chunk {key[:40].decode('latin-1')!r}"
    return Carried(path=path, shape=shape, size_bytes=len(text), where=where, sample=texts.sample(text))


def _png(data: bytes) -> tuple[int | None, list[tuple[bytes, bytes]]]:
    """Where a PNG ends, and its texts that are programs, archives or encoded."""
    found: list[tuple[bytes, bytes]] = []
    at = len(_PNG)
    for _ in range(_MOST_CHUNKS):
        if at + 12 > len(data):
            return None, found
        size = int.from_bytes(data[at : at + 4], "big")
        kind = data[at + 4 : at + 8]
        if kind == b"IEND":
            return at + 12 + size, found
        if kind in (b"tEXt", b"zTXt", b"iTXt") and len(found) < 10:
            key, text = _text(kind, data[at + 8 : at + 8 + min(size, _MOST_TEXT)])
            if not key.startswith(_HARMLESS_KEYS) and len(text) >= _FEWEST_AFTER and _tells(text):
                found.append((key, text))
        at += 12 + size
    return None, found


def _tells(text: bytes) -> bool:
    return texts.shape_of(text) is not Shape.DATA or (texts.begins_as_code(text) and texts.acts(text))


def _text(kind: bytes, chunk: bytes) -> tuple[bytes, bytes]:
    key, _, rest = chunk.partition(b"\0")
    if kind == b"tEXt":
        return key, rest
    if kind == b"zTXt":
        return key, _inflated(rest[1:])
    packed = rest[:1] == b"\x01"
    text = rest[2:].split(b"\0", 2)[-1]
    return key, _inflated(text) if packed else text


def _inflated(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, _MOST_TEXT)
    except zlib.error:
        return b""


def _jpeg_end(data: bytes) -> int | None:
    at = 2
    for _ in range(_MOST_CHUNKS):
        match = _MARKER.search(data, at)
        if match is None:
            return None
        marker = data[match.start() + 1]
        at = match.end()
        if marker == 0xD9:
            return at
        if marker not in (0x01, 0xD8):
            size = int.from_bytes(data[at : at + 2], "big")
            if size < 2:
                return None
            at += size
    return None


def _gif_end(data: bytes) -> int | None:
    if len(data) < 13:
        return None
    at = 13 + (3 * 2 ** ((data[10] & 7) + 1) if data[10] & 0x80 else 0)
    for _ in range(_MOST_CHUNKS):
        kind = data[at : at + 1]
        if kind == b"\x3b":
            return at + 1
        if kind == b"\x21":
            at += 2
        elif kind == b"\x2c" and at + 10 <= len(data):
            flags = data[at + 9]
            at += 11 + (3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0)
        else:
            return None
        found = _after_blocks(data, at)
        if found is None:
            return None
        at = found
    return None


def _after_blocks(data: bytes, at: int) -> int | None:
    """Skip blocks that each say their size, up to an empty one."""
    while at < len(data):
        size = data[at]
        at += size + 1
        if not size:
            return at
    return None
