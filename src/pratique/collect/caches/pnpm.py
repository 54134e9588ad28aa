"""Reads pnpm's store, which contains the packages that pnpm can link, each with the digest of its tarball.

Observed with pnpm 10 to 12: The index file is `v10/index/xx/HEX-NAME@VERSION.json`, where xx and HEX are the first 32
bytes of the tarball's SHA-512 and `/` in a name is `+`. `v11/index.db` has one row for each package, with the key
`sha512-... TAB NAME@VERSION` and a value in MessagePack. In `v3` (pnpm 7 to 9), index files are stored among the other files
as `files/xx/HEX-index.json`, with the whole SHA-512. An index file in `v3` also contains the package name. If pnpm
executed an install script, `sideEffects` lists the files that the script changed; its key contains `patch=` if a patch
of the user changed them.
"""

from __future__ import annotations  # Python 3.9

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..disk import Listing, UnreadableError, joined, walked
from ..entry import MOST_NAME_CHARS, Entry, Unread
from ..msgpack import MsgpackError, decode
from ..texts import digests, inner, json_object, milliseconds, text

if TYPE_CHECKING:
    from ..disk import Disk

_STORE = re.compile(r"v([0-9]{1,4})\Z")
_HEX = re.compile(r"[0-9a-f]+\Z")
_START_CHARS = 64
_MOST_INDEX_BYTES = 16 * 1024 * 1024
_OLD_INDEX = "-index.json"
_DATABASE = "index.db"
_PATCHED = "patch="


def is_store(name: str, listing: Listing) -> bool:
    """Return True if a folder is one version of pnpm's store, such as `v10`."""
    return _STORE.match(name) is not None and ("files" in listing.folders or _DATABASE in listing.files)


def read(files: Disk) -> Iterator[Entry | Unread]:
    """Yield the packages in all supported stores in a folder."""
    for name in files.listed("").folders:
        if _STORE.match(name):
            yield from read_store(files, name, int(name[1:]))


def read_store(files: Disk, path: str, version: int) -> Iterator[Entry | Unread]:
    """Yield the packages in one version of the store."""
    listing = files.listed(path)
    if version >= 11 and _DATABASE in listing.files:
        yield from _database(files, joined(path, _DATABASE))
    elif version == 10 and "index" in listing.folders:
        for name, where in walked(files, joined(path, "index"), depth=1):
            yield from _named(files, name, where)
    elif version == 3 and "files" in listing.folders:
        for name, where in walked(files, joined(path, "files"), depth=1):
            if name.endswith(_OLD_INDEX):
                yield _old(files, name, where)
    elif {*listing.folders, *listing.files} - {"tmp", "projects", "files", "links"}:
        yield Unread(path, "this version of the store is not supported")


def _database(files: Disk, path: str) -> Iterator[Entry | Unread]:
    try:
        for key, data in files.rows(path, "package_index", ("key", "data")):
            if isinstance(key, str):
                yield from _row(path, key, data)
    except UnreadableError as error:
        yield Unread(path, str(error))


def _row(path: str, key: str, data: object) -> Iterator[Entry | Unread]:
    integrity, tab, rest = key.partition("\t")
    name, version = _release(rest if tab else key)
    known = digests(integrity) if tab else ()
    if not known and not (name and version):
        return
    index = _decoded(data)
    if not isinstance(index, dict):
        yield Unread(
            path, f"the value of {key[-100:]!r} cannot be decoded, so whether scripts ran is unknown"
        )
    at, ran = _facts(index)
    yield Entry(path=path, name=name, version=version, digests=known, key=key, at=at, ran=ran)


def _decoded(data: object) -> object:
    try:
        return decode(data) if isinstance(data, bytes) else None
    except MsgpackError:
        return None


def _named(files: Disk, name: str, path: str) -> Iterator[Entry | Unread]:
    stem = name.removesuffix(".json")
    head, _, rest = stem.partition("-")
    start = path.split("/")[-2] + head
    known = len(start) == _START_CHARS and _HEX.match(start)
    package, version = _release(rest.replace("+", "/", 1) if rest.startswith("@") else rest)
    if not known and not version:
        return
    try:
        at, ran = _facts(json_object(files.read(path, _MOST_INDEX_BYTES)))
    except UnreadableError as error:
        yield Unread(path, str(error))
        at, ran = None, False
    found = (f"sha512:{start}*",) if known else ()
    yield Entry(path=path, name=package, version=version, digests=found, at=at, ran=ran)


def _old(files: Disk, name: str, path: str) -> Entry | Unread:
    found = digests(f"sha512:{path.split('/')[-2]}{name[: -len(_OLD_INDEX)]}")
    try:
        index = json_object(files.read(path, _MOST_INDEX_BYTES))
    except UnreadableError as error:
        return Unread(path, str(error))
    if not found or not index:
        return Unread(path, "the file is not a pnpm index")
    at, ran = _facts(index)
    name, version = text(index.get("name")), text(index.get("version"))
    return Entry(path=path, name=name, version=version, digests=found, at=at, ran=ran)


def _facts(index: object) -> tuple[float | None, bool]:
    """Return when the files were written, and whether an install script was executed."""
    effects = inner(index, "sideEffects")
    ran = isinstance(effects, dict) and any(_PATCHED not in str(key)[:1000] for key in effects)
    first: Any = next(iter((inner(index, "files") or {}).values()), None) if _has_files(index) else None
    return milliseconds(inner(first, "checkedAt")), ran


def _has_files(index: object) -> bool:
    return isinstance(inner(index, "files"), dict)


def _release(spec: str) -> tuple[str, str]:
    name, _, version = spec[:MOST_NAME_CHARS].partition("(")[0].rpartition("@")
    return name, version
