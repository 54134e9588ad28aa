"""Dependency trees as the real clients resolve them: npm and uv write a lock, nothing is installed, and no script or build runs."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import canonicalize_name

from pratique.core.names import Ecosystem

_LONGEST_S = {Ecosystem.NPM: 900, Ecosystem.PYPI: 60}
"""A tree that takes longer counts as one that cannot be had."""
_NPM = (
    "npm", "install", "--package-lock-only", "--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund", "--prefer-offline",
    "--allow-git=none", "--allow-remote=none", "--git=false",
)  # fmt: skip
_UV = (
    "uv",
    "pip",
    "compile",
    "-",
    "--no-build",
    "--no-header",
    "--no-annotate",
    "--quiet",
    "--python-version",
    "3.12",
)


@dataclass(frozen=True, slots=True)
class Locked:
    """A release that a tree has, and why."""

    name: str
    version: str
    drawn: str


def resolve(ecosystem: Ecosystem, roots: Sequence[str], folder: Path) -> Iterator[Locked]:
    """Yield the releases in the trees of packages; caches lie in `folder`. A package whose tree cannot be had yields nothing."""
    try:
        found = (_npm if ecosystem is Ecosystem.NPM else _uv)(roots, folder)
    except (subprocess.SubprocessError, ValueError):
        found = None
    if found is None and len(roots) > 1:
        middle = len(roots) // 2
        yield from resolve(ecosystem, roots[:middle], folder)
        yield from resolve(ecosystem, roots[middle:], folder)
        return
    for name, version in found or ():
        is_root = name in roots
        yield Locked(name, version, f"root {name}" if is_root else f"dep {roots[0]}")


def packages_of(lock: bytes) -> list[tuple[str, str]]:
    """Return name and version of what a package-lock.json takes from a registry. Raises ValueError."""
    found: dict[tuple[str, str], None] = {}
    for path, entry in json.loads(lock)["packages"].items():
        if path and "version" in entry and "integrity" in entry and not entry.get("link"):
            name = entry.get("name") or path.rpartition("node_modules/")[2]
            found[name, entry["version"]] = None
    return list(found)


def pins_of(text: str) -> list[tuple[str, str]]:
    """Return name and version of each line `name==version`."""
    lines = (line.partition(";")[0].strip().partition("==") for line in text.splitlines())
    return [(canonicalize_name(name), version) for name, separator, version in lines if separator]


def _npm(roots: Sequence[str], folder: Path) -> list[tuple[str, str]] | None:
    project = {"name": "draw", "version": "1.0.0", "private": True, "dependencies": dict.fromkeys(roots, "*")}
    with tempfile.TemporaryDirectory() as place:
        Path(place, "package.json").write_text(json.dumps(project), encoding="utf-8")
        command = [*_NPM, "--cache", str(folder.absolute() / "npm-cache")]
        done = subprocess.run(
            command,
            cwd=place,
            capture_output=True,
            timeout=_LONGEST_S[Ecosystem.NPM],
            env=_environment(),
            check=False,
        )
        lock = Path(place, "package-lock.json")
        return packages_of(lock.read_bytes()) if done.returncode == 0 and lock.is_file() else None


def _uv(roots: Sequence[str], folder: Path) -> list[tuple[str, str]] | None:
    uv = shutil.which("uv")
    if uv is None:
        raise SystemExit("uv is needed to resolve trees of PyPI")
    command = [uv, *_UV[1:], "--cache-dir", str(folder.absolute() / "uv-cache")]
    done = subprocess.run(
        command,
        input="\n".join(roots),
        capture_output=True,
        text=True,
        timeout=_LONGEST_S[Ecosystem.PYPI],
        env=_environment(),
        check=False,
    )
    return pins_of(done.stdout) if done.returncode == 0 else None


def _environment() -> dict[str, str]:
    # Without a Python of the asked version, uv would try for 100 seconds to download one.
    return {
        **os.environ,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ALLOW_PROTOCOL": "none",
        "UV_PYTHON_DOWNLOADS": "never",
    }
