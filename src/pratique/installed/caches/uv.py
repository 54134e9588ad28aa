"""Reads uv's cache, which contains a pointer file to the unpacked folder of each wheel and source distribution.

Observed with uv (`wheels-v8` and `sdists-v11`): The pointers are `wheels-vN/INDEX/NAME/VERSION-TAGS.http` (`.rev` for local files)
and `sdists-vN/INDEX/NAME/VERSION/revision.http`, where INDEX is `pypi` or `index/HASH`. A pointer is in MessagePack format and
contains the registry's SHA-256 as `Sha256` and 64 hex digits.
"""

import re
from collections.abc import Iterator

from pratique.core.names import Digest, Ecosystem
from pratique.errors import ParseError
from pratique.installed.caches.contents import Cached, CacheFiles, Unread, folders, release, walked

_BUCKET = re.compile(r"(wheels|sdists)-v[0-9]{1,4}\Z")
_POINTERS = (".http", ".rev")
_REVISIONS = tuple(f"revision{suffix}" for suffix in _POINTERS)
_DEPTH = 5
_MOST_POINTER_BYTES = 16 * 1024 * 1024
_SHA256 = re.compile(rb"Sha256\xd9\x40([0-9a-f]{64})")
"""The SHA-256 in a pointer, after the MessagePack header for a text of 64 bytes."""


def read(files: CacheFiles) -> Iterator[Cached | Unread]:
    """Yield the artifacts that the pointers refer to."""
    buckets = [(name, path) for name, path in folders(files, "") if _BUCKET.match(name)]
    if not buckets and any(name.startswith("archive-v") for name, _ in folders(files, "")):
        yield Unread("", "the cache contains archives, but no pointers in a supported format")
    for bucket, path in buckets:
        for name, where in walked(files, path, depth=_DEPTH):
            parts = where.split("/")
            if name in _REVISIONS and len(parts) > 3:
                yield from _pointer(files, where, parts[-3], parts[-2])
            elif name.endswith(_POINTERS) and bucket.startswith("wheels") and len(parts) > 2:
                yield from _pointer(files, where, parts[-2], name.partition("-")[0])


def _pointer(files: CacheFiles, path: str, name: str, version: str) -> Iterator[Cached | Unread]:
    try:
        found = _SHA256.findall(files.read(path, _MOST_POINTER_BYTES))
    except ParseError as error:
        yield Unread(path, error.message)
        return
    digests = tuple(Digest("sha256", one.decode()) for one in dict.fromkeys(found))
    yield Cached(path=path, ref=release(Ecosystem.PYPI, name, version), digests=digests, key=name)
