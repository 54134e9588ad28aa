"""The shape of a file that a copy keeps: its name and its characters, without blanks and digits."""

import posixpath
import zlib

FEWEST_BYTES = 100
"""A smaller file is like many others."""
_DROPPED = b" \t\r\n\x0b\x0c0123456789"


def key(path: str, data: bytes) -> int:
    """Hash the name and the squeezed characters of a file: 32 bits. Folders, versions and line ends do not count."""
    name = posixpath.basename(path).lower().encode("utf-8", "replace")
    return zlib.crc32(data.translate(None, _DROPPED), zlib.crc32(name))
