"""One part of a path between two slashes, as Python's and RubyGems' clients write it. Pure."""

import re
from urllib.parse import unquote

_HIDDEN = re.compile(r"[\x00-\x20\x7f\\/%?#]")


def read_part(raw: str) -> str:
    """Decode a path part once. Raises ValueError with a clause if a second decoding would change it."""
    try:
        text = unquote(raw, errors="strict")
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8") from None
    if text in {"", ".", ".."} or _HIDDEN.search(text) or not text.isprintable():
        raise ValueError("a part of it is empty, hidden or leads elsewhere")
    return text
