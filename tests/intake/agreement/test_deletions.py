"""Each entry that is taken out of a real lock is named, as long as something asks for it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pratique.core.lock import Problem
from pratique.errors import ParseError
from pratique.intake.agreement import disagreements
from pratique.lockfiles import format_for
from tests.intake.agreement.files import Files

REAL = Path(__file__).parents[2] / "lockfiles" / "real"
TREE = REAL / "npm-tree"
MANIFESTS = {path.relative_to(TREE).as_posix(): path.read_bytes() for path in TREE.rglob("package.json")}
BUNDLED = "node_modules/@tailwindcss/oxide-wasm32-wasi/node_modules/@napi-rs/wasm-runtime"


def problems(name: str, data: bytes) -> set[Problem]:
    """What is said of a lock beside the manifests of the tree; a lock that cannot be read says it all."""
    format_ = format_for(name)
    assert format_ is not None
    try:
        lock = format_.parse(data)
    except ParseError as error:
        return {Problem(name, None, error.message)}
    beside = Files({**MANIFESTS, name: data})
    return {*lock.problems, *disagreements(format_.name, name, lock, beside)}


def without_one(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Each entry of a lock, with the lock without it."""
    match name:
        case "package-lock.json":
            yield from _npm(json.loads(data))
        case "yarn.lock":
            blocks = data.decode().split("\n\n")
            for number, block in enumerate(blocks):
                header = next((line for line in block.splitlines() if line.endswith(":")), "")
                if header and not header.startswith("__metadata"):
                    yield header, "\n\n".join(blocks[:number] + blocks[number + 1 :]).encode()
        case _:
            lines = data.decode().split("\n")
            for number, line in enumerate(lines):
                if re.match(r'    "[^"]+": \[', line):
                    yield (
                        line.strip().partition('":')[0],
                        "\n".join(lines[:number] + lines[number + 1 :]).encode(),
                    )


def _npm(lock: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    if "packages" in lock:
        # npm 6 reads `dependencies` alone, which is a lock of its own.
        lock.pop("dependencies", None)
        lock["lockfileVersion"] = 3
        for key in [key for key in lock["packages"] if key]:
            rest = {name: value for name, value in lock["packages"].items() if name != key}
            yield key, json.dumps({**lock, "packages": rest}).encode()
        return
    waiting = [("", lock)]
    while waiting:
        path, holder = waiting.pop()
        entries = holder.get("dependencies", {})
        for name in list(entries):
            entry = entries.pop(name)
            yield f"{path}{name}", json.dumps(lock).encode()
            entries[name] = entry
            waiting.append((f"{path}{name}/", entry))


@pytest.mark.parametrize(
    ("tool", "name", "unasked"),
    [
        ("npm-6", "package-lock.json", set()),
        ("npm-7", "package-lock.json", set()),
        # It is in the artifact of the package that bundles it.
        ("npm-12", "package-lock.json", {BUNDLED}),
        ("yarn-1", "yarn.lock", set()),
        # The source of the patch that comes with yarn answers in its place; nothing asks for the project.
        ("yarn-4", "yarn.lock", {"fsevents@patch:", "same-tree@workspace:."}),
        ("bun-1.4", "bun.lock", set()),
    ],
)
def test_each_entry_that_is_taken_out_is_named(tool: str, name: str, unasked: set[str]) -> None:
    data = (REAL / "samples" / tool / name).read_bytes()
    before = problems(name, data)
    silent = [entry for entry, rest in without_one(name, data) if not problems(name, rest) - before]
    assert set() == before
    assert len(unasked) == len(silent), silent
    assert all(any(name in entry for name in unasked) for entry in silent)


@pytest.mark.parametrize("tool", ["yarn-1", "yarn-4"])
def test_a_lock_that_is_cut_between_two_entries_is_named(tool: str) -> None:
    data = (REAL / "samples" / tool / "yarn.lock").read_bytes()
    ends = [match.start() + 1 for match in re.finditer(rb"\n\n(?=\S)", data)]
    entries = [end for end in ends if b"\n  " in data[:end]]
    assert 50 < len(entries)
    assert [] == [data[end : end + 60] for end in entries if not problems("yarn.lock", data[:end])]
