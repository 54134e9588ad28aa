"""Texts that may hold any bytes: a byte that is no UTF-8 stands in them as a lone surrogate (PEP 383)."""


def to_bytes(text: str) -> bytes:
    """Return the bytes of a text."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def to_text(data: bytes) -> str:
    """Return the text of bytes."""
    return data.decode("utf-8", "surrogateescape")


def printable(text: str) -> str:
    """Return a text as facts may show it: without lone surrogates."""
    return text if text.isascii() else to_bytes(text).decode("utf-8", "replace")
