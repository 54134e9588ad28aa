"""Reads pip's cache, which contains HTTP responses of registries, stored by URL, and locally built wheels.

Observed with pip 23.2 and 26: `http-v2/a/b/c/d/e/SHA224` contains the response header, and the `.body` file beside it
contains the file as the registry sent it. In pip before 23.3, the file `http/.../SHA224` contains both the response
header and the registry's file. `wheels/**/*.whl` are locally built wheels. `origin.json` beside a wheel contains the
URL and the SHA-256 of the source distribution. pip caches a response only if its Cache-Control header allows it, and
only over HTTPS or from a trusted host.
"""

import hashlib
from collections.abc import Iterator

import msgspec

from pratique.core.names import Digest, Ecosystem
from pratique.errors import ParseError
from pratique.installed.caches.archive_names import BytesEnds, FileEnds, python_file, python_release
from pratique.installed.caches.contents import Cached, CacheFiles, Unread, folders, present, release, walked
from pratique.installed.files import joined

_DEPTH = 6
_BODY = ".body"
_MOST_OLD_BYTES = 256 * 1024 * 1024
_MOST_ORIGIN_BYTES = 1024 * 1024
_OLD_HEAD = b"cc=4,"


class _Response(msgspec.Struct):
    body: bytes = b""


class _Old(msgspec.Struct):
    response: _Response


class _Archive(msgspec.Struct):
    hashes: dict[str, str] = {}
    hash: str = ""


class _Origin(msgspec.Struct):
    archive_info: _Archive | None = None


def read(files: CacheFiles) -> Iterator[Cached | Unread]:
    """Yield the cached wheels and source distributions."""
    names = {name for name, _ in folders(files, "")}
    for name in sorted(names):
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


def _body(files: CacheFiles, path: str) -> Iterator[Cached | Unread]:
    try:
        found = python_release(FileEnds(files, path))
    except ParseError as error:
        yield Unread(path, error.message)
        return
    if found is not None:
        yield Cached(path=path, ref=release(Ecosystem.PYPI, *found), content=path)


def _old(files: CacheFiles, path: str) -> Iterator[Cached | Unread]:
    try:
        data = files.read(path, _MOST_OLD_BYTES)
        # Of another form nothing is left that can be decoded.
        packed = data.removeprefix(_OLD_HEAD) if data.startswith(_OLD_HEAD) else b""
        body = msgspec.msgpack.decode(packed, type=_Old).response.body
        found = python_release(BytesEnds(body))
    except ParseError as error:
        yield Unread(path, error.message)
    except (ValueError, RecursionError):
        yield Unread(path, "the file is not a response that pip cached")
    else:
        if found is not None:
            digest = Digest("sha256", hashlib.sha256(body).hexdigest())
            yield Cached(path=path, ref=release(Ecosystem.PYPI, *found), digests=(digest,))


def _built(files: CacheFiles, name: str, path: str) -> Iterator[Cached | Unread]:
    found = python_file(name)
    folder = path.rpartition("/")[0]
    try:
        digests = _origin(files, folder) if "origin.json" in present(files, folder) else ()
    except ParseError as error:
        yield Unread(path, error.message)
        digests = ()
    if found is not None:
        yield Cached(path=path, ref=release(Ecosystem.PYPI, *found), digests=digests, key=found[0])


def _origin(files: CacheFiles, folder: str) -> tuple[Digest, ...]:
    try:
        data = files.read(joined(folder, "origin.json"), _MOST_ORIGIN_BYTES)
        origin = msgspec.json.decode(data, type=_Origin)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return ()
    if origin.archive_info is None:
        return ()
    said = origin.archive_info.hashes.items()
    return Digest.parse_sri(" ".join(f"{name}:{value}" for name, value in said) or origin.archive_info.hash)
