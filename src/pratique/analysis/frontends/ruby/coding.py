"""The encoding that a source names. In some, the second byte of a character may be a quote's backslash or a bracket."""

import re

_COMMENT = re.compile(rb"(?:#![^\n]*\n)?[ \t]*#[^\n]*?coding[:=][ \t]*([\w.-]{1,40})", re.IGNORECASE)
_FAMILIES = (
    (re.compile(r"shift_?jis|sjis|windows-31j|cswindows31j|cp932|macjapan"), "cp932"),
    (re.compile(r"gbk|cp936|gb18030|gb12345"), "gb18030"),
    (re.compile(r"big5|cp95[01]"), "big5hkscs"),
)
"""Encodings by how their names begin, each with the one of Python's that reads them all."""


def readable(source: bytes) -> bytes:
    """The source in UTF-8 when it names an encoding whose characters may contain bytes that look like ASCII."""
    found = _COMMENT.match(source)
    name = found.group(1).decode("ascii", "replace").lower() if found is not None else ""
    codec = next((codec for family, codec in _FAMILIES if family.match(name)), None)
    return source.decode(codec, "replace").encode() if codec is not None else source
