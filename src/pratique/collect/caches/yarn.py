"""Reads the cache of yarn 2 and later: one ZIP file for each package.

The digest of a cached ZIP file differs from the digest of the registry's tarball. Observed with yarn 4: The file name
is `NAME-npm-VERSION-HASH-CACHEKEY.zip`, where `/` in a name is `-`. The files in the ZIP are below
`node_modules/NAME/`.
"""

from __future__ import annotations  # Python 3.9

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..archive_names import FileEnds, zip_names
from ..disk import UnreadableError
from ..entry import MOST_NAME_CHARS, Entry, Unread

if TYPE_CHECKING:
    from ..disk import Disk

_SUFFIX = ".zip"
_FROM_REGISTRY = "-npm-"
_FOLDER = "node_modules/"


def is_cache(files: list[str]) -> bool:
    """Return True if a folder with these files is a cache of yarn."""
    return any(_parts(name[:MOST_NAME_CHARS])[1] for name in files)


def read(files: Disk) -> Iterator[Entry | Unread]:
    """Yield the cached packages that came from a registry. Skip patched packages and packages from git."""
    for filename in files.listed("").files:
        stem, version = _parts(filename[:MOST_NAME_CHARS])
        if not version:
            continue
        try:
            name = _name(files, filename)
        except UnreadableError as error:
            yield Unread(filename, str(error))
            continue
        if name and name.replace("/", "-") == stem:
            yield Entry(path=filename, name=name, version=version, at=files.changed_at(filename))
        else:
            yield Unread(filename, "the file name does not match the content")


def _parts(filename: str) -> tuple[str, str]:
    if not filename.endswith(_SUFFIX):
        return "", ""
    stem, *ends = filename[: -len(_SUFFIX)].rsplit("-", 2)
    name, found, version = stem.partition(_FROM_REGISTRY)
    return (name, version) if found and len(ends) == 2 else ("", "")


def _name(files: Disk, path: str) -> str:
    for name in zip_names(FileEnds(files, path)):
        parts = name[len(_FOLDER) :].split("/") if name.startswith(_FOLDER) else [""]
        if parts[0]:
            if not parts[0].startswith("@"):
                return parts[0]
            if len(parts) > 1 and parts[1]:
                return f"{parts[0]}/{parts[1]}"
    return ""
