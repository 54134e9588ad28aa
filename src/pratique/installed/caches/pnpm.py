"""Reads pnpm's store, which contains the packages that pnpm can link, each with the digest of its tarball.

Observed with pnpm 10 and 12: The index file is `v10/index/xx/HEX-NAME@VERSION.json`, where xx and HEX are the first 32
bytes of the tarball's SHA-512 and `/` in a name is `+`. `v11/index.db` has one row for each package, with the key
`sha512-... TAB NAME@VERSION`. In `v3` (pnpm 7 to 9), index files are stored among the other files as
`files/xx/HEX-index.json`, with the whole SHA-512. An index file in `v3` also contains the package name.
"""

import re
from collections.abc import Iterator

import msgspec

from pratique.core.names import Digest, Ecosystem, ReleaseRef
from pratique.errors import ParseError
from pratique.installed.caches.contents import (
    MOST_NAME_CHARS,
    Cached,
    CacheFiles,
    Unread,
    folders,
    present,
    release,
    walked,
)
from pratique.installed.files import EntryKind, joined

_STORE = re.compile(r"v([0-9]{1,4})\Z")
_HEX = re.compile(r"[0-9a-f]+\Z")
_START_CHARS = 64
_MOST_INDEX_BYTES = 16 * 1024 * 1024
_OLD_INDEX = "-index.json"
_DATABASE = "index.db"


class _Index(msgspec.Struct):
    name: str = ""
    version: str = ""


def read(files: CacheFiles) -> Iterator[Cached | Unread]:
    """Yield the packages in all supported stores in a folder."""
    for name, path in folders(files, ""):
        version = _STORE.match(name)
        if version is not None:
            yield from _store(files, path, int(version[1]))


def _store(files: CacheFiles, path: str, version: int) -> Iterator[Cached | Unread]:
    names = present(files, path)
    if version >= 11 and names.get(_DATABASE) is EntryKind.FILE:
        yield from _database(files, joined(path, _DATABASE))
    elif version == 10 and "index" in names:
        for name, where in walked(files, joined(path, "index"), depth=1):
            yield from _named(name, where)
    elif version == 3 and "files" in names:
        for name, where in walked(files, joined(path, "files"), depth=1):
            if name.endswith(_OLD_INDEX):
                yield _old(files, name, where)
    elif names.keys() - {"tmp", "projects", "files"}:
        yield Unread(path, "this version of the store is not supported")


def _database(files: CacheFiles, path: str) -> Iterator[Cached | Unread]:
    try:
        keys = files.column(path, "package_index", "key")
    except ParseError as error:
        yield Unread(path, error.message)
        return
    for key in keys:
        integrity, tab, name = key.partition("\t")
        ref = _release(name if tab else key)
        digests = Digest.parse_sri(integrity) if tab else ()
        if ref is not None or digests:
            yield Cached(path=path, ref=ref, digests=digests, key=key)


def _named(name: str, path: str) -> Iterator[Cached]:
    head, _, rest = name.removesuffix(".json").partition("-")
    start = path.split("/")[-2] + head
    known = len(start) == _START_CHARS and _HEX.match(start)
    ref = _release(rest.replace("+", "/", 1) if rest.startswith("@") else rest)
    if known or ref is not None:
        yield Cached(path=path, ref=ref, sha512_start=start if known else "")


def _old(files: CacheFiles, name: str, path: str) -> Cached | Unread:
    text = path.split("/")[-2] + name.removesuffix(_OLD_INDEX)
    try:
        digest = Digest.parse(f"sha512:{text}")
        index = msgspec.json.decode(files.read(path, _MOST_INDEX_BYTES), type=_Index)
    except ParseError as error:
        return Unread(path, error.message)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return Unread(path, "the file is not a pnpm index")
    return Cached(path=path, ref=release(Ecosystem.NPM, index.name, index.version), digests=(digest,))


def _release(text: str) -> ReleaseRef | None:
    name, _, version = text[:MOST_NAME_CHARS].partition("(")[0].rpartition("@")
    return release(Ecosystem.NPM, name, version)
