"""Decodes one path segment of a request from a Python or RubyGems client. Pure."""

import re
from urllib.parse import unquote

_HIDDEN = re.compile(r"[\x00-\x20\x7f\\/%?#]")


def read_part(raw: str) -> str:
    """Decode a path segment once. Raises ValueError with a reason if a second decoding would change it."""
    try:
        text = unquote(raw, errors="strict")
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8") from None
    if text in {"", ".", ".."} or _HIDDEN.search(text) or not text.isprintable():
        raise ValueError("it contains an empty, encoded or dot segment")
    return text
