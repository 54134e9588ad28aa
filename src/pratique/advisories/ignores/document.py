"""Decodes ignore files and VEX documents within size limits.

The functions of this module report every error as a ParseError.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from pratique.errors import ParseError, Reference
from pratique.lockfiles.reading.document import read_text
from pratique.lockfiles.reading.jsonc import to_json

MOST_BYTES = 1024 * 1024
"""The maximum size of an ignore file in bytes."""
MOST_VEX_BYTES = 64 * 1024 * 1024
"""The maximum size of a VEX document in bytes. The VEX document of a Linux distribution can be about 10 MB long."""


def lines_of(data: bytes, origin: str) -> str:
    """Return the text of a file. Raises ParseError if the file is too large or not UTF-8."""
    return _text(data, origin, MOST_BYTES)


def from_json(data: bytes, origin: str, *, most_bytes: int = MOST_BYTES) -> tuple[str, Any]:
    """Return the text and the decoded JSON value; comments and trailing commas are allowed.

    Raises ParseError if the text is not JSON.
    """
    text = _text(data, origin, most_bytes)
    try:
        return text, msgspec.json.decode(to_json(text, what=origin))
    except RecursionError:
        raise bad(origin, "the JSON is nested too deeply") from None
    except (msgspec.DecodeError, ValueError) as error:
        raise bad(origin, f"not JSON: {str(error)[:200]}") from None
    except ParseError as error:
        raise bad(origin, error.message) from None


def from_toml(data: bytes, origin: str) -> tuple[str, Mapping[str, Any]]:
    """Return the text and the decoded TOML table. Raises ParseError if the text is not TOML."""
    from pratique.lockfiles.reading.toml_document import decode_toml  # noqa: PLC0415 - most projects have no such file

    text = _text(data, origin, MOST_BYTES)
    try:
        return text, decode_toml(text, what=origin, hint="")
    except ParseError as error:
        raise bad(origin, error.message) from None


def from_yaml(data: bytes, origin: str) -> tuple[str, Mapping[str, Any]]:
    """Return the text and the decoded YAML mapping.

    Scalars other than true, false and null are decoded as strings. An empty file is decoded as an empty mapping. Raises
    ParseError if the text is not YAML with a mapping.
    """
    from pratique.lockfiles.reading.yaml_document import read_yaml  # noqa: PLC0415 - most projects have no such file

    text = _text(data, origin, MOST_BYTES)
    if all(
        not line.strip() or line.lstrip().startswith("#") or line.strip() == "---"
        for line in text.split("\n")
    ):
        return text, {}
    try:
        return text, read_yaml(data, what=origin, most_bytes=MOST_BYTES).value
    except ParseError as error:
        raise bad(origin, error.message) from None


def mapping(value: object, origin: str) -> Mapping[str, Any]:
    """Return the value as a mapping. Raises ParseError if the value is not a mapping."""
    if not isinstance(value, dict):
        raise bad(origin, f"expected an object, got a {type(value).__name__}")
    return value


def text_of(table: Mapping[str, Any], *keys: str) -> str:
    """Return the first string among the values of the given keys; "" if no value is a string."""
    return next((value for key in keys if isinstance(value := table.get(key), str) and value.strip()), "")


def bad(origin: str, why: str) -> ParseError:
    """Return the error for an ignore file that cannot be read."""
    message = why if why.startswith(origin) else f"{origin}: {why}"
    return ParseError(
        Reference.CONFIG_INVALID,
        message,
        hint="fix the file or remove it; until then, its ignores have no effect",
    )


def _text(data: bytes, origin: str, most_bytes: int) -> str:
    try:
        return read_text(data, what=origin, most_bytes=most_bytes)
    except ParseError as error:
        raise bad(origin, error.message) from None
