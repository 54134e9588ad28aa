"""Parses the RECORD of an installed distribution, which lists the files that its installer wrote.

Source: PyPA, "Recording installed projects": rows of path, hash and size. Paths are relative to site-packages or absolute. The hash
is `sha256=` and URL-safe base64 without padding. RECORD itself and byte code have no hash.
"""

import base64
import binascii
import csv
import posixpath
from collections.abc import Mapping

from pratique.errors import ParseError, Reference

MOST_BYTES = 64 * 1024 * 1024
MOST_ROWS = 500_000
_PREFIX = "sha256="


def read_record(data: bytes) -> Mapping[str, str | None]:
    """Return the recorded paths below site-packages, each with its SHA-256 in hex, or None if the record has no hash.

    Paths outside site-packages are skipped. Raise ParseError if the table is invalid or has too many rows.
    """
    found: dict[str, str | None] = {}
    text = data.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    try:
        for number, row in enumerate(csv.reader(text.splitlines())):
            if number >= MOST_ROWS:
                raise _invalid(f"the file has more than {MOST_ROWS} rows")
            path = posixpath.normpath(row[0].replace("\\", "/")) if row and row[0] else ""
            if path and path not in {".", ".."} and not path.startswith(("/", "../")) and path[1:2] != ":":
                found[path] = _sha256(row[1]) if len(row) > 1 else None
    except csv.Error as error:
        raise _invalid(f"the file is not a table: {error}") from None
    return found


def _sha256(text: str) -> str | None:
    if not text.startswith(_PREFIX):
        return None
    value = text.removeprefix(_PREFIX).rstrip("=")
    try:
        digest = base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return digest.hex() if len(digest) == 32 else None


def _invalid(why: str) -> ParseError:
    return ParseError(
        Reference.LOCK_INVALID, f"a RECORD cannot be read: {why}", hint="install the package again"
    )
