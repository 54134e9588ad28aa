"""Measures the collector on a made-up home folder: `python -m bench.respond.collect [--files N] [--python PROGRAM]`.

The home has projects with `node_modules`, virtual environments, gems, caches of npm, pnpm, pip and uv, and other files. The
collector runs as the zipapp on a bare Python (`-I -S`). The result is the wall time and the peak memory of its process.
"""

import argparse
import base64
import hashlib
import io
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from pratique.respond.fleet import zipapp

MOST_S = 15.0
MOST_MB = 100.0
_FILES = 200_000


def _put(path: Path, data: bytes) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return 1


def _sri(text: str) -> str:
    return "sha512-" + base64.b64encode(hashlib.sha512(text.encode()).digest()).decode()


def project(folder: Path, number: int, packages: int) -> int:
    """Make one project with `node_modules`; about 12 files a package."""
    made = 0
    locked: dict[str, object] = {}
    for one in range(packages):
        name = f"@scope{one % 9}/part-{one}" if one % 7 == 0 else f"package-{one}"
        version = f"{number % 5}.{one % 20}.{one % 3}"
        where = folder / "node_modules" / name
        manifest = {
            "name": name,
            "version": version,
            "description": "x" * 300,
            "files": ["lib"],
            "license": "MIT",
        }
        made += _put(where / "package.json", json.dumps(manifest, indent=2).encode())
        for file in range(10):
            made += _put(where / ("lib" if file % 2 else "dist") / f"file{file}.js", b"module.exports = 1;\n")
        made += _put(where / "README.md", b"read me\n")
        locked[f"node_modules/{name}"] = {"version": version, "integrity": _sri(f"{name}@{version}")}
    lock = json.dumps({"lockfileVersion": 3, "packages": locked}, indent=2).encode()
    made += _put(folder / "node_modules/.package-lock.json", lock)
    return made + _put(folder / "package-lock.json", lock)


def environment(folder: Path, packages: int) -> int:
    """Make one virtual environment; about 20 files a distribution."""
    site = folder / "lib/python3.12/site-packages"
    made = 0
    for one in range(packages):
        for file in range(16):
            made += _put(site / f"module{one}" / f"part{file}.py", b"x = 1\n")
        for name in ("METADATA", "RECORD", "WHEEL", "INSTALLER"):
            made += _put(site / f"module{one}-1.{one}.0.dist-info" / name, f"Name: module{one}\n".encode())
    return made


def npm_cache(folder: Path, packages: int) -> int:
    """Make a cache of npm: an index entry and a content for each package."""
    made = 0
    for one in range(packages):
        url = f"https://registry.example/package-{one}/-/package-{one}-1.0.0.tgz"
        key = f"make-fetch-happen:request-cache:{url}"
        digest = hashlib.sha512(url.encode()).hexdigest()
        entry = {
            "key": key,
            "integrity": _sri(url),
            "time": 1_790_000_000_000,
            "size": 9,
            "metadata": {"url": url},
        }
        text = json.dumps(entry).encode()
        hashed = hashlib.sha256(key.encode()).hexdigest()
        line = b"\n" + hashlib.sha1(text).hexdigest().encode() + b"\t" + text
        made += _put(folder / "index-v5" / hashed[:2] / hashed[2:4] / hashed[4:], line)
        made += _put(folder / "content-v2/sha512" / digest[:2] / digest[2:4] / digest[4:], b"x" * 2000)
    return made


def pnpm_store(folder: Path, packages: int) -> int:
    """Make a store of pnpm 11: a database, and files by digest."""
    made = 0
    for one in range(packages * 5):
        digest = hashlib.sha512(str(one).encode()).hexdigest()
        made += _put(folder / "files" / digest[:2] / digest[2:], b"x")
    file = (
        b"\x84\xa9checkedAt\xcbBz#{B_0\x00\xa6digest\xd9\x80"
        + b"a" * 128
        + b"\xa4mode\xcd\x01\xa4\xa4size\x01"
    )
    value = b"\x82\xa4algo\xa6sha512\xa5files\xde\x00\x32" + b"".join(
        b"\xaafile%06d" % number + file for number in range(50)
    )
    with sqlite3.connect(folder / "index.db") as database:
        database.execute(
            "CREATE TABLE package_index (key TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID"
        )
        rows = ((f"{_sri(f'p{one}')}\tpackage-{one}@1.0.0", value) for one in range(packages))
        database.executemany("INSERT INTO package_index VALUES (?, ?)", rows)
    database.close()
    return made + 1


def pip_cache(folder: Path, packages: int) -> int:
    """Make a cache of pip with small wheels."""
    made = 0
    for one in range(packages):
        body = io.BytesIO()
        with zipfile.ZipFile(body, "w") as wheel:
            wheel.writestr(f"module{one}.py", "x = 1\n" * 2000)
            wheel.writestr(f"module{one}-1.0.dist-info/METADATA", f"Name: module{one}\n")
        name = hashlib.sha224(str(one).encode()).hexdigest()
        where = folder / "http-v2" / "/".join(name[:5]) / name
        made += _put(where, b"header") + _put(where.with_suffix(".body"), body.getvalue())
    return made


def home(folder: Path, files: int) -> int:
    """Make a home folder with about this number of files, and return their number."""
    share = files / 200_000
    made = npm_cache(folder / ".npm/_cacache", int(9_000 * share))
    made += pnpm_store(folder / ".local/share/pnpm/store/v11", int(4_000 * share))
    made += pip_cache(folder / ".cache/pip", int(1_000 * share))
    for number in range(8):
        made += environment(folder / f"work/service{number}/.venv", int(120 * share))
    for one in range(int(500 * share)):
        made += _put(folder / f".local/share/gem/ruby/3.3.0/specifications/gem{one}-1.0.gemspec", b"x")
    number = 0
    while made < files * 0.93:
        made += project(folder / f"work/app{number}", number, int(900 * share) or 1)
        number += 1
    while made < files:
        made += _put(folder / f"Documents/folder{made % 400}/text{made}.txt", b"text\n")
    return made


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=_FILES)
    parser.add_argument("--python", default=sys.executable)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        files = home(folder / "home", given.files)
        zipapp.write(folder / "collect.pyz")
        words = [given.python, "-I", "-S", str(folder / "collect.pyz"), str(folder / "home"), "--locks"]
        before = time.monotonic()
        done = subprocess.run(
            [*words, "--out", str(folder / "out.gz")], check=True, capture_output=True, text=True
        )
        wall = time.monotonic() - before
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        peak, cpu = used.ru_maxrss / 1024, used.ru_utime + used.ru_stime
        size = (folder / "out.gz").stat().st_size / 1e6
    print(done.stderr.strip())
    print(f"{files:,} files: {wall:.1f} s ({cpu:.1f} s CPU), {peak:.0f} MB peak, a file of {size:.1f} MB")
    return 0 if wall <= MOST_S and peak <= MOST_MB else 1


if __name__ == "__main__":
    sys.exit(main())
