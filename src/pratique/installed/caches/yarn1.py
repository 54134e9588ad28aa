"""Reads yarn 1's cache, which contains a folder for each package with the tarball inside.

Observed with yarn 1.22: The folder is `v6/npm-NAME-VERSION-SHA1-integrity/node_modules/NAME/`, where `/` in a name is `-`. The
folder contains the registry's tarball as `.yarn-tarball.tgz`. An offline mirror is a folder of tarballs with the names
NAME-VERSION.tgz.
"""

import re
from collections.abc import Iterator

from pratique.core.names import Digest, Ecosystem
from pratique.errors import ParseError
from pratique.installed.caches.contents import (
    MOST_NAME_CHARS,
    Cached,
    CacheFiles,
    Unread,
    folders,
    present,
    release,
)
from pratique.installed.files import EntryKind, joined

_VERSION = re.compile(r"v[0-9]{1,4}\Z")
_KNOWN = frozenset({"v1", "v2", "v3", "v4", "v5", "v6"})
_PREFIX = "npm-"
_SHA1 = re.compile(r"[0-9a-f]{40}\Z")
_TARBALL = ".yarn-tarball.tgz"
_VERSION_START = re.compile(r"-[0-9]+\.[0-9]+\.[0-9]+")


def read(files: CacheFiles) -> Iterator[Cached | Unread]:
    """Yield the packages in a cache or in an offline mirror of yarn 1."""
    for entry in files.entries(""):
        if entry.kind is EntryKind.FILE and entry.name.endswith(".tgz"):
            yield from _mirrored(entry.name)
        elif entry.kind is EntryKind.FOLDER and entry.name in _KNOWN:
            yield from _cache(files, entry.name)
        elif entry.kind is EntryKind.FOLDER and _VERSION.match(entry.name):
            yield Unread(entry.name, "this version of the cache is not supported")


def _cache(files: CacheFiles, path: str) -> Iterator[Cached | Unread]:
    for name, where in folders(files, path):
        stem, _, sha1 = name[:MOST_NAME_CHARS].removesuffix("-integrity").rpartition("-")
        if not stem.startswith(_PREFIX) or not _SHA1.match(sha1):
            continue
        try:
            yield from _package(files, where, stem.removeprefix(_PREFIX), Digest("sha1", sha1))
        except ParseError as error:
            yield Unread(where, error.message)


def _package(files: CacheFiles, path: str, stem: str, sha1: Digest) -> Iterator[Cached | Unread]:
    for name, inner in _names(files, joined(path, "node_modules")):
        version = stem.removeprefix(f"{name.replace('/', '-')}-")
        ref = release(Ecosystem.NPM, name, version) if version != stem else None
        tarball = _TARBALL if _TARBALL in present(files, inner) else ""
        yield Cached(
            path=path, ref=ref, digests=(sha1,), content=joined(inner, tarball) if tarball else "", key=name
        )
        return
    yield Unread(path, "the folder contains no package")


def _names(files: CacheFiles, path: str) -> Iterator[tuple[str, str]]:
    for name, where in folders(files, path):
        if name.startswith("@"):
            for inner, below in folders(files, where):
                yield f"{name}/{inner}", below
        else:
            yield name, where


def _mirrored(filename: str) -> Iterator[Cached]:
    stem = filename[:MOST_NAME_CHARS].removesuffix(".tgz")
    found = _VERSION_START.search(stem)
    name = stem[: found.start()] if found else ""
    # `@SCOPE/NAME` is written with a hyphen: of a scope that has hyphens the first one is taken.
    full = name.replace("-", "/", 1) if name.startswith("@") else name
    ref = release(Ecosystem.NPM, full, stem[found.start() + 1 :]) if found else None
    yield Cached(path=filename, ref=ref, content=filename)
