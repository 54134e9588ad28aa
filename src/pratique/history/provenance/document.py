"""Decodes untrusted JSON documents within limits of size and depth: attestations, keys, trust roots.

Unlike a listing, such a document is accepted or rejected as a whole, because signed content has one meaning.
"""

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NoReturn

import msgspec

from pratique.ecosystems.reading.listing_values import parse_time
from pratique.errors import ParseError, Reference

MOST_BYTES = 4 << 20
"""The maximum size of a document in bytes; real ones have about 20 kB."""
MOST_DEPTH = 64
MOST_TEXT = 4_096
"""The maximum length of a name, URL or date."""
_MOST_DIGITS = 19


def invalid(message: str) -> ParseError:
    """Return the error for invalid bytes (attestation-invalid)."""
    return ParseError(
        Reference.ATTESTATION_INVALID,
        message,
        hint="fetch it again from the registry; `pratique explain attestation-invalid` names the forms that are read",
    )


def refuse(message: str) -> NoReturn:
    """Raise `invalid(message)`."""
    raise invalid(message)


def read_object(data: bytes, *, what: str) -> Mapping[str, Any]:
    """Decode a JSON object. Raises ParseError if it is invalid, too long or nested too deeply."""
    if len(data) > MOST_BYTES:
        refuse(f"{what} has {len(data)} bytes, more than the {MOST_BYTES} that are read")
    if _too_deep(data):
        refuse(f"{what} is nested more than {MOST_DEPTH} deep")
    try:
        found = msgspec.json.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        refuse(f"{what} is not JSON: {error}")
    return table(found, what)


def _too_deep(data: bytes) -> bool:
    """Return True if brackets, including those in strings, nest deeper than allowed."""
    if data.count(b"[") + data.count(b"{") <= MOST_DEPTH:
        return False
    depth, inside, escaped = 0, False, False
    for byte in data:
        if escaped:
            escaped = False
        elif byte == 0x5C:
            escaped = inside
        elif byte == 0x22:
            inside = not inside
        elif inside:
            continue
        elif byte in b"[{":
            depth += 1
            if depth > MOST_DEPTH:
                return True
        elif byte in b"]}":
            depth -= 1
    return False


def table(value: Any, what: str) -> Mapping[str, Any]:
    """Return the value as an object. Raises ParseError for anything else."""
    if not isinstance(value, dict):
        refuse(f"{what} is not an object")
    return value


def rows(value: Any, what: str, *, most: int) -> list[Any]:
    """Return an array of at most `most` items; a missing one is empty. Raises ParseError."""
    if value is None:
        return []
    if not isinstance(value, list):
        refuse(f"{what} is not an array")
    if len(value) > most:
        refuse(f"{what} has {len(value)} items, more than the {most} that are read")
    return value


def text(value: Any, what: str) -> str:
    """Return the value as a non-empty string. Raises ParseError for anything else."""
    if not isinstance(value, str) or not value:
        refuse(f"{what} is not told")
    if len(value) > MOST_TEXT:
        refuse(f"{what} is longer than {MOST_TEXT} characters")
    return value


def some_text(value: Any) -> str | None:
    """Return an optional string of displayable length; None for anything else."""
    return value if isinstance(value, str) and 0 < len(value) <= MOST_TEXT else None


def some_table(value: Any) -> Mapping[str, Any]:
    """Return an optional object; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def octets(value: Any, what: str) -> bytes:
    """Decode base64 (RFC 4648, padded). Raises ParseError."""
    if not isinstance(value, str) or not value:
        refuse(f"{what} is not told")
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        refuse(f"{what} is not base64")


def number(value: Any, what: str) -> int:
    """Return an integer from 0 below 2**63, written as a number or a string of digits (as Protobuf's JSON does)."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1 << 63:
        refuse(f"{what} is not a number")
    return value


def moment(value: Any, what: str) -> datetime:
    """Return a time with a time zone. Raises ParseError."""
    at = parse_time(value)
    if at is None:
        refuse(f"{what} is not a time")
    return at


def some_moment(value: Any, what: str) -> datetime | None:
    """Return an optional time with a time zone; None if missing. Raises ParseError for an invalid one."""
    return None if value is None else moment(value, what)
