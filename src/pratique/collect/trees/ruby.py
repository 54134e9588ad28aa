"""Reads the names of installed gems: `specifications/NAME-VERSION[-PLATFORM].gemspec` in each folder of gems."""

from __future__ import annotations  # Python 3.9

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..caches.gem import entry
from ..disk import joined
from ..entry import Entry, Unread

if TYPE_CHECKING:
    from ..disk import Disk
    from ..folder import Folder

_FOLDER = "specifications"
_SUFFIX = ".gemspec"


def finds(folder: Folder) -> bool:
    """Return True if a folder contains the specifications of installed gems, or of those that come with Ruby."""
    return folder.name == _FOLDER or (folder.name == "default" and folder.above == _FOLDER)


def read(disk: Disk, folder: Folder) -> Iterator[Entry | Unread]:
    """Yield the gems that are installed. `disk` is the root of the walk."""
    for name in folder.listing.files:
        if name.endswith(_SUFFIX):
            found = entry(disk, joined(folder.path, name), name[: -len(_SUFFIX)])
            yield found if found.version else Unread(found.path, "the file name has no version")
