"""Reads untrusted JSON: any value may have any type, and values of an unexpected type are ignored.

The fast parser (msgspec) rejects a whole document because of one lone surrogate or one out-of-range number in an unused
field. The standard library parses the documents that msgspec rejects.
"""

import json
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

S = TypeVar("S", bound=msgspec.Struct)

Raw = msgspec.Raw
_MOST_COUNT = 2**63 - 1
_REFUSALS = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
_LAST_REFUSALS = (msgspec.MsgspecError, ValueError, RecursionError)


def read_members(value: bytes | Any) -> dict[str, Any] | None:
    """Return the members of a JSON object, still undecoded where possible; None if it is not an object.

    `value` is JSON text (bytes or a `Raw` slice of them) or an already decoded value.
    """
    if not isinstance(value, bytes | Raw):
        return value if isinstance(value, dict) else None
    try:
        return msgspec.json.decode(value, type=dict[str, Raw])
    except _REFUSALS:
        decoded = read_any(value)
        return decoded if isinstance(decoded, dict) else None


def read_items(value: bytes | Any) -> list[Any] | None:
    """Return the items of a JSON array, undecoded like those of `read_members`; None if the value is not an array."""
    if not isinstance(value, bytes | Raw):
        return value if isinstance(value, list) else None
    try:
        return msgspec.json.decode(value, type=list[Raw])
    except _REFUSALS:
        decoded = read_any(value)
        return decoded if isinstance(decoded, list) else None


def read_fields(value: bytes | Any, shape: type[S]) -> S | None:
    """Decode the fields of `shape` (all of type Any, with defaults) and skip other fields; None if the value is not an object."""
    if isinstance(value, bytes | Raw):
        try:
            return msgspec.json.decode(value, type=shape)
        except _REFUSALS:
            value = read_any(value)
    try:
        return msgspec.convert(value, type=shape)
    except _LAST_REFUSALS:
        return None


def read_any(value: bytes | Any) -> Any:
    """Decode a value of any type; None if the text is not JSON, or is nested too deeply."""
    if not isinstance(value, bytes | Raw):
        return value
    try:
        return msgspec.json.decode(value)
    except _REFUSALS:
        pass
    try:
        return json.loads(bytes(value).decode("utf-8", "replace"))
    except _LAST_REFUSALS:
        return None


def text(value: Any, *, most: int | None = None) -> str | None:
    """Return the value if it is a non-empty string of at most `most` characters without lone surrogates; else None."""
    if not isinstance(value, str) or not value:
        return None
    return printable(value if most is None else value[:most])


def count(value: Any) -> int | None:
    """Return a non-negative integer within 63 bits; None for any other value, including `true`."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= _MOST_COUNT else None


def printable(value: str) -> str:
    """Replace lone surrogates, which JSON can represent and UTF-8 cannot."""
    return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")


def table(value: Any) -> Mapping[str, Any]:
    """Return an object, or an empty object for a value of another type."""
    return value if isinstance(value, dict) else {}


def text_table(value: Any) -> dict[str, str]:
    """Return the members of an object whose values are strings (including "")."""
    members = {key: item for key, item in table(value).items() if isinstance(item, str) and key}
    if all(map(str.isascii, members)) and all(map(str.isascii, members.values())):
        return members
    return {printable(key): printable(item) for key, item in members.items()}
