"""Reads the .npmrc settings that affect the content of the lockfile in the same folder.

With `legacy-peer-deps`, npm 7 to 12 neither installs peer dependencies nor compares them with the lockfile. With
`shared-workspace-lockfile`, pnpm 7 to 10 uses one lockfile for all workspace folders. If `shared-workspace-lockfile` is
off, pnpm uses one lockfile for each folder. An .npmrc file is an INI file; the last line of a key takes precedence.
"""

import re

from pratique.lockfiles.reading.document import read_text

FILENAME = ".npmrc"
_MOST_BYTES = 1024 * 1024
_LINE = re.compile(r"[ \t]*(legacy-peer-deps|shared-workspace-lockfile)[ \t]*(?:=[ \t]*(\S*))?[ \t]*")
_FALSE = frozenset({"false", "0", "null", "undefined"})


def leaves_peers(data: bytes) -> bool:
    """Return True if the .npmrc setting makes npm ignore peer dependencies. Raises ParseError if the file is not text."""
    return _is_true(data, "legacy-peer-deps", default=False)


def shares_lock(data: bytes) -> bool:
    """Return True if pnpm uses one lockfile for the whole workspace. Raises ParseError if the file is not text."""
    return _is_true(data, "shared-workspace-lockfile", default=True)


def _is_true(data: bytes, key: str, *, default: bool) -> bool:
    found = default
    for line in read_text(data, what=FILENAME, most_bytes=_MOST_BYTES).splitlines():
        match = _LINE.fullmatch(line)
        if match is not None and match[1] == key:
            found = (match[2] or "true").strip("\"'") not in _FALSE
    return found
