"""Decodes untrusted JSON documents (attestations, keys, trust roots) within limits of size and depth.

Unlike a listing, a signed document is accepted or rejected as a whole, because no part of signed content may be
ignored.
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
"""The maximum size of a document in bytes. Real documents are about 20 kB long."""
MOST_DEPTH = 64
MOST_TEXT = 4_096
"""The maximum length of a name, URL or date in characters."""
_MOST_DIGITS = 19


def invalid(message: str) -> ParseError:
    """Return the error for an invalid document (attestation-invalid)."""
    return ParseError(
        Reference.ATTESTATION_INVALID,
        message,
        hint="download the document again from the registry; `pratique explain attestation-invalid` lists the supported formats",
    )


def refuse(message: str) -> NoReturn:
    """Raise the error of `invalid` with this message."""
    raise invalid(message)


def read_object(data: bytes, *, what: str) -> Mapping[str, Any]:
    """Decode a JSON object. Raises ParseError if the document is not a JSON object, too long or nested too deeply."""
    if len(data) > MOST_BYTES:
        refuse(f"{what} is {len(data)} bytes long, more than the maximum of {MOST_BYTES}")
    if _too_deep(data):
        refuse(f"{what} is nested more than {MOST_DEPTH} deep")
    try:
        found = msgspec.json.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        refuse(f"{what} is not JSON: {error}")
    return table(found, what)


def _too_deep(data: bytes) -> bool:
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
    """Return the value as an object. Raises ParseError for any other type."""
    if not isinstance(value, dict):
        refuse(f"{what} is not an object")
    return value


def rows(value: Any, what: str, *, most: int) -> list[Any]:
    """Return an array with at most `most` items; an empty array if the value is missing. Raises ParseError for any other value."""
    if value is None:
        return []
    if not isinstance(value, list):
        refuse(f"{what} is not an array")
    if len(value) > most:
        refuse(f"{what} has {len(value)} items, more than the maximum of {most}")
    return value


def text(value: Any, what: str) -> str:
    """Return the value as a non-empty string. Raises ParseError for any other value."""
    if not isinstance(value, str) or not value:
        refuse(f"{what} is missing")
    if len(value) > MOST_TEXT:
        refuse(f"{what} is longer than {MOST_TEXT} characters")
    return value


def some_text(value: Any) -> str | None:
    """Return an optional string without control characters and of limited length; None for any other value."""
    return value if isinstance(value, str) and 0 < len(value) <= MOST_TEXT else None


def some_table(value: Any) -> Mapping[str, Any]:
    """Return an optional object; an empty object for any other type."""
    return value if isinstance(value, dict) else {}


def octets(value: Any, what: str) -> bytes:
    """Decode base64 text (RFC 4648, padded). Raises ParseError."""
    if not isinstance(value, str) or not value:
        refuse(f"{what} is missing")
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        refuse(f"{what} is not base64")


def number(value: Any, what: str) -> int:
    """Return an integer from 0 to 2**63 - 1. The value may be a number or a string of digits, as in Protobuf's JSON."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1 << 63:
        refuse(f"{what} is not a number")
    return value


def moment(value: Any, what: str) -> datetime:
    """Return a time with a time zone. Raises ParseError for an invalid or missing time."""
    at = parse_time(value)
    if at is None:
        refuse(f"{what} is not a time")
    return at


def some_moment(value: Any, what: str) -> datetime | None:
    """Return an optional time with a time zone; None if the time is missing. Raises ParseError for an invalid time."""
    return None if value is None else moment(value, what)
