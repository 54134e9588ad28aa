"""What people type into a page, watched and sent: a listener, the values of fields, cookies and secrets by name, all beside one request."""

import re

_LISTENS = re.compile(
    rb"addEventListener\s{0,9}\(\s{0,9}[\"'`](?:input|change|key(?:up|down|press)|submit|blur)[\"'`]"
)
_TYPED = re.compile(rb"\.value\b")
_SECRET = re.compile(rb"passw|\bcvv|\bcvc\b|card|mnemonic|private_?key|seed_?phrase", re.IGNORECASE)
_COOKIE = re.compile(rb"\.cookie\b")
_WHOLE_COOKIE = re.compile(rb"\bdocument\.cookie\s{0,9}[,}\])]")
_WHOLE_STORE = re.compile(
    rb"\b(?:local|session)Storage\.key\s{0,9}\(|(?:stringify|entries|keys|assign|values)\s{0,9}\([^;]{0,40}\b(?:local|session)Storage\s{0,9}\)"
)
_MOST_SENT = 3_000
"""Bytes of a request that are gone through."""
_NEAR = 2_500
"""Bytes before and after the request: a library that watches pages for its user stands in more."""


def watches_forms(source: bytes) -> bool:
    """Whether anything in a source may be such a watcher; quick."""
    return b".cookie" in source and (b"addEventListener" in source or b"Storage" in source)


def sends_forms(source: bytes, place: int, end: int) -> bool:
    """Whether the request between two bytes sends what is typed into a page, or all cookies and all that a page keeps."""
    near = source[max(place - _NEAR, 0) : place + _NEAR]
    if _WHOLE_COOKIE.search(source, place, min(end, place + _MOST_SENT)) and _WHOLE_STORE.search(near):
        return True
    return all(sign.search(near) is not None for sign in (_LISTENS, _TYPED, _SECRET, _COOKIE))
