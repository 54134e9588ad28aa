"""Archives that no honest tool writes, put together byte by byte. Inert: the payloads are the word "marker"."""

import gzip
import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

BLOCK = 512
END = bytes(2 * BLOCK)
MARKER = b"marker\n"


def header(
    name: bytes,
    *,
    size: int | bytes = 0,
    kind: bytes = b"0",
    target: bytes = b"",
    mode: int = 0o644,
    prefix: bytes = b"",
    magic: bytes = b"ustar\x0000",
    checksum: bytes | None = None,
) -> bytes:
    """One tar header. `size` as bytes goes into its field as it is."""
    size_field = size if isinstance(size, bytes) else b"%011o\0" % size
    block = bytearray(BLOCK)
    fields = (
        (0, name[:100]),
        (100, b"%07o\0" % mode),
        (124, size_field),
        (136, b"00000000000\0"),
        (156, kind),
        (157, target[:100]),
        (257, magic),
        (345, prefix[:155]),
    )
    for at, value in fields:
        block[at : at + len(value)] = value
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block) if checksum is None else checksum
    return bytes(block)


def padded(data: bytes) -> bytes:
    """Data filled up to whole blocks."""
    return data + bytes(-len(data) % BLOCK)


def member(
    name: str | bytes,
    data: bytes = b"",
    *,
    kind: bytes = b"0",
    target: bytes = b"",
    mode: int = 0o644,
    size: int | bytes | None = None,
    prefix: bytes = b"",
    magic: bytes = b"ustar\x0000",
) -> bytes:
    """A header and its data; the size is that of the data unless given."""
    raw = name.encode() if isinstance(name, str) else name
    told = len(data) if size is None else size
    head = header(raw, size=told, kind=kind, target=target, mode=mode, prefix=prefix, magic=magic)
    return head + padded(data)


def records(pairs: Mapping[str, str | bytes] | Iterable[tuple[str, str | bytes]]) -> bytes:
    """The body of a pax header."""
    out = b""
    for key, value in pairs.items() if isinstance(pairs, Mapping) else pairs:
        raw = value.encode() if isinstance(value, str) else value
        rest = b" " + key.encode() + b"=" + raw + b"\n"
        length = len(rest) + 1
        while len(str(length)) + len(rest) != length:
            length = len(str(length)) + len(rest)
        out += str(length).encode() + rest
    return out


def pax(pairs: Mapping[str, str | bytes] | bytes, *, kind: bytes = b"x") -> bytes:
    """A pax header in front of a member."""
    return member("PaxHeaders/x", pairs if isinstance(pairs, bytes) else records(pairs), kind=kind)


def tar(*parts: bytes) -> bytes:
    """Members and the two empty blocks at the end."""
    return b"".join(parts) + END


def packed(data: bytes) -> bytes:
    """Compress with gzip, deterministically."""
    return gzip.compress(data, compresslevel=1, mtime=0)


def tarball(*parts: bytes) -> bytes:
    """A gzip-compressed tar of raw parts."""
    return packed(tar(*parts))


def zeros(mebibytes: int) -> bytes:
    """A gzip stream of zero bytes. Every mebibyte is the same independent run of blocks, so it is made quickly."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    run = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return gzip.compress(b"", mtime=0)[:10] + run * mebibytes + b"\3\0" + bytes(8)


@dataclass(frozen=True, kw_only=True)
class Part:
    """One member of a raw zip; what is not given follows from the data."""

    name: bytes
    data: bytes = MARKER
    method: int = 8
    flags: int = 0
    mode: int = 0o100644
    size: int | None = None
    crc: int | None = None
    packed: bytes | None = None
    local_name: bytes | None = None
    local_method: int | None = None
    local_size: int | None = None
    local_packed_size: int | None = None
    extra: bytes = b""
    after: bytes = b""
    """Bytes behind the data: a data descriptor, or something that should not be there."""
    listed: bool = True
    """Whether the directory knows it."""
    offset: int | None = None

    @property
    def body(self) -> bytes:
        """The packed data."""
        if self.packed is not None:
            return self.packed
        return deflated(self.data) if self.method == 8 else self.data

    @property
    def sizes(self) -> tuple[int, int, int]:
        """Checksum, packed size and size, as the directory gives them."""
        crc = zlib.crc32(self.data) if self.crc is None else self.crc
        return crc, len(self.body), len(self.data) if self.size is None else self.size

    def local(self) -> bytes:
        """Local header, data, and what follows."""
        crc, packed_size, size = self.sizes
        name = self.name if self.local_name is None else self.local_name
        sized = (
            crc,
            packed_size if self.local_packed_size is None else self.local_packed_size,
            size if self.local_size is None else self.local_size,
        )
        method = self.method if self.local_method is None else self.local_method
        head = struct.pack("<4s5H3L2H", b"PK\3\4", 20, self.flags, method, 0, 0x21, *sized, len(name), 0)
        return head + name + self.body + self.after

    def central(self, offset: int) -> bytes:
        """The entry of the directory."""
        place = offset if self.offset is None else self.offset
        fields = (len(self.name), len(self.extra), 0, 0, 0, self.mode << 16, place)
        head = struct.pack(
            "<4s6H3L5H2L", b"PK\1\2", 0x314, 20, self.flags, self.method, 0, 0x21, *self.sizes, *fields
        )
        return head + self.name + self.extra


def deflated(data: bytes) -> bytes:
    """Raw deflate."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def end_record(count: int, size: int, offset: int, comment: bytes = b"") -> bytes:
    """The end of central directory record."""
    return struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, size, offset, len(comment)) + comment


def zip64_end(count: int, size: int, offset: int, at: int) -> bytes:
    """The zip64 end record, to stand at `at`, and its locator."""
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, offset)
    return record + struct.pack("<4sLQL", b"PK\6\7", 0, at, 1)


def rawzip(*parts: Part, before: bytes = b"", comment: bytes = b"", count: int | None = None) -> bytes:
    """A zip of raw parts. Offsets count from the start of the zip, not from that of `before`."""
    body, directory = b"", b""
    for part in parts:
        if part.listed:
            directory += part.central(len(body))
        body += part.local()
    listed = sum(part.listed for part in parts)
    told = listed if count is None else count
    return before + body + directory + end_record(told, len(directory), len(body), comment)
