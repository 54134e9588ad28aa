"""Reads the extensions of editors of the VS Code family: `extensions/PUBLISHER.NAME-VERSION[-PLATFORM]`."""

from __future__ import annotations  # Python 3.9

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..disk import joined
from ..entry import Entry, Unread

if TYPE_CHECKING:
    from ..disk import Disk
    from ..folder import Folder

_EXTENSION = re.compile(
    r"([A-Za-z0-9-]{1,100}\.[A-Za-z0-9_.-]{1,150}?)-([0-9]{1,10}\.[0-9]{1,10}\.[0-9]{1,10})(?:-|\Z)"
)


def finds(folder: Folder) -> bool:
    """Return True if a folder contains extensions."""
    return folder.name == "extensions" and any(_EXTENSION.match(name) for name in folder.listing.folders)


def read(disk: Disk, folder: Folder) -> Iterator[Entry | Unread]:
    """Yield the installed extensions. `disk` is the root of the walk."""
    for name in folder.listing.folders:
        found = _EXTENSION.match(name)
        if found is not None:
            path = joined(folder.path, name)
            yield Entry(path=path, name=found[1].lower(), version=found[2], at=disk.changed_at(path))
