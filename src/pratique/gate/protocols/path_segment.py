"""Decodes one path segment of a request from a Python or RubyGems client. This module does no I/O."""

import re
from urllib.parse import unquote

_HIDDEN = re.compile(r"[\x00-\x20\x7f\\/%?#]")


def read_part(raw: str) -> str:
    """Decode a path segment once. Raises ValueError if a second decoding would change the segment."""
    try:
        text = unquote(raw, errors="strict")
    except UnicodeDecodeError:
        raise ValueError("the path is not valid UTF-8") from None
    if not is_part(text):
        raise ValueError("the path contains an empty, encoded or dot segment")
    return text


def is_part(text: str) -> bool:
    """Return True if a text can be a decoded path segment."""
    return text not in {"", ".", ".."} and text.isprintable() and _HIDDEN.search(text) is None
