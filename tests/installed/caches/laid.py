"""Caches as real clients lay them out, made without the clients. Each function makes one and names what is in it."""

import base64
import gzip
import hashlib
import io
import json
import sqlite3
import tarfile
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from pratique.installed.caches import CACHES, Contents, read_cache
from pratique.installed.caches.contents import Cached
from pratique.installed.caches.disk import CacheDisk

TARBALL = b"the bytes of a tarball"
SHA512 = hashlib.sha512(TARBALL).hexdigest()
SRI = f"sha512-{base64.b64encode(bytes.fromhex(SHA512)).decode()}"


def put(path: Path, data: bytes | str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def looked(name: str, folder: Path) -> Contents:
    """Read the cache of a client."""
    cache = next(cache for cache in CACHES if cache.name == name)
    return read_cache(cache, CacheDisk(folder, time.monotonic))


def names(contents: Contents) -> set[str]:
    return {str(one.ref) for one in contents.entries}


def only(contents: Contents) -> Cached:
    [found] = contents.entries
    assert contents.unread == []
    return found


def npm_line(key: str, integrity: str | None) -> bytes:
    text = json.dumps({"key": key, "integrity": integrity, "time": 1}).encode()
    return b"\n" + hashlib.sha1(text).hexdigest().encode() + b"\t" + text


def npm_content(folder: Path, data: bytes = TARBALL) -> Path:
    digest = hashlib.sha512(data).hexdigest()
    return put(folder / "content-v2/sha512" / digest[:2] / digest[2:4] / digest[4:], data)


def npm(folder: Path, *keys: str) -> Path:
    lines = b"".join(npm_line(key, SRI) for key in keys)
    put(folder / "index-v5/aa/bb/cc", lines)
    npm_content(folder)
    return folder


def wheel(name: str = "sample", version: str = "1.0.0") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        # A name alone would be written with the time of day.
        made.writestr(zipfile.ZipInfo(f"{name}/__init__.py"), "x = 1\n")
        made.writestr(zipfile.ZipInfo(f"{name}-{version}.dist-info/METADATA"), f"Name: {name}\n")
        made.writestr(zipfile.ZipInfo(f"{name}-{version}.dist-info/RECORD"), "")
    return file.getvalue()


def sdist(name: str = "sample", version: str = "1.0.0") -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as made:
        one = tarfile.TarInfo(f"{name}-{version}/PKG-INFO")
        one.size = 4
        made.addfile(one, io.BytesIO(b"Name"))
    return gzip.compress(file.getvalue())


def yarn_zip(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("node_modules/", "")
        made.writestr(f"node_modules/{name}/package.json", "{}")
    return file.getvalue()


def pnpm_database(path: Path, *keys: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE package_index (key TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID")
        made.executemany("INSERT INTO package_index VALUES (?, x'80')", [(key,) for key in keys])
    made.close()
    return path


def old_pip(body: bytes) -> bytes:
    return b"cc=4," + msgspec.msgpack.encode(
        {"response": {"body": body, "headers": {}, "status": 200}, "vary": {}}
    )


def uv_pointer(sha256: str) -> bytes:
    return b"\x95\xb0VXNOOIlETubHjCSy\x91\x81\xa6Sha256\xd9\x40" + sha256.encode() + b"\xbfsample-1.0.0"


def every(folder: Path) -> Mapping[str, Path]:
    """A cache of each client, with `calm@1.0.1`, `sample==1.0.0` or the gem kite in it, each in a folder of its own."""
    made: dict[str, Callable[[Path], object]] = {
        "npm": lambda at: npm(
            at, "make-fetch-happen:request-cache:http://gate.example/npm/calm/-/calm-1.0.1.tgz"
        ),
        "yarn1": lambda at: put(
            at / f"v6/npm-calm-1.0.1-{'a' * 40}-integrity/node_modules/calm/.yarn-tarball.tgz", TARBALL
        ),
        "yarn": lambda at: put(at / "calm-npm-1.0.1-0123456789-10c0.zip", yarn_zip("calm")),
        "pnpm": lambda at: pnpm_database(at / "v11/index.db", f"{SRI}\tcalm@1.0.1"),
        "bun": lambda at: put(at / "calm@1.0.1@@@1/package.json", "{}"),
        "pip": lambda at: put(at / "http-v2/a/b/c/d/e/abc.body", wheel()),
        "uv": lambda at: put(at / "wheels-v8/pypi/sample/1.0.0-py3-none-any.http", uv_pointer("b" * 64)),
        "poetry": lambda at: put(at / "artifacts/a/b/c/d/sample-1.0.0.tar.gz", sdist()),
        "gem": lambda at: put(at / "kite-1.0.0.gem", b"a gem"),
        "bundler": lambda at: put(at / "kite-1.0.0.gem", b"a gem"),
    }
    for name, make in made.items():
        make(folder / name)
    return {name: folder / name for name in made}
