"""Reads npm's cache (cacache), which contains an index of requests, and contents by digest.

Observed with npm 11: `index-v5/aa/bb/HASH` contains one line for each change of an entry: the SHA-1 of a JSON text, a
tab, and the JSON text. The last line of a key applies; a line without `integrity` removes the entry. The bytes of an
entry are at `content-v2/ALGORITHM/aa/bb/REST`, where `aa`, `bb` and `REST` are the parts of their hex digest. An
install from a lockfile with `integrity` finds contents by digest without an index entry.
"""

import hashlib
import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

import msgspec

from pratique.core.names import Digest, Ecosystem, ReleaseRef
from pratique.errors import ParseError
from pratique.installed.caches.contents import Cached, CacheFiles, Unread, folders, release, walked

_INDEX = "index-v5"
_CONTENT = "content-v2"
_MOST_BUCKET_BYTES = 4 * 1024 * 1024
_ANY_INDEX = re.compile(r"index-v[0-9]{1,4}\Z")
_REQUEST = "make-fetch-happen:request-cache:"
_SUFFIX = ".tgz"


class _Line(msgspec.Struct):
    key: str
    integrity: str | None = None


def read(files: CacheFiles) -> Iterator[Cached | Unread]:
    """Yield the artifacts that are in both the index and the contents of the cache."""
    found = [name for name, _ in folders(files, "") if _ANY_INDEX.match(name)]
    for name in found:
        if name != _INDEX:
            yield Unread(name, "this version of the index is not supported")
    if _INDEX not in found:
        if any(name.startswith("content-v") for name, _ in folders(files, "")):
            yield Unread("", "the cache contains packages, but no supported index")
        return
    for _, path in walked(files, _INDEX, depth=2):
        try:
            data = files.read(path, _MOST_BUCKET_BYTES)
        except ParseError as error:
            yield Unread(path, error.message)
            continue
        yield from _bucket(data, path)


def held(files: CacheFiles, digest: Digest) -> str:
    """Return the path of the cached bytes with this digest; "" if the cache does not contain them."""
    path = _content(digest)
    return path if files.has(path) else ""


def _bucket(data: bytes, path: str) -> Iterator[Cached]:
    last: dict[str, _Line] = {}
    for line in data.split(b"\n"):
        checksum, _, text = line.partition(b"\t")
        if hashlib.sha1(text, usedforsecurity=False).hexdigest().encode() != checksum:
            continue
        try:
            one = msgspec.json.decode(text, type=_Line)
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
            continue
        last[one.key] = one
    for one in last.values():
        digests = Digest.parse_sri(one.integrity or "")
        if digests:
            yield Cached(
                path=path, ref=_release(one.key), digests=digests, content=_content(digests[0]), key=one.key
            )


def _content(digest: Digest) -> str:
    text = digest.hex
    return f"{_CONTENT}/{digest.algorithm}/{text[:2]}/{text[2:4]}/{text[4:]}"


def _release(key: str) -> ReleaseRef | None:
    try:
        path = unquote(urlsplit(key.removeprefix(_REQUEST)).path)
    except ValueError:
        return None
    before, found, file = path.rpartition("/-/")
    if not found or not file.endswith(_SUFFIX):
        return None
    *_, scope, name = ("", *before.split("/"))
    full = f"{scope}/{name}" if scope.startswith("@") else name
    if not file.startswith(f"{name}-"):
        return None
    return release(Ecosystem.NPM, full, file[len(name) + 1 : -len(_SUFFIX)])
