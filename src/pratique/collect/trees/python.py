"""Reads distributions in `site-packages` and `dist-packages` folders: virtual environments, pipx, `uv tool`, systems.

Sources: the PyPA specifications "Recording installed projects" (`NAME-VERSION.dist-info`) and "Recording the Direct URL
Origin" (`direct_url.json`). Older tools write `NAME-VERSION-pyX.Y.egg-info` as a folder or a file, and eggs have `EGG-INFO`.
"""

from __future__ import annotations  # Python 3.9

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..disk import UnreadableError, joined
from ..entry import MOST_NAME_CHARS, Entry, Unread
from ..texts import digests, inner, json_object, text

if TYPE_CHECKING:
    from ..disk import Disk
    from ..folder import Folder

_DIST_INFO = ".dist-info"
_EGG_INFO = ".egg-info"
_EGG = ".egg"
_ORIGIN = "direct_url.json"
_HEAD_BYTES = 64 * 1024
_LEFT_OVER = "~"
"""The start of names to which pip renames what it could not remove, and which Python never imports."""


def finds(folder: Folder) -> bool:
    """Return True if a folder is the record of a distribution, or contains records that are files."""
    if folder.name.startswith(_LEFT_OVER):
        return False
    if folder.name.endswith((_DIST_INFO, _EGG_INFO)):
        return True
    if folder.name == "EGG-INFO":
        return folder.above.endswith(_EGG)
    return any(name.endswith(_EGG_INFO) for name in folder.listing.files)


def read(disk: Disk, folder: Folder) -> Iterator[Entry | Unread]:
    """Yield the distributions of a folder. `disk` is the root of the walk."""
    if folder.name.endswith(_DIST_INFO):
        yield from _dist_info(disk, folder)
    elif folder.name.endswith(_EGG_INFO) or folder.name == "EGG-INFO":
        yield from _headers(disk, folder.path, joined(folder.path, "PKG-INFO"))
    else:
        for name in folder.listing.files:
            if name.endswith(_EGG_INFO) and not name.startswith(_LEFT_OVER):
                path = joined(folder.path, name)
                yield from _headers(disk, path, path)


def _dist_info(disk: Disk, folder: Folder) -> Iterator[Entry | Unread]:
    name, found, version = folder.name[: -len(_DIST_INFO)][:MOST_NAME_CHARS].rpartition("-")
    if not found:
        yield from _headers(disk, folder.path, joined(folder.path, "METADATA"))
        return
    origin: dict[str, object] = {}
    if _ORIGIN in folder.listing.files:
        try:
            origin = json_object(disk.read(joined(folder.path, _ORIGIN), _HEAD_BYTES))
        except UnreadableError as error:
            yield Unread(folder.path, str(error))
    hashes = inner(origin, "archive_info", "hashes")
    known = (
        " ".join(f"{key}:{value}" for key, value in (hashes or {}).items())
        if isinstance(hashes, dict)
        else ""
    )
    yield Entry(
        path=folder.path,
        name=name,
        version=version,
        digests=digests(known or inner(origin, "archive_info", "hash")),
        url=text(origin.get("url")),
        at=disk.changed_at(folder.path),
    )


def _headers(disk: Disk, path: str, file: str) -> Iterator[Entry | Unread]:
    try:
        head = disk.head(file, _HEAD_BYTES).decode("utf-8", "replace")
    except UnreadableError as error:
        yield Unread(path, str(error))
        return
    found: dict[str, str] = {}
    for line in head.splitlines():
        if not line.strip():
            break
        key, colon, value = line.partition(":")
        if colon:
            found.setdefault(key.strip().lower(), value.strip())
    if found.get("name") and found.get("version"):
        yield Entry(path=path, name=found["name"], version=found["version"], at=disk.changed_at(path))
    else:
        yield Unread(path, "the metadata names no package and version")
