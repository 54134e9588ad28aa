"""What people type into a page, watched and sent: a listener, the values of fields, cookies and secrets by name, all beside one request."""

import re

_LISTENS = re.compile(
    rb"addEventListener\s{0,9}\(\s{0,9}[\"'`](?:input|change|key(?:up|down|press)|submit|blur)[\"'`]"
)
_TYPED = re.compile(rb"\.value\b")
_SECRET = re.compile(rb"passw|\bcvv|\bcvc\b|card|mnemonic|private_?key|seed_?phrase", re.IGNORECASE)
_COOKIE = re.compile(rb"\.cookie\b")
_NEAR = 2_500
"""Bytes before and after the request: a library that watches pages for its user stands in more."""


def watches_forms(source: bytes) -> bool:
    """Whether anything in a source may be such a watcher; quick."""
    return b".cookie" in source and b"addEventListener" in source


def sends_forms(source: bytes, place: int) -> bool:
    """Whether the request at a byte sends what is typed into a page."""
    near = source[max(place - _NEAR, 0) : place + _NEAR]
    return all(sign.search(near) is not None for sign in (_LISTENS, _TYPED, _SECRET, _COOKIE))
