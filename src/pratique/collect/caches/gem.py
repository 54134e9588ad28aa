"""Reads the caches of gem and Bundler, which contain complete gem files.

Observed with gem 3.6: Each folder in which gems are installed contains `cache/NAME-VERSION[-PLATFORM].gem`. Bundler's
`vendor/cache` contains files with the same names. If a cache for all projects is enabled, Bundler's
`cache/gems/SOURCE/` also contains gem files. Bundler uses a cached gem file without contacting the registry. The gem
command first requests the specification from the registry, unless it works offline.
"""

from __future__ import annotations  # Python 3.9

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..disk import walked
from ..entry import MOST_NAME_CHARS, Entry, Unread

if TYPE_CHECKING:
    from ..disk import Disk

SUFFIX = ".gem"
_DEPTH = 3
_VERSION = re.compile(r"[0-9]+(?:\.[0-9A-Za-z]+)*\Z")
"""The versions of RubyGems without hyphen, because a file name has `.pre.` for a hyphen."""


def read(files: Disk) -> Iterator[Entry | Unread]:
    """Yield the gem files in a folder and its subfolders."""
    for name, path in walked(files, "", depth=_DEPTH):
        if name.endswith(SUFFIX):
            yield entry(files, path, name[: -len(SUFFIX)], content=path)


def entry(files: Disk, path: str, stem: str, *, content: str = "") -> Entry:
    """Return the entry of a file that is named NAME-VERSION[-PLATFORM] without suffix."""
    name, version = release(stem[:MOST_NAME_CHARS]) or ("", "")
    return Entry(path=path, name=name, version=version, content=content, at=files.changed_at(path))


def release(stem: str) -> tuple[str, str] | None:
    """Return the name and version in NAME-VERSION[-PLATFORM]; None if there is no version."""
    parts = stem.split("-")
    found = [
        ((parts[place + 1 : place + 2] or ["x"])[0][:1].isdigit(), "." not in parts[place], place)
        for place in range(1, len(parts))
        if _VERSION.match(parts[place])
    ]
    if not found:
        return None
    place = min(found)[2]
    return "-".join(parts[:place]), parts[place]
