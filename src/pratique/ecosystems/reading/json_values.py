"""JSON from strangers: any type in any place, and only what has the expected type is taken.

The fast reader (msgspec) refuses a whole document for one lone surrogate or one number out of range in a
field that nobody asked for; the standard library takes over where that happens.
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
    """Give the members of a JSON object, still undecoded where possible; None when it is not an object.

    `value` is JSON text (bytes or a `Raw` slice of it) or an already decoded value.
    """
    if not isinstance(value, bytes | Raw):
        return value if isinstance(value, dict) else None
    try:
        return msgspec.json.decode(value, type=dict[str, Raw])
    except _REFUSALS:
        decoded = read_any(value)
        return decoded if isinstance(decoded, dict) else None


def read_items(value: bytes | Any) -> list[Any] | None:
    """Give the items of a JSON array as `read_members` gives members; None when it is not an array."""
    if not isinstance(value, bytes | Raw):
        return value if isinstance(value, list) else None
    try:
        return msgspec.json.decode(value, type=list[Raw])
    except _REFUSALS:
        decoded = read_any(value)
        return decoded if isinstance(decoded, list) else None


def read_fields(value: bytes | Any, shape: type[S]) -> S | None:
    """Decode the fields of `shape` (all of type Any, with defaults) and skip the others; None on no object."""
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
    """Decode a value of any type; None when it is not JSON, or nested too deeply."""
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
    """Give a non-empty string, cut at `most` characters and without lone surrogates; else None."""
    if not isinstance(value, str) or not value:
        return None
    return printable(value if most is None else value[:most])


def count(value: Any) -> int | None:
    """Give a whole number from 0 up to what 63 bits hold; None for anything else, `true` among it."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= _MOST_COUNT else None


def printable(value: str) -> str:
    """Replace lone surrogates, which JSON can spell and UTF-8 cannot."""
    return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")


def table(value: Any) -> Mapping[str, Any]:
    """Give an object, or an empty one for a value of another type."""
    return value if isinstance(value, dict) else {}


def text_table(value: Any) -> dict[str, str]:
    """Give the members of an object whose values are strings ("" among them)."""
    members = {key: item for key, item in table(value).items() if isinstance(item, str) and key}
    if all(map(str.isascii, members)) and all(map(str.isascii, members.values())):
        return members
    return {printable(key): printable(item) for key, item in members.items()}
