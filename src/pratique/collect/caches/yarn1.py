"""Reads yarn 1's cache, which contains a folder for each package with the tarball inside.

Observed with yarn 1.22: The folder is `v6/npm-NAME-VERSION-SHA1-integrity/node_modules/NAME/`, where `/` in a name is `-`. The
folder contains the registry's tarball as `.yarn-tarball.tgz`, and its address and SHA-512 in `.yarn-metadata.json`. An
offline mirror is a folder of tarballs with the names NAME-VERSION.tgz.
"""

from __future__ import annotations  # Python 3.9

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..disk import UnreadableError, joined
from ..entry import MOST_NAME_CHARS, Entry, Unread
from ..texts import digests, inner, json_object, text

if TYPE_CHECKING:
    from ..disk import Disk

_VERSION = re.compile(r"v[0-9]{1,4}\Z")
_KNOWN = frozenset({"v1", "v2", "v3", "v4", "v5", "v6"})
_PREFIX = "npm-"
_INTEGRITY = "-integrity"
_SHA1 = re.compile(r"[0-9a-f]{40}\Z")
_TARBALL = ".yarn-tarball.tgz"
_METADATA = ".yarn-metadata.json"
_MOST_METADATA_BYTES = 4 * 1024 * 1024
_MIRRORED = ".tgz"
_VERSION_START = re.compile(r"-[0-9]+\.[0-9]+\.[0-9]+")


def is_cache(name: str, folders: list[str]) -> bool:
    """Return True if a folder with this name and these subfolders is one version of yarn 1's cache, such as `v6`."""
    return _VERSION.match(name) is not None and any(_parts(folder)[1] for folder in folders)


def read(files: Disk) -> Iterator[Entry | Unread]:
    """Yield the packages in a cache or in an offline mirror of yarn 1."""
    listing = files.listed("")
    for name in listing.files:
        if name.endswith(_MIRRORED):
            yield from _mirrored(name)
    for name in listing.folders:
        if name in _KNOWN:
            yield from read_version(files, name)
        elif _VERSION.match(name):
            yield Unread(name, "this version of the cache is not supported")


def read_version(files: Disk, path: str) -> Iterator[Entry | Unread]:
    """Yield the packages in one version of the cache."""
    for name in files.listed(path).folders:
        stem, sha1 = _parts(name[:MOST_NAME_CHARS])
        if not sha1:
            continue
        where = joined(path, name)
        try:
            yield from _package(files, where, stem, sha1)
        except UnreadableError as error:
            yield Unread(where, str(error))


def _parts(folder: str) -> tuple[str, str]:
    plain = folder.removesuffix(_INTEGRITY)
    stem, _, sha1 = plain.rpartition("-")
    return (stem[len(_PREFIX) :], sha1) if stem.startswith(_PREFIX) and _SHA1.match(sha1) else ("", "")


def _package(files: Disk, path: str, stem: str, sha1: str) -> Iterator[Entry | Unread]:
    for name, place in _names(files, joined(path, "node_modules")):
        start = f"{name.replace('/', '-')}-"
        version = stem[len(start) :] if stem.startswith(start) else ""
        tarball = joined(place, _TARBALL)
        known, url = _remote(files, joined(place, _METADATA))
        yield Entry(
            path=path,
            name=name if version else "",
            version=version,
            digests=(f"sha1:{sha1}", *known),
            content=tarball if files.has(tarball) else "",
            key=name,
            url=url,
            at=files.changed_at(path),
        )
        return
    yield Unread(path, "the folder contains no package")


def _remote(files: Disk, path: str) -> tuple[tuple[str, ...], str]:
    if not files.has(path):
        return (), ""
    remote = inner(json_object(files.read(path, _MOST_METADATA_BYTES)), "remote")
    known = tuple(one for one in digests(inner(remote, "integrity")) if not one.startswith("sha1:"))
    return known, text(inner(remote, "resolved"))


def _names(files: Disk, path: str) -> Iterator[tuple[str, str]]:
    for name in files.listed(path).folders:
        where = joined(path, name)
        if name.startswith("@"):
            for inside in files.listed(where).folders:
                yield f"{name}/{inside}", joined(where, inside)
        else:
            yield name, where


def _mirrored(filename: str) -> Iterator[Entry]:
    stem = filename[:MOST_NAME_CHARS]
    stem = stem.removesuffix(_MIRRORED)
    found = _VERSION_START.search(stem)
    name = stem[: found.start()] if found else ""
    # `@SCOPE/NAME` is written with a hyphen: of a scope that has hyphens the first one is taken.
    full = name.replace("-", "/", 1) if name.startswith("@") else name
    version = stem[found.start() + 1 :] if found else ""
    yield Entry(path=filename, name=full, version=version, content=filename)
