"""Reads the settings in a .npmrc beside a lock that affect the lock's content.

Facts: npm 7 to 12, setting `legacy-peer-deps`: peers are neither installed nor compared. pnpm 7 to 10, setting
`shared-workspace-lockfile`: one lock for all workspace folders, or one for each. The file is an INI file; the last line of a key
counts.
"""

import re

from pratique.lockfiles.reading.document import read_text

FILENAME = ".npmrc"
_MOST_BYTES = 1024 * 1024
_LINE = re.compile(r"[ \t]*(legacy-peer-deps|shared-workspace-lockfile)[ \t]*(?:=[ \t]*(\S*))?[ \t]*")
_FALSE = frozenset({"false", "0", "null", "undefined"})


def leaves_peers(data: bytes) -> bool:
    """Return True if the setting makes npm ignore peers. Raises ParseError if the file is not text."""
    return _is_true(data, "legacy-peer-deps", default=False)


def shares_lock(data: bytes) -> bool:
    """Return True if pnpm uses one lock for the whole workspace. Raises ParseError if the file is not text."""
    return _is_true(data, "shared-workspace-lockfile", default=True)


def _is_true(data: bytes, key: str, *, default: bool) -> bool:
    found = default
    for line in read_text(data, what=FILENAME, most_bytes=_MOST_BYTES).splitlines():
        match = _LINE.fullmatch(line)
        if match is not None and match[1] == key:
            found = (match[2] or "true").strip("\"'") not in _FALSE
    return found
