"""Detects incomplete archives: an error page of a proxy, an empty file, or only the first part of a file.

This module performs no I/O. The check is used only for bytes that do not match the expected digest. The content is not stored in
memory: chunks are read and dropped, within the limits.
"""

from pratique.archive.data import Data
from pratique.archive.limits import DEFAULT_LIMITS, Limits
from pratique.archive.notes import Notes
from pratique.archive.reading import SUFFIXES, format_of
from pratique.archive.tar_header import BLOCK_BYTES, ZERO_BLOCK, parse_header
from pratique.archive.unpacking import Unpacking
from pratique.archive.zip_directory import is_zip
from pratique.core.tree import AnomalyKind
from pratique.errors import ParseError

_PAGE = (b"<", b"{")
_HEAD_BYTES = 64 * 1024
_CUT = frozenset({AnomalyKind.TRUNCATED, AnomalyKind.CORRUPT})
_TARS = frozenset({"gzip", "bzip2", "xz", "tar"})


def flaw(
    data: Data, filename: str, *, listed_bytes: int | None = None, limits: Limits = DEFAULT_LIMITS
) -> str:
    """Return why `data` is not a complete archive of the type in its filename; "" if it may be one.

    `listed_bytes` is the size in the registry. An archive that exceeds a limit counts as complete.
    """
    if listed_bytes is not None and len(data) < listed_bytes:
        return f"{len(data)} bytes were received, but the registry lists {listed_bytes}"
    expected = next((form for suffix, form in SUFFIXES.items() if filename.lower().endswith(suffix)), None)
    if expected is None:
        head = data[:_HEAD_BYTES].lstrip()
        return "" if head and not head.startswith(_PAGE) else "the content is a web page or empty"
    try:
        form = format_of(data, filename)
        if not _fits(form, expected, filename):
            return f"the filename indicates {expected}, but the content is {form}"
        return _cut(data, form, filename, limits)
    except ParseError as error:
        return error.message


def _fits(form: str, expected: str, filename: str) -> bool:
    """Return True if installers accept this format under this filename.

    For a tar, npm and pip detect the compression from the bytes.
    """
    both = {form, expected} <= _TARS and not filename.lower().endswith(".gem")
    return form == expected or both


def _cut(data: Data, form: str, filename: str, limits: Limits) -> str:
    """Return the defect that shows that an archive is cut off; "" if the archive is complete.

    Raise ParseError if no byte can be unpacked.
    """
    if form == "zip":
        # A zip without its end is no zip to any installer; `format_of` may know it by its first bytes.
        return "" if is_zip(data) else "the end of the zip is missing"
    if form == "tar":
        return "" if _tar_ends(data) else "the tar is cut off"
    notes = Notes(filename)
    for _ in Unpacking(data, form, limits, notes).chunks():
        pass
    return next((one.detail for one in notes.anomalies if one.kind in _CUT), "")


def _tar_ends(data: Data) -> bool:
    """Return True if a tar ends with two zero blocks or contains an invalid header."""
    at = 0
    while at + BLOCK_BYTES <= len(data):
        block = data[at : at + BLOCK_BYTES]
        if block == ZERO_BLOCK:
            return len(data) >= at + 2 * BLOCK_BYTES and len(data) % BLOCK_BYTES == 0
        header = parse_header(block)
        if header is None:
            return True
        at += BLOCK_BYTES + -(-header.size_bytes // BLOCK_BYTES) * BLOCK_BYTES
    return False
