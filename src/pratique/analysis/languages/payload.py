"""What a decoded literal is: code, a script, a program, bytecode, an archive, a pickle, or none of these.

Told from the first bytes where a format has magic ones (the formats' own specifications, and `file`'s database of
them), else from the words of the text (`payload_text`). Nothing is loaded; of a compressed stream a few hundred bytes are
inflated to see that it is one.
"""

import struct
import zlib

from pratique.analysis.facts import PayloadKind
from pratique.analysis.languages import payload_text

SHORTEST = 8
"""Bytes or characters below which nothing is told."""
_MOST_TEXT = 65_536
_ARCHIVES = (
    *(
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"\xfd7zXZ\x00",
        b"7z\xbc\xaf\x27\x1c",
        b"Rar!\x1a\x07",
        b"\x28\xb5\x2f\xfd",
    ),
    *(b"MSCF\x00\x00\x00\x00", b"!<arch>\n", b"\x04\x22\x4d\x18", b"070701", b"\xed\xab\xee\xdb"),
)
"""Zip, an empty zip, xz, 7z, rar, zstandard, cabinet, ar and deb, lz4, cpio, rpm."""
_MACH_O = (b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe")
_FAT = b"\xca\xfe\xba\xbe"
_MOST_ARCHITECTURES = 30
"""A fat Mach-O has a few; a Java class has its version, at least 45, in the same place."""
_BYTECODE = (b"\x1bLua", b"dex\n03", b"\x1bLJ")
_PROTOCOLS = range(2, 6)
_PLAIN_STARTS = frozenset((b"(", b"c", b"]", b"}", b")", b"S"))
_MOST_OPCODES = 20_000
_LENGTHS = -100
_STOP = 0x2E
_OPCODES: dict[int, int] = {
    **dict.fromkeys(b"0123]}()NRQabdelostu\x81\x85\x86\x87\x88\x89\x8f\x90\x91\x93\x94\x97\x98", 0),
    **dict.fromkeys(b"Khq\x80\x82", 1),
    **dict.fromkeys(b"M\x83", 2),
    **dict.fromkeys(b"Jjr\x84", 4),
    **dict.fromkeys(b"G\x95", 8),
    **dict.fromkeys(b"FILPSVgp", -1),
    **dict.fromkeys(b"ci", -2),
    **dict.fromkeys(b"CU\x8a\x8c", _LENGTHS - 1),
    **dict.fromkeys(b"BTX\x8b", _LENGTHS - 4),
    **dict.fromkeys(b"\x8d\x8e\x96", _LENGTHS - 8),
}
"""Bytes of argument of each opcode (pickletools); -1 and -2 are lines, below `_LENGTHS` the bytes of a length."""
_SAYING = frozenset(b"ciSVTUXBC\x8c\x8d\x8e\x93\x81Rob]}(")
"""Opcodes without which a pickle is a bare number."""


def payload_kind(data: bytes | str) -> PayloadKind | None:
    """Tell what a decoded literal is; None for prose, markup, styles, data and all else that does not run.

    Takes text, bytes, or bytes kept in a text of characters below U+0100. The head and the tail decide: time is bounded, and nothing is raised whatever the literal holds.
    """
    if len(data) < SHORTEST:
        return None
    if isinstance(data, str):
        raw = _as_bytes(data)
        return (_by_magic(raw) if raw is not None else None) or payload_text.kind_of(data)
    found = _by_magic(data)
    if found is not None:
        return found
    text = _as_text(data[:_MOST_TEXT])
    return payload_text.kind_of(text) if text is not None else None


def _as_bytes(text: str) -> bytes | None:
    """The bytes that a text of characters below U+0100 carries; magic is looked for in them."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return None


def _as_text(data: bytes) -> str | None:
    """The text in some bytes: UTF-8, or UTF-16 as PowerShell encodes its commands."""
    if data.startswith(b"\xff\xfe") or (data[1:2] == b"\0" and data[3:4] == b"\0" and data[0]):
        return data.decode("utf-16-le", "replace").removeprefix("\ufeff")
    if b"\0" in data:
        return None
    text = data.decode("utf-8-sig", "replace")
    return None if text.count("\ufffd") > len(text) // 50 + 1 else text


def _by_magic(data: bytes) -> PayloadKind | None:
    if _is_executable(data):
        return PayloadKind.EXECUTABLE
    if data.startswith(_ARCHIVES) or _is_stream(data) or data[257:262] == b"ustar":
        return PayloadKind.ARCHIVE
    if data.startswith(_BYTECODE) or _is_bytecode(data):
        return PayloadKind.BYTECODE
    return PayloadKind.PICKLE if _is_pickle(data) else None


def _is_executable(data: bytes) -> bool:
    if data.startswith(b"\x7fELF"):
        return data[4:5] in {b"\x01", b"\x02"}
    if data.startswith(b"\0asm"):
        return data[4:8] in {b"\x01\0\0\0", b"\x0d\0\x01\0"}
    if data.startswith(_FAT):
        return 0 < int.from_bytes(data[4:8], "big") <= _MOST_ARCHITECTURES
    return data.startswith(_MACH_O) or (data.startswith(b"MZ") and _is_portable(data))


def _is_portable(data: bytes) -> bool:
    if len(data) >= 64:
        place = int.from_bytes(data[0x3C:0x40], "little")
        if data[place : place + 4] == b"PE\0\0" or data[place : place + 2] in {b"NE", b"LE"}:
            return True
    # The rest of a cut literal: the stub that linkers write.
    return data.startswith(b"MZ\x90\0\x03\0\0\0") or b"This program cannot be run in DOS mode" in data[:512]


def _is_stream(data: bytes) -> bool:
    """Gzip, zlib, bzip2 and bare LZMA, whose magic is too short to be believed alone."""
    if data.startswith(b"BZh") and data[3:4].isdigit():
        return data[4:10] in {b"1AY&SY", b"\x17\x72\x45\x38\x50\x90"}
    if data.startswith(b"\x1f\x8b\x08"):
        return data[3] < 0x20
    if data.startswith(b"]\0\0"):
        return data[5:13] == b"\xff" * 8 or (len(data) > 13 and data[9:13] == b"\0\0\0\0" and data[13] == 0)
    if data[0] & 0x0F != 8 or data[0] >> 4 > 7 or (data[0] * 256 + data[1]) % 31:
        return False
    inflater = zlib.decompressobj()
    try:
        shown = inflater.decompress(data[:4096], 256)
    except zlib.error:
        return False
    # Letters alone may inflate by chance: then the stream has to end, with its checksum.
    return inflater.eof or (bool(shown) and not data[:256].isascii())


def _is_bytecode(data: bytes) -> bool:
    """Python's: a `.pyc` header before a code object, or the code object as `marshal` writes it. Java's and V8's too."""
    if data.startswith(_FAT):
        return 45 <= int.from_bytes(data[6:8], "big") < 100
    if data[2:4] == b"\r\n" and not data.isascii():
        return any(_is_code_object(data, start) for start in (16, 12, 8))
    if data[2:4] == b"\xde\xc0" and len(data) >= 64:
        return True
    return _is_code_object(data, 0)


def _is_code_object(data: bytes, start: int) -> bool:
    """Whether `marshal` has written a code object here: its type, then counts of arguments, locals and stack."""
    if data[start : start + 1] not in {b"c", b"\xe3"} or len(data) < start + 30:
        return False
    arguments, known, named, _ = struct.unpack_from("<4I", data, start + 1)
    return bool(arguments < 256 and known < 4096 and named < 4096)


def _is_pickle(data: bytes) -> bool:
    """Whether the bytes are opcodes of a pickle up to its STOP. They are stepped over, not carried out."""
    if data[0] == 0x80:
        if data[1] not in _PROTOCOLS:
            return False
    elif data[:1] not in _PLAIN_STARTS or not data[-8:].rstrip().endswith(b"."):
        return False
    place, says = 0, False
    for _ in range(_MOST_OPCODES):
        opcode = data[place] if place < len(data) else 0
        if opcode == _STOP:
            return says and len(data) - place < 8
        after = _after(data, place, opcode)
        if after is None:
            return False
        says, place = says or opcode in _SAYING, after
    return says


def _after(data: bytes, place: int, opcode: int) -> int | None:
    """Where the opcode after this one stands; None where this is none."""
    step = _OPCODES.get(opcode)
    if step is None:
        return None
    if step >= 0:
        return place + 1 + step
    if step <= _LENGTHS:
        size = _LENGTHS - step
        return place + 1 + size + int.from_bytes(data[place + 1 : place + 1 + size], "little")
    for _ in range(-step):
        place = data.find(b"\n", place) + 1 or len(data)
    return place
