"""Reads Poetry's cache, which contains the registries' files and locally built wheels.

Observed with Poetry 2.5: The path is `artifacts/aa/bb/cc/REST/FILENAME`. `poetry cache clear` removes only listings,
not the files of registries.
"""

from __future__ import annotations  # Python 3.9

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..archive_names import python_file
from ..disk import walked
from ..entry import Entry, Unread

if TYPE_CHECKING:
    from ..disk import Disk

_DEPTH = 5


def is_cache(name: str, folders: list[str]) -> bool:
    """Return True if a folder with this name and these subfolders is a cache of Poetry."""
    return "artifacts" in folders and ("cache" in folders or "pypoetry" in name.lower())


def read(files: Disk) -> Iterator[Entry | Unread]:
    """Yield the cached wheels and source distributions."""
    if "artifacts" not in files.listed("").folders:
        return
    for name, path in walked(files, "artifacts", depth=_DEPTH):
        found = python_file(name)
        if found is not None:
            at = files.changed_at(path)
            yield Entry(path=path, name=found[0], version=found[1], content=path, at=at)
