"""Extracts metadata from a wheel, for indexes that list no digest of the separate file (PEP 658). This module does no I/O."""

import lzma
import zipfile
import zlib
from typing import IO

from pratique.errors import ParseError, Reference

MOST_BYTES = 16 * 1024**2
_MOST_MEMBERS = 200_000
_END = ".dist-info/METADATA"
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError),
    *(ValueError, EOFError, OSError),
)
"""The errors that zipfile raises for damaged, encrypted or unsupported archives. The bz2 module raises OSError for
damaged data."""


def wheel_metadata(file: IO[bytes]) -> bytes:
    """Return METADATA from the wheel's `dist-info` folder.

    Raises ParseError unless exactly one `dist-info` folder contains metadata.
    """
    try:
        with zipfile.ZipFile(file) as wheel:
            names = {
                name
                for name in wheel.namelist()[:_MOST_MEMBERS]
                if name.endswith(_END) and name.count("/") == 1
            }
            if len(names) != 1:
                raise _unreadable(f"{len(names)} folders contain metadata")
            with wheel.open(names.pop()) as member:
                data = member.read(MOST_BYTES + 1)
    except _BROKEN as error:
        raise _unreadable("the wheel is not a readable archive") from error
    if len(data) > MOST_BYTES:
        raise _unreadable(f"the metadata is larger than {MOST_BYTES // 1024**2} MiB")
    return data


def _unreadable(why: str) -> ParseError:
    return ParseError(
        Reference.ARCHIVE_INVALID,
        f"the metadata of the wheel cannot be read: {why}",
        hint="request the file itself",
    )
