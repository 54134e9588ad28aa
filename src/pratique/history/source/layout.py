"""Finds the folder of a package in its repository.

The evidence is the package's metadata, manifests that declare the name of the package, and files with equal bytes.
"""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from packaging.utils import canonicalize_name

from pratique.core.names import Ecosystem
from pratique.core.tree import File, Tree

_MOST_MANIFESTS = 5_000
_MOST_MANIFEST_BYTES = 1024 * 1024
_MOST_ROOTS = 8
_LONGEST_NAME = 214
"""The maximum length of an npm name."""
_MOST_PLACES = 16
"""The maximum number of locations to examine for files with the same content.

A large repository may have a licence or an empty file in every folder.
"""
_LEAST_BYTES = 16
"""The minimum size in bytes of compared files. Smaller files are often equal by chance."""
_NAMED = re.compile(r"""\bname\s*=\s*["']?([A-Za-z0-9][A-Za-z0-9._-]{0,200})["']?""")
_GEM_NAME = re.compile(r"""\.name\s*=\s*["']([A-Za-z0-9][A-Za-z0-9._-]{0,200})["']""")
_INSTALLED = ("node_modules/", "/node_modules/", "bower_components/", "/vendor/bundle/")
_SOURCES = ("", "src/", "lib/", "python/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Folders of the repository that may contain the package. Each folder is "" or ends with a slash."""

    roots: tuple[str, ...]
    """The folders, most likely first.

    The counterpart of a shipped file has the same path below one of these folders as the shipped file has in the
    package.
    """
    named: str | None
    """The manifest in the source that declares the name of the package; None if no manifest does."""
    version: str | None
    """The version in the `named` manifest."""
    others: tuple[str, ...] = ()
    """If no manifest in the source declares the name of this package, up to eight names that the manifests declare."""

    def places(self, path: str) -> Iterator[str]:
        """Yield the possible paths of a shipped file in the source."""
        return (f"{root}{path}" for root in self.roots)


@dataclass(frozen=True, slots=True)
class _Named:
    path: str
    name: str
    version: str | None

    @property
    def folder(self) -> str:
        return self.path[: self.path.rfind("/") + 1]


def find_layout(
    artifact: Tree, source: Tree, *, ecosystem: Ecosystem, name: str | None, folder: str = ""
) -> Layout:
    """Return the folders of the package `name` in the source. `folder` is the folder in the package's own metadata."""
    every = list(_manifests(source, ecosystem))
    manifests = [found for found in every if _is(found.name, name, ecosystem)]
    manifests.sort(
        key=lambda found: (not found.path.startswith(f"{folder}/"), found.path.count("/"), found.path)
    )
    told = [f"{folder}/"] if folder and any(file.path.startswith(f"{folder}/") for file in source) else []
    homes = [*told, *(found.folder for found in manifests[:_MOST_ROOTS])]
    voted = _by_bytes(artifact, source)
    roots = [*voted, *homes]
    if ecosystem is not Ecosystem.NPM:
        roots += [f"{home}{inner}" for home in (homes or [""]) for inner in _SOURCES]
    kept = tuple(dict.fromkeys(roots))[: 2 * _MOST_ROOTS] or ("",)
    first = manifests[0] if manifests else None
    return Layout(roots=kept, named=first.path if first else None, version=first.version if first else None)


def _by_bytes(artifact: Tree, source: Tree) -> list[str]:
    """Return the folders of the source with files that equal shipped files in path and bytes.

    Folders with the most such files come first.
    """
    places: dict[str, list[str]] = {}
    for file in source:
        if file.size_bytes >= _LEAST_BYTES:
            places.setdefault(file.sha256, []).append(file.path)
    votes: Counter[str] = Counter()
    for file in artifact:
        for path in places.get(file.sha256, ())[:_MOST_PLACES]:
            if path == file.path or path.endswith(f"/{file.path}"):
                votes[path.removesuffix(file.path)] += 1
    if not votes:
        return []
    least = max(votes.values()) / 10
    ordered = sorted(votes.items(), key=lambda item: (-item[1], len(item[0]), item[0]))
    return [root for root, count in ordered if count >= least][:_MOST_ROOTS]


def is_manifest(path: str, ecosystem: Ecosystem) -> bool:
    """Return True if a file in the repository may be a manifest of this ecosystem."""
    if any(part in f"/{path}" for part in _INSTALLED):
        return False
    base = path.rpartition("/")[2]
    match ecosystem:
        case Ecosystem.NPM:
            return base == "package.json"
        case Ecosystem.PYPI:
            return base in {"pyproject.toml", "setup.cfg", "setup.py"}
        case Ecosystem.RUBYGEMS:
            return base.endswith(".gemspec")


def _manifests(source: Tree, ecosystem: Ecosystem) -> Iterator[_Named]:
    read = 0
    for file in source:
        if not is_manifest(file.path, ecosystem) or file.size_bytes > _MOST_MANIFEST_BYTES:
            continue
        read += 1
        if read > _MOST_MANIFESTS:
            return
        named = _read(file, ecosystem)
        if named is not None:
            yield named


def _read(file: File, ecosystem: Ecosystem) -> _Named | None:
    match ecosystem:
        case Ecosystem.NPM:
            return _of_table(file.path, _json(file.data))
        case Ecosystem.PYPI if file.path.endswith("pyproject.toml"):
            tables = _toml(file.data)
            tool = _table(tables.get("tool"))
            return _of_table(file.path, _table(tables.get("project"))) or _of_table(
                file.path, _table(tool.get("poetry"))
            )
        case Ecosystem.PYPI:
            return _of_text(file, _NAMED)
        case Ecosystem.RUBYGEMS:
            stem = file.path.rpartition("/")[2].removesuffix(".gemspec")
            return _of_text(file, _GEM_NAME) or _Named(file.path, stem, None)


def _of_table(path: str, table: Mapping[str, object]) -> _Named | None:
    name, version = table.get("name"), table.get("version")
    if not isinstance(name, str) or len(name) > _LONGEST_NAME:
        return None
    return _Named(path, name, version if isinstance(version, str) else None)


def _of_text(file: File, pattern: re.Pattern[str]) -> _Named | None:
    found = pattern.search(file.data[:65_536].decode("utf-8", "replace"))
    return _Named(file.path, found[1], None) if found else None


def _json(data: bytes) -> Mapping[str, object]:
    try:
        return _table(json.loads(data.removeprefix(b"\xef\xbb\xbf")))
    except (ValueError, RecursionError):
        return {}


def _toml(data: bytes) -> Mapping[str, object]:
    try:
        return tomllib.loads(data.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return {}


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _is(found: str, name: str | None, ecosystem: Ecosystem) -> bool:
    if name is None:
        return False
    if ecosystem is Ecosystem.PYPI:
        return canonicalize_name(found) == canonicalize_name(name)
    return found == name
