"""Recognises files that packing tools write into an archive themselves, and finds the project's file for a packed file."""

import posixpath
import re
from collections.abc import Iterator, Mapping

from pratique.archive.gem import METADATA_PATH
from pratique.core.release import ArtifactKind
from pratique.core.tree import File

_WRITTEN = re.compile(
    r"(?:[^/]{1,200}\.(?:dist-info|egg-info)/.{1,400}|PKG-INFO|\.git_archival\.txt|.{1,400}/\.git_archival\.txt)\Z"
)
_DATA = re.compile(r"[^/]{1,200}\.data/(?:purelib|platlib|data|scripts|headers)/")
_REWRITTEN_IN_SDISTS = frozenset({"setup.cfg", "Cargo.toml", "Cargo.lock"})
"""Files that backends rewrite: setuptools appends to setup.cfg, and maturin rewrites Cargo.toml."""
_SOURCE_FOLDERS = ("", "src/", "lib/", "python/", "py/")


def is_written(path: str, kind: ArtifactKind) -> bool:
    """Return True for metadata that a packing tool writes: `*.dist-info`, `*.egg-info`, PKG-INFO, a gem's metadata."""
    if path == METADATA_PATH:
        return True
    if kind is ArtifactKind.NPM_TARBALL:
        return False
    return _WRITTEN.match(path) is not None or (
        kind is ArtifactKind.SDIST and ".egg-info/" in path and posixpath.dirname(path).endswith(".egg-info")
    )


def may_be_rewritten(path: str, kind: ArtifactKind) -> bool:
    """Return True for a file that the tools which pack source distributions rewrite."""
    return kind is ArtifactKind.SDIST and posixpath.basename(path) in _REWRITTEN_IN_SDISTS


class SourcePaths:
    """Finds the file of the project's folder that was packed as a file of an archive."""

    def __init__(self, kind: ArtifactKind, files: Iterator[File], known: Mapping[str, str]) -> None:
        """Learn the source folder of each top-level name of a wheel from the paths that the commit contains."""
        self._wheel = kind is ArtifactKind.WHEEL
        self._known = known
        self._folders: dict[str, str] = {}
        if self._wheel:
            self._learn(list(files))

    def _learn(self, files: list[File]) -> None:
        by_name: dict[str, list[str]] = {}
        for path in self._known:
            by_name.setdefault(posixpath.basename(path), []).append(path)
        for file in files:
            inner = installed_path(file.path)
            top = inner.partition("/")[0]
            if top in self._folders:
                continue
            ends = f"/{inner}"
            found = [path for path in by_name.get(posixpath.basename(inner), ()) if f"/{path}".endswith(ends)]
            if found and (inner != "__init__.py"):
                shortest = min(found, key=len)
                self._folders[top] = shortest[: len(shortest) - len(inner)]

    def candidates(self, path: str) -> tuple[str, ...]:
        """Return the paths in the project's folder from which a file may have been packed, the likeliest first."""
        if not self._wheel:
            return (path,)
        inner = installed_path(path)
        learned = self._folders.get(inner.partition("/")[0])
        folders = (*(() if learned is None else (learned,)), *_SOURCE_FOLDERS)
        return tuple(dict.fromkeys(folder + inner for folder in folders))


def installed_path(path: str) -> str:
    """Return the path of a wheel's file without its folder `NAME-VERSION.data/SCHEME`, which changes with each version."""
    found = _DATA.match(path)
    return path[found.end() :] if found else path
