"""Reads npm's debug logs, which name each executed install script and each downloaded file.

Observed with npm 10 to 12: `_logs/2026-01-31T09_30_00_123Z-debug-0.log` has lines such as `42 info run NAME@VERSION postinstall
node_modules/NAME COMMAND` and `31 http fetch GET 200 URL 20ms (cache miss)`. npm keeps the ten newest logs.
"""

from __future__ import annotations  # Python 3.9

import calendar
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..caches.npm import release
from ..disk import UnreadableError, joined
from ..entry import Entry, Unread

if TYPE_CHECKING:
    from ..disk import Disk
    from ..folder import Folder

_LOG = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2})_([0-9]{2})_([0-9]{2})_[0-9]{1,6}Z-debug-[0-9]{1,4}\.log\Z"
)
_RUN = re.compile(
    rb"[0-9]{1,9} info run (\S{1,300})@([^@\s]{1,200}) (?:pre|post)?(?:install|prepare|publish)\s"
)
_FETCH = re.compile(rb"[0-9]{1,9} http fetch GET 200 (\S{1,2000}\.tgz)[\s?#]")
_MOST_LOG_BYTES = 64 * 1024 * 1024
_MOST_LINE_BYTES = 16 * 1024


def finds(folder: Folder) -> bool:
    """Return True if a folder contains debug logs of npm."""
    return folder.name == "_logs" and any(_LOG.match(name) for name in folder.listing.files)


def read(disk: Disk, folder: Folder) -> Iterator[Entry | Unread]:
    """Yield the packages whose scripts were executed or whose files were downloaded. `disk` is the root of the walk."""
    for name in folder.listing.files:
        match = _LOG.match(name)
        if match is not None:
            path = joined(folder.path, name)
            try:
                yield from _log(disk, path, float(calendar.timegm(tuple(map(int, match.groups())))))
            except UnreadableError as error:
                yield Unread(path, str(error))


def _log(disk: Disk, path: str, at: float) -> Iterator[Entry | Unread]:
    told: set[tuple[str, str, bool]] = set()
    left = _MOST_LOG_BYTES
    with disk.opened(path) as stream:
        while left > 0:
            line = stream.readline(_MOST_LINE_BYTES)
            if not line:
                return
            left -= len(line)
            found = _event(line)
            if found is not None and found[:3] not in told:
                told.add(found[:3])
                yield Entry(path=path, name=found[0], version=found[1], ran=found[2], url=found[3], at=at)
    yield Unread(path, f"the log is larger than {_MOST_LOG_BYTES} bytes")


def _event(line: bytes) -> tuple[str, str, bool, str] | None:
    run = _RUN.match(line)
    if run is not None:
        return run[1].decode("utf-8", "replace"), run[2].decode("utf-8", "replace"), True, ""
    fetch = _FETCH.match(line)
    url = fetch[1].decode("utf-8", "replace") if fetch is not None else ""
    named = release(url) if url else None
    return None if named is None else (*named, False, url)
