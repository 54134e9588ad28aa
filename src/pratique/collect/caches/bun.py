"""Reads bun's cache, which contains an unpacked folder for each package.

Observed with bun 1.4: The folders are `NAME@VERSION@@@1` and `@SCOPE/NAME@VERSION@@@1`. For a registry other than the
default, the host of the registry is between the at signs. A pre-release or build suffix is replaced by a hash, so the
version is then read from `package.json`. Folders without an at sign contain only links. Files `*.npm` contain listings
of packages.
"""

from __future__ import annotations  # Python 3.9

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..disk import UnreadableError, joined
from ..entry import MOST_NAME_CHARS, Entry, Unread
from ..texts import json_object, text

if TYPE_CHECKING:
    from ..disk import Disk

MOST_MANIFEST_BYTES = 4 * 1024 * 1024
_FOLDER = re.compile(r"[^@]{1,214}@[0-9][^@]{0,100}@@(?:[^@]{0,300}@@@|@)[0-9]{1,4}\Z")


def is_package(folder: str) -> bool:
    """Return True if a folder has the name of a package in bun's cache, such as `calm@1.0.1@@@1`."""
    return _FOLDER.match(folder) is not None


def read(files: Disk) -> Iterator[Entry | Unread]:
    """Yield the cached packages that came from a registry."""
    for name in files.listed("").folders:
        if not name.startswith("@"):
            yield from read_package(files, name, name)
        elif "@" not in name[1:]:
            for inside in files.listed(name).folders:
                yield from read_package(files, f"{name}/{inside}", joined(name, inside))


def read_package(files: Disk, folder: str, path: str) -> Iterator[Entry | Unread]:
    """Yield the package in the folder at `path`. `folder` is its name, with the scope."""
    name, at, rest = folder[1:MOST_NAME_CHARS].partition("@")
    version = rest.partition("@@")[0]
    if not at or not version[:1].isdigit():
        return
    name = folder[0] + name
    if "-" in version or "+" in version:
        try:
            manifest = json_object(files.read(joined(path, "package.json"), MOST_MANIFEST_BYTES))
        except UnreadableError as error:
            yield Unread(path, str(error))
            return
        version = text(manifest.get("version")) or version
    yield Entry(path=path, name=name, version=version, key=name, at=files.changed_at(path))
