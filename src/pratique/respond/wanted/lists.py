"""Parses plain text with one release, digest or indicator a line, as people paste it."""

import re

from pratique.respond.wanted.context import Context
from pratique.respond.wanted.joining import joined
from pratique.respond.wanted.texts import read_text
from pratique.respond.wanted.value import Wanted

_MOST_LINES = 200_000
_HEAD_BYTES = 65_536
_COMMENT = re.compile(r"(?:\A|\s)(?:#|//|;)(?=\s|\Z).*\Z|\A[#;].*\Z")
_BULLET = re.compile(r"\A(?:[-*•+]|\d{1,4}[.)])\s+")
_QUOTES = "\"'`,;"
_LEAST_SHARE = 0.5


def recognises(data: bytes, context: Context) -> bool:
    """Return True if at least half of the lines name something to search for."""
    if b"\0" in data[:_HEAD_BYTES]:
        return False
    lines = [line for line in map(plain, _text(data[:_HEAD_BYTES]).splitlines()[:200]) if line]
    found = sum(1 for line in lines if _names(line, context.at("")))
    return bool(lines) and found >= _LEAST_SHARE * len(lines)


def read(data: bytes, context: Context) -> Wanted:
    """Return what the lines name. A line that cannot be parsed is reported with its number."""
    lines = _text(data).splitlines()
    parts = [
        read_text(line, context.at(f"{context.origin}:{number}"))
        for number, line in enumerate(map(plain, lines[:_MOST_LINES]), start=1)
        if line
    ]
    if len(lines) > _MOST_LINES:
        parts.append(context.misread("", f"the list has more than {_MOST_LINES:,} lines"))
    return joined(parts) if parts else context.misread("", "the list is empty")


def plain(line: str) -> str:
    """Return a line without its comment, its bullet and its quotes."""
    text = _COMMENT.sub("", line[:4_096]).strip()
    return _BULLET.sub("", text).strip().strip(_QUOTES).strip()


def _names(line: str, context: Context) -> bool:
    found = read_text(line, context)
    return bool(found.releases or found.digests or found.indicators)


def _text(data: bytes) -> str:
    return data.decode("utf-8-sig", "replace")
