"""Sample locks and small ones made in memory, and the laws that every lock keeps."""

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from pratique.core.lock import ROOT, Lock, LockedPackage

SAMPLES = Path(__file__).parent / "samples"
"""Locks and inventories written by the real tools, cut down and with invented hosts."""

GATE_BENCH = Path(__file__).parents[3] / "shared" / "data" / "gate-bench" / "package-lock.json"
"""A lock of 1,132 entries beside the repository; only there when the whole workplace is."""

SHA512 = "sha512-" + "A" * 86 + "=="
SHA256 = "sha256:" + "0" * 64


def sample(name: str) -> bytes:
    """The bytes of one sample."""
    return (SAMPLES / name).read_bytes()


def shapes(leaves: st.SearchStrategy[Any], keys: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    """Values of JSON up to two levels deep: far cheaper to draw than `st.recursive`, and deep enough for an entry."""
    flat = leaves | st.lists(leaves, max_size=2) | st.dictionaries(keys, leaves, max_size=3)
    return flat | st.lists(flat, max_size=2) | st.dictionaries(keys, flat, max_size=3)


def by_key(lock: Lock) -> dict[str, LockedPackage]:
    """The entries by their key."""
    return {package.key: package for package in lock.packages}


def npm(packages: dict[str, Any] | None = None, *, version: object = 3, **rest: object) -> bytes:
    """A package-lock.json; without `packages` when none are given."""
    value = {"name": "app", "lockfileVersion": version, **rest}
    return json.dumps(value if packages is None else {**value, "packages": packages}, indent=1).encode()


def assert_lawful(lock: Lock) -> None:
    """Keys are unique and name no nothing; parents name entries or the project."""
    keys = [package.key for package in lock.packages]
    assert len(keys) == len(set(keys))
    assert ROOT not in keys
    for package in lock.packages:
        assert set(package.parents) <= {ROOT, *keys}
        assert package.package.name
        assert all(file.digests or file.filename or file.url for file in package.files)
