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
    if text in {"", ".", ".."} or _HIDDEN.search(text) or not text.isprintable():
        raise ValueError("the path contains an empty, encoded or dot segment")
    return text
