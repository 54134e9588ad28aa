"""Reads uv's cache, which contains a pointer file to the unpacked folder of each wheel and source distribution.

Observed with uv (`wheels-v8` and `sdists-v11`): The pointers are `wheels-vN/INDEX/NAME/VERSION-TAGS.http` (`.rev` for local files)
and `sdists-vN/INDEX/NAME/VERSION/revision.http`, where INDEX is `pypi` or `index/HASH`. A pointer is in MessagePack format and
contains the registry's SHA-256 as `Sha256` and 64 hex digits. `archive-vN/ID/` contains the files of a wheel.
"""

from __future__ import annotations  # Python 3.9

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..disk import UnreadableError, joined, walked
from ..entry import Entry, Unread

if TYPE_CHECKING:
    from ..disk import Disk

_BUCKET = re.compile(r"(wheels|sdists)-v[0-9]{1,4}\Z")
_ARCHIVES = re.compile(r"archive-v[0-9]{1,4}\Z")
_POINTERS = (".http", ".rev")
_REVISIONS = tuple(f"revision{suffix}" for suffix in _POINTERS)
_DEPTH = 5
_MOST_POINTER_BYTES = 16 * 1024 * 1024
_SHA256 = re.compile(rb"Sha256\xd9\x40([0-9a-f]{64})")
"""The SHA-256 in a pointer, after the MessagePack header for a text of 64 bytes."""
_DIST_INFO = ".dist-info"


def is_cache(folders: list[str]) -> bool:
    """Return True if a folder with these subfolders is a cache of uv."""
    return any(_BUCKET.match(name) or _ARCHIVES.match(name) for name in folders)


def read(files: Disk) -> Iterator[Entry | Unread]:
    """Yield the artifacts that the pointers refer to."""
    folders = files.listed("").folders
    buckets = [name for name in folders if _BUCKET.match(name)]
    if not buckets and any(name.startswith("archive-v") for name in folders):
        yield Unread("", "the cache contains archives, but no pointers in a supported format")
    for bucket in buckets:
        for name, where in walked(files, bucket, depth=_DEPTH):
            parts = where.split("/")
            if name in _REVISIONS and len(parts) > 3:
                yield from _pointer(files, where, parts[-3], parts[-2])
            elif name.endswith(_POINTERS) and bucket.startswith("wheels") and len(parts) > 2:
                yield from _pointer(files, where, parts[-2], name.partition("-")[0])


def unpacked(files: Disk) -> Iterator[Entry | Unread]:
    """Yield the packages whose files are in the cache, also those without a pointer."""
    for bucket in files.listed("").folders:
        for archive in files.listed(bucket).folders if _ARCHIVES.match(bucket) else ():
            path = joined(bucket, archive)
            try:
                folders = files.listed(path).folders
            except UnreadableError as error:
                yield Unread(path, str(error))
                continue
            for name in folders:
                stem = name[: -len(_DIST_INFO)] if name.endswith(_DIST_INFO) else ""
                package, found, version = stem.rpartition("-")
                if found:
                    where = joined(path, name)
                    yield Entry(path=where, name=package, version=version, at=files.changed_at(where))


def _pointer(files: Disk, path: str, name: str, version: str) -> Iterator[Entry | Unread]:
    try:
        found = _SHA256.findall(files.read(path, _MOST_POINTER_BYTES))
    except UnreadableError as error:
        yield Unread(path, str(error))
        return
    known = tuple(f"sha256:{one.decode()}" for one in dict.fromkeys(found))
    yield Entry(path=path, name=name, version=version, digests=known, key=name, at=files.changed_at(path))
