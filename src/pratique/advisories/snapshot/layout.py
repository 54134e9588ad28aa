"""Defines the file format of a snapshot: two lines of text, then gzip members. The first member is the header.

pratique-snapshot 1 HEADER-BYTES PAYLOAD-BYTES
    unsigned                                        or: ed25519 KEY-ID SIGNATURE
    gzip member: the header as JSON; it lists the blocks
    gzip member: a block of sorted lines
    ...

The payload is a valid gzip file: `tail -n +3 FILE | gunzip` prints the header and all lines. A lookup in a snapshot
decompresses one block. Equal rows give equal text and, with the same version of zlib, equal bytes.
"""

import re
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from pratique.advisories.snapshot import names_filter, refusal
from pratique.advisories.snapshot.refusal import invalid

MOST_BYTES = 16 * 1024**2
"""The maximum size of a snapshot file in bytes."""
_MAGIC = b"pratique-snapshot "
_FIRST = re.compile(rb"pratique-snapshot 1 ([1-9][0-9]{0,8}) ([1-9][0-9]{0,8})\n")
_SECOND = re.compile(rb"(?:unsigned|ed25519 ([0-9a-f]{16}) ([0-9a-f]{128}))\n")
_MOST_LINE = 200
_BLOCK_BYTES = 64 * 1024
_MOST_BLOCK_BYTES = 4 * 1024**2
_MOST_HEADER_BYTES = 4 * 1024**2
_MOST_TEXT_BYTES = 256 * 1024**2
_GZIP = 16 + zlib.MAX_WBITS


class Origin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A source whose advisories are in a snapshot."""

    name: str
    title: str
    licence: str
    as_of: str
    """The time of the newest data in the source (ISO 8601), or ""."""
    rows: int


class Block(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A block: a contiguous part of the sorted lines, compressed as one gzip member."""

    first: str
    """The key of the first line in the block. All lines with the same key are in one block."""
    size_bytes: int
    """The compressed size of the block in bytes."""
    text_bytes: int


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The header of a snapshot, which describes its content and lists its blocks."""

    serial: int
    """The serial number of the snapshot. Each new snapshot has a higher serial number than the last."""
    issued_at: datetime
    expires_at: datetime
    covers: dict[str, datetime]
    """The time until which the snapshot lists all malicious releases, by purl type."""
    sources: tuple[Origin, ...]
    rows: int
    withdrawn: int
    digests: int
    blocks: tuple[Block, ...] = ()
    names: bytes = b""
    """The Bloom filter that contains all keys (see `names_filter`)."""


class Frame(msgspec.Struct, frozen=True):
    """The parts of a snapshot file before verification of the signature."""

    first: bytes
    key_id: str
    """The id of the signing key; empty if the snapshot is not signed."""
    signature: bytes
    header_bytes: int
    payload: bytes


def write_frame(header: Header, lines: Sequence[str]) -> Frame:
    """Return a frame with the sorted lines in blocks.

    Set the fields `blocks` and `names` of the frame's header. Raises ParseError if the snapshot exceeds a limit.
    """
    members = list(_members(lines))
    whole = msgspec.structs.replace(
        header,
        blocks=tuple(Block(key, len(data), size) for key, data, size in members),
        names=names_filter.make({line.partition("\t")[0] for line in lines}),
    )
    text = msgspec.json.encode(whole, order="deterministic") + b"\n"
    if len(text) > _MOST_HEADER_BYTES:
        raise invalid("the header of the snapshot is too long")
    head = _packed(text)
    payload = b"".join((head, *(data for _, data, _ in members)))
    first = b"%s1 %d %d\n" % (_MAGIC, len(head), len(payload))
    return Frame(first, "", b"", len(head), payload)


def write_file(frame: Frame) -> bytes:
    """Return a frame as the bytes of a snapshot file."""
    second = f"ed25519 {frame.key_id} {frame.signature.hex()}\n" if frame.key_id else "unsigned\n"
    return frame.first + second.encode() + frame.payload


def read_frame(data: bytes) -> Frame:
    """Split a snapshot file into its parts without decompressing them. Raises ParseError if the file is not a valid snapshot."""
    if len(data) > MOST_BYTES:
        raise refusal.too_large(len(data), MOST_BYTES)
    first = _FIRST.match(data, 0, _MOST_LINE)
    if first is None:
        raise _not_one(data)
    second = _SECOND.match(data, first.end(), first.end() + _MOST_LINE)
    header_bytes, payload_bytes = int(first[1]), int(first[2])
    if second is None:
        raise invalid("the second line is neither a signature nor `unsigned`")
    end = second.end() + payload_bytes
    if len(data) < end:
        raise refusal.truncated(len(data), end)
    if len(data) > end or header_bytes > payload_bytes:
        raise invalid("the length of the file differs from the length in its header")
    key_id, signature = (second[1] or b"").decode(), bytes.fromhex((second[2] or b"").decode())
    return Frame(first[0], key_id, signature, header_bytes, data[second.end() :])


def read_header(frame: Frame) -> Header:
    """Return the decompressed header of a frame. Raises ParseError if the header is invalid."""
    text = unpacked(frame.payload[: frame.header_bytes], _MOST_HEADER_BYTES)
    try:
        header = msgspec.json.decode(text, type=Header)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise invalid(f"the header cannot be read: {error}") from None
    times = (header.issued_at, header.expires_at, *header.covers.values())
    if any(at.tzinfo is None for at in times) or header.serial < 0:
        raise invalid("the header has a time without a time zone, or no serial number")
    if any(not 0 < block.text_bytes <= _MOST_BLOCK_BYTES or block.size_bytes <= 0 for block in header.blocks):
        raise invalid("the header lists a block of an impossible size")
    if frame.header_bytes + sum(block.size_bytes for block in header.blocks) != len(frame.payload):
        raise invalid("the file contains data outside its blocks")
    if sum(block.text_bytes for block in header.blocks) > _MOST_TEXT_BYTES:
        raise invalid("the decompressed text would be too long")
    return header


def inflate(frame: Frame, header: Header, place: int, start: int) -> bytes:
    """Return the decompressed text of the block at the byte offset `start` of the payload.

    Raises ParseError if the block is damaged.
    """
    block = header.blocks[place]
    text = unpacked(frame.payload[start : start + block.size_bytes], block.text_bytes)
    if len(text) != block.text_bytes or not text.endswith(b"\n"):
        raise invalid("the length of a block differs from the length in the header")
    return text


def starts(frame: Frame, header: Header) -> tuple[int, ...]:
    """Return the offsets of the blocks in the payload, in bytes."""
    found, at = [], frame.header_bytes
    for block in header.blocks:
        found.append(at)
        at += block.size_bytes
    return tuple(found)


def split(text: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the key and the JSON text of each line of a block. Raises ParseError if a line is invalid."""
    for line in text.split(b"\n")[:-1]:
        key, tab, data = line.partition(b"\t")
        if not tab:
            raise invalid("a line of the snapshot has no key")
        try:
            yield key.decode(), data
        except UnicodeDecodeError:
            raise invalid("the key of a line is not UTF-8") from None


def unpacked(data: bytes, most_bytes: int) -> bytes:
    """Return one decompressed gzip member of limited size. Raises ParseError if the data is not exactly one member."""
    engine = zlib.decompressobj(_GZIP)
    try:
        text = engine.decompress(data, most_bytes + 1)
    except zlib.error as error:
        raise invalid(f"a part of the snapshot is damaged ({error})") from None
    if len(text) > most_bytes or not engine.eof or engine.unused_data:
        raise invalid("a part of the snapshot is damaged: its length differs from the length in the header")
    return text


def _packed(text: bytes) -> bytes:
    engine = zlib.compressobj(9, zlib.DEFLATED, _GZIP)
    return engine.compress(text) + engine.flush()


def _members(lines: Sequence[str]) -> Iterator[tuple[str, bytes, int]]:
    for some in _blocks(lines):
        text = b"\n".join(some) + b"\n"
        if len(text) > _MOST_BLOCK_BYTES:
            raise invalid("a key of the snapshot has too many lines")
        yield some[0].partition(b"\t")[0].decode(), _packed(text), len(text)


def _blocks(lines: Sequence[str]) -> Iterator[list[bytes]]:
    """Split the lines into blocks. Lines with the same key stay in one block."""
    some: list[bytes] = []
    size, before = 0, b""
    for text in lines:
        line = text.encode()
        key = line.partition(b"\t")[0]
        if some and size >= _BLOCK_BYTES and key != before:
            yield some
            some, size = [], 0
        some.append(line)
        size, before = size + len(line) + 1, key
    if some:
        yield some


def _not_one(data: bytes) -> Exception:
    if not data.startswith(_MAGIC):
        return (
            refusal.truncated(0, 1)
            if not data
            else invalid("the file does not begin with the header of a snapshot")
        )
    version = re.match(rb"[0-9]{1,9}(?=[ \n])", data[len(_MAGIC) : len(_MAGIC) + 12])
    if version is not None and version[0] != b"1":
        return refusal.other_format(version[0].decode())
    return invalid("the first line of the file cannot be read")
