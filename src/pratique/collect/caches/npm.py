"""Reads npm's cache (cacache), which contains an index of requests, and contents by digest.

Observed with npm 11: `index-v5/aa/bb/HASH` contains one line for each change of an entry: the SHA-1 of a JSON text, a
tab, and the JSON text. The last line of a key applies; a line without `integrity` removes the entry. The bytes of an
entry are at `content-v2/ALGORITHM/aa/bb/REST`, where `aa`, `bb` and `REST` are the parts of their hex digest. An
install from a lockfile with `integrity` finds contents by digest without an index entry.
"""

from __future__ import annotations  # Python 3.9

import hashlib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from ..disk import UnreadableError, walked
from ..entry import Entry, Unread
from ..texts import digests, json_object, milliseconds, text

if TYPE_CHECKING:
    from ..disk import Disk

_INDEX = "index-v5"
_CONTENT = "content-v2"
_MOST_BUCKET_BYTES = 4 * 1024 * 1024
_ANY_INDEX = re.compile(r"index-v[0-9]{1,4}\Z")
_REQUEST = "make-fetch-happen:request-cache:"
_SUFFIX = ".tgz"


def is_cache(folders: list[str]) -> bool:
    """Return True if a folder with these subfolders is a cache of npm (`_cacache`)."""
    return "content-v2" in folders or any(_ANY_INDEX.match(name) for name in folders)


def read(files: Disk) -> Iterator[Entry | Unread]:
    """Yield the artifacts that are in the index of the cache."""
    folders = files.listed("").folders
    found = [name for name in folders if _ANY_INDEX.match(name)]
    for name in found:
        if name != _INDEX:
            yield Unread(name, "this version of the index is not supported")
    if _INDEX not in found:
        if any(name.startswith("content-v") for name in folders):
            yield Unread("", "the cache contains packages, but no supported index")
        return
    for _, path in walked(files, _INDEX, depth=2):
        try:
            data = files.read(path, _MOST_BUCKET_BYTES)
        except UnreadableError as error:
            yield Unread(path, str(error))
            continue
        yield from _bucket(data, path)


def read_all(files: Disk) -> Iterator[Entry | Unread]:
    """Yield the artifacts in the index, and the contents without an entry, which npm finds by their digest."""
    listed: set[str] = set()
    for one in read(files):
        if isinstance(one, Entry):
            listed.add(one.content)
        yield one
    if _CONTENT in files.listed("").folders:
        for _, path in walked(files, _CONTENT, depth=3):
            _, algorithm, *parts = path.split("/")
            found = digests(f"{algorithm}:{''.join(parts)}")
            if found and path not in listed:
                yield Entry(path=path, digests=found, content=path, at=files.changed_at(path))


def content(digest: str) -> str:
    """Return the path of the cached bytes with the digest `algorithm:hex`."""
    algorithm, _, value = digest.partition(":")
    return f"{_CONTENT}/{algorithm}/{value[:2]}/{value[2:4]}/{value[4:]}"


def _bucket(data: bytes, path: str) -> Iterator[Entry]:
    last: dict[str, dict[str, Any]] = {}
    for line in data.split(b"\n"):
        checksum, _, packed = line.partition(b"\t")
        if not packed or hashlib.sha1(packed).hexdigest().encode() != checksum:  # noqa: S324 - npm's checksum of a line
            continue
        found = json_object(packed)
        if isinstance(found.get("key"), str):
            last[found["key"]] = found
    for key, one in last.items():
        known = digests(one.get("integrity"))
        if known:
            url = key.removeprefix(_REQUEST)
            name, version = release(url) or ("", "")
            yield Entry(
                path=path,
                name=name,
                version=version,
                digests=known,
                content=content(known[0]),
                key=key,
                url=text(url),
                at=milliseconds(one.get("time")),
            )


def release(url: str) -> tuple[str, str] | None:
    """Return the name and version in the address of a tarball; None for another address."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return None
    before, found, file = path.rpartition("/-/")
    if not found or not file.endswith(_SUFFIX):
        return None
    *_, scope, name = ("", *before.split("/"))
    full = f"{scope}/{name}" if scope.startswith("@") else name
    if not file.startswith(f"{name}-"):
        return None
    return full, file[len(name) + 1 : -len(_SUFFIX)]
