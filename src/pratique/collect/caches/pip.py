"""Reads pip's cache, which contains HTTP responses of registries, stored by URL, and locally built wheels.

Observed with pip 23.2 and 26: `http-v2/a/b/c/d/e/SHA224` contains the response header, and the `.body` file beside it
contains the file as the registry sent it. In pip before 23.3, the file `http/.../SHA224` contains both the response
header and the registry's file. `wheels/**/*.whl` are locally built wheels. `origin.json` beside a wheel contains the
URL and the SHA-256 of the source distribution. pip caches a response only if its Cache-Control header allows it, and
only over HTTPS or from a trusted host.
"""

from __future__ import annotations  # Python 3.9

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..archive_names import BytesEnds, FileEnds, python_file, python_release
from ..disk import UnreadableError, joined, walked
from ..entry import Entry, Unread
from ..msgpack import MsgpackError, decode
from ..texts import digests, inner, json_object, text

if TYPE_CHECKING:
    from ..disk import Disk

_DEPTH = 6
_BODY = ".body"
_MOST_OLD_BYTES = 256 * 1024 * 1024
_MOST_ORIGIN_BYTES = 1024 * 1024
_OLD_HEAD = b"cc=4,"
_ORIGIN = "origin.json"


def is_cache(name: str, folders: list[str]) -> bool:
    """Return True if a folder with this name and these subfolders is a cache of pip."""
    if "http-v2" in folders:
        return True
    return ("http" in folders or "wheels" in folders) and ("selfcheck" in folders or name == "pip")


def read(files: Disk) -> Iterator[Entry | Unread]:
    """Yield the cached wheels and source distributions."""
    names = files.listed("").folders
    for name in names:
        if name.startswith("http-v") and name != "http-v2":
            yield Unread(name, "this version of the cache is not supported")
    for name, path in walked(files, "http-v2", depth=_DEPTH) if "http-v2" in names else ():
        if name.endswith(_BODY):
            yield from _body(files, path)
    for _, path in walked(files, "http", depth=_DEPTH) if "http" in names else ():
        yield from _old(files, path)
    for name, path in walked(files, "wheels", depth=_DEPTH) if "wheels" in names else ():
        if name.endswith(".whl"):
            yield from _built(files, name, path)


def _body(files: Disk, path: str) -> Iterator[Entry | Unread]:
    try:
        found = python_release(FileEnds(files, path))
    except UnreadableError as error:
        yield Unread(path, str(error))
        return
    if found is not None:
        yield Entry(path=path, name=found[0], version=found[1], content=path, at=files.changed_at(path))


def _old(files: Disk, path: str) -> Iterator[Entry | Unread]:
    try:
        data = files.read(path, _MOST_OLD_BYTES)
        # Of another form nothing is left that can be decoded.
        body = inner(
            decode(data[len(_OLD_HEAD) :] if data.startswith(_OLD_HEAD) else b""), "response", "body"
        )
    except UnreadableError as error:
        yield Unread(path, str(error))
        return
    except MsgpackError:
        body = None
    if not isinstance(body, bytes):
        yield Unread(path, "the file is not a response that pip cached")
        return
    found = python_release(BytesEnds(body))
    if found is not None:
        digest = f"sha256:{hashlib.sha256(body).hexdigest()}"
        at = files.changed_at(path)
        yield Entry(path=path, name=found[0], version=found[1], digests=(digest,), at=at)


def _built(files: Disk, name: str, path: str) -> Iterator[Entry | Unread]:
    found = python_file(name)
    origin: dict[str, object] = {}
    where = joined(path.rpartition("/")[0], _ORIGIN)
    if files.has(where):
        try:
            origin = json_object(files.read(where, _MOST_ORIGIN_BYTES))
        except UnreadableError as error:
            yield Unread(path, str(error))
    if found is not None:
        yield Entry(
            path=path,
            name=found[0],
            version=found[1],
            digests=_recorded(origin),
            key=found[0],
            url=text(origin.get("url")),
            at=files.changed_at(path),
        )


def _recorded(origin: dict[str, object]) -> tuple[str, ...]:
    hashes = inner(origin, "archive_info", "hashes")
    if isinstance(hashes, dict) and hashes:
        return digests(" ".join(f"{name}:{value}" for name, value in list(hashes.items())[:10]))
    # The old form is `sha256=HEX`.
    return digests(inner(origin, "archive_info", "hash"))
