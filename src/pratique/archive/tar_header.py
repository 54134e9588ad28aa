"""Parses the 512-byte header of a tar member: v7, ustar, GNU and variants of old tar programs.

Sources: POSIX.1-2018 pax, section "ustar Interchange Format"; the GNU tar manual, "Basic Tar Format". If npm (node-tar 7.5) and pip
(Python's tarfile) disagree about a header, `disputes` contains the difference.
"""

import re
from dataclasses import dataclass

BLOCK_BYTES = 512
ZERO_BLOCK = bytes(BLOCK_BYTES)

FILE_TYPES = frozenset({b"0", b"\0", b"7"})
PAX_TYPES = frozenset({b"x", b"g"})
LINK_TYPES = frozenset({b"1", b"2"})
DEVICE_TYPES = frozenset({b"3", b"4", b"6"})

_OCTAL_START = re.compile(rb"[0-7]*")


@dataclass(frozen=True, slots=True)
class TarHeader:
    """A tar header with a valid checksum."""

    name: str
    type: bytes
    size_bytes: int
    mode: int
    target: str
    extended: bool
    """Whether more blocks of the sparse map follow the header of an old GNU sparse file."""
    disputes: tuple[str, ...] = ()
    """Descriptions of the fields that npm and pip read differently."""


def parse_header(block: bytes) -> TarHeader | None:
    """Parse a header; None if the block is too short or its checksum is wrong."""
    if len(block) < BLOCK_BYTES or not _checksum_right(block):
        return None
    disputes: list[str] = []
    size, sure = number(block[124:136])
    if not sure:
        disputes.append("the size is not a plain octal number")
    if size < 0:
        disputes.append("the size is negative")
        size = 0
    kind = block[156:157]
    target = text(block[157:257])
    if not target if kind in LINK_TYPES else target and kind not in PAX_TYPES:
        disputes.append("npm skips the header, because of a missing or unexpected link target")
    name = text(block[:100])
    prefix = text(block[345:500]) if block[345] else ""
    if prefix and block[257:265] == b"ustar\x0000":
        name = f"{prefix}/{name}"
    elif prefix and kind not in {b"L", b"K", b"S"}:
        disputes.append("npm and pip disagree on whether the name has a prefix")
    extended = kind == b"S" and block[482] != 0
    return TarHeader(name, kind, size, number(block[100:108])[0], target, extended, tuple(disputes))


def number(field: bytes) -> tuple[int, bool]:
    """Return the value of a numeric field, octal or base-256, and True if every tar parser gets the same value."""
    if field[0] & 0x80:
        if field[0] == 0x80:
            return int.from_bytes(field[1:], "big"), True
        if field[0] == 0xFF:
            return int.from_bytes(field, "big", signed=True), True
        return 0, False
    digits = field.partition(b"\0")[0].strip()
    if not digits:
        return 0, True
    match = _OCTAL_START.match(digits)
    assert match is not None
    return int(match[0] or b"0", 8), match.end() == len(digits)


def text(field: bytes) -> str:
    """Return a string field up to its first NUL. As in npm, invalid UTF-8 becomes U+FFFD."""
    return field.partition(b"\0")[0].decode("utf-8", "replace")


def _checksum_right(block: bytes) -> bool:
    stored, _ = number(block[148:156])
    if stored <= 0:
        return False
    unsigned = sum(block) - sum(block[148:156]) + 8 * 0x20
    if stored == unsigned:
        return True
    if block.isascii():
        return False
    # Some old writers summed signed bytes; Python's tarfile takes that too.
    high = sum(byte >= 0x80 for byte in block[:148] + block[156:])
    return stored == unsigned - 256 * high
