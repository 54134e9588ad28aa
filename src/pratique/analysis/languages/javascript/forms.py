"""What people type into a page, watched and sent: a listener, the values of fields, cookies and secrets by name, all beside one request."""

import re

from pratique.analysis.languages.javascript.picked import names_secrets

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
_SPREAD_STORE = re.compile(rb"\.\.\.\s{0,9}(?:window\.)?(?:local|session)Storage\b")
_TESTED = re.compile(rb"(/(?:[^/\\\n]|\\.){4,200}/[a-z]{0,4})\.test\(")
_DATA = re.compile(rb"stringify\(|URLSearchParams|encodeURIComponent|FormData|\bbody\b")
_OF_KEYS = re.compile(rb"[\"'`]key(?:down|up|press)[\"'`]|\.onkey(?:down|up|press)\b")
_TOGETHER = re.compile(
    rb"(?<![\w$.])([\w$]{1,40})\s{0,9}\+=\s{0,9}[\w$]{1,40}\.key\b|(?<![\w$.])([\w$]{1,40})\.push\(\s{0,9}[\w$]{1,40}\.key\s{0,9}\)"
)
_MOST_SENT = 3_000
"""Bytes of a request that are gone through."""
_NEAR = 2_500
"""Bytes before and after the request: a library that watches pages for its user stands in more."""


def watches_forms(source: bytes) -> bool:
    """Whether anything in a source may be such a watcher; quick."""
    return (
        b".cookie" in source and (b"addEventListener" in source or b"Storage" in source)
    ) or keeps_or_types(source)


def keeps_or_types(source: bytes) -> bool:
    """Whether a source may listen to keys, or look through the store of a page; quick."""
    return (b"Storage" in source and b".test(" in source) or (
        b".key" in source and b"key" in source and b"isten" in source
    )


def sends_keys(near: bytes, request: bytes) -> bool:
    """Whether a request names what keys were put together in, as they were typed: `typed += event.key`."""
    if _OF_KEYS.search(near) is None:
        return False
    kept = {match.group(1) or match.group(2) for match in _TOGETHER.finditer(near)}
    return any(re.search(rb"(?<![\w$.])" + re.escape(name) + rb"(?![\w$])", request) for name in kept)


def picks_from_store(near: bytes) -> bool:
    """Whether all that a page keeps is looked through for names of secrets, and nothing is removed by that."""
    return (
        (_WHOLE_STORE.search(near) is not None or _SPREAD_STORE.search(near) is not None)
        and any(names_secrets(match.group(1)) for match in _TESTED.finditer(near))
        and b"removeItem" not in near
    )


def sends_forms(source: bytes, place: int, end: int) -> bool:
    """Whether the request between two bytes sends what is typed into a page, or all cookies and all that a page keeps."""
    near = source[max(place - _NEAR, 0) : place + _NEAR]
    request = source[place : min(end, place + _MOST_SENT)]
    if sends_keys(near, request) or (picks_from_store(near) and _DATA.search(request)):
        return True
    if _WHOLE_COOKIE.search(source, place, min(end, place + _MOST_SENT)) and _WHOLE_STORE.search(near):
        return True
    return all(sign.search(near) is not None for sign in (_LISTENS, _TYPED, _SECRET, _COOKIE))
