"""Finds installed trees and archives that are committed to a repository.

Package managers use committed trees and archives unchanged. `npm install` keeps the files of a `node_modules` folder
whose hidden lockfile matches the lockfile. uv, Poetry, PDM and Pipenv keep an environment that has the locked version.
Bundler, yarn 2 and later, and yarn 1 with an offline mirror do not download archives that they find in the repository.
A change to a committed file therefore changes what is installed, although no lockfile changes.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from posixpath import dirname, join, normpath
from typing import Protocol

from pratique.core.deciding import Effect, InstallSetting

INSTALLED = ("node_modules", ".yarn/unplugged", "vendor/bundle", ".venv", "__pypackages__")
"""Folders with installed packages, relative to the folder of a lockfile or to a folder above it."""
ARCHIVES = ((".yarn/cache", ".zip"), ("vendor/cache", ".gem"))
"""Folders with archives, and the suffix of their names. Archives are added and removed with their lockfile entries."""
MIRROR = "yarn-offline-mirror"
"""The setting that specifies a folder with archives."""
_ARCHIVE_OF_MIRROR = ".tgz"

TREE = "files of an installed tree"
ARCHIVE = "an archive in the repository"


class FileChange(Protocol):
    """A file in a repository's index that differs from a commit.

    `before` is None if the commit does not contain the file; `after` is None if the index does not contain it.
    """

    @property
    def path(self) -> str:
        """Return the path relative to the top of the repository."""

    @property
    def before(self) -> str | None:
        """Return the git object id of the earlier bytes."""

    @property
    def after(self) -> str | None:
        """Return the git object id of the new bytes."""


def carried(
    changes: Iterable[FileChange],
    folders: Collection[str],
    mirrors: Iterable[str],
    locked: Collection[str] = frozenset(),
) -> Iterator[InstallSetting]:
    """Yield the changes of committed installed trees, one for each tree, and of committed archives in `folders`.

    Removals are ignored. `locked` contains the names of gems (`name-version`) in the earlier lockfiles. If a change
    adds the archive of a gem in `locked`, Bundler uses that archive instead of the registry's.
    """
    trees = set(trees_in(folders))
    places = {(join(folder, name), end) for folder in folders for name, end in ARCHIVES}
    places |= {(mirror, _ARCHIVE_OF_MIRROR) for mirror in mirrors}
    found: list[str] = []
    for change in changes:
        if change.after is None:
            continue
        if any(one in trees for one in _above(change.path)):
            found.append(change.path)
        elif (change.before is not None or _is_locked(change.path, locked)) and any(
            change.path.endswith(end) and change.path.startswith(f"{place}/") for place, end in places
        ):
            before = None if change.before is None else f"git blob {change.before[:12]}"
            yield _setting(change.path, ARCHIVE, before, f"git blob {change.after[:12]}")
    for tree, paths in _by_tree(found, trees):
        yield _setting(tree, TREE, None, f"{_count(paths)} added or changed, first {min(paths)[:100]}")


def listed_trees(tracked: Iterable[str], folders: Iterable[str]) -> Iterator[InstallSetting]:
    """Yield the folders with installed packages or archives that contain tracked files."""
    trees = set(trees_in(folders))
    for tree, paths in _by_tree(tracked, {*trees, *carried_in(folders)}):
        name = TREE if tree in trees else ARCHIVE
        yield replace(_setting(tree, name, None, f"{_count(paths)} tracked by the repository"), changed=False)


def carried_in(folders: Iterable[str]) -> Iterator[str]:
    """Yield the possible paths of installed trees and archives in the given folders."""
    for folder in folders:
        yield from (join(folder, name) for name in (*INSTALLED, *(name for name, _ in ARCHIVES)))


def trees_in(folders: Iterable[str]) -> Iterator[str]:
    """Yield the possible paths of installed trees in the given folders."""
    return (join(folder, name) for folder in folders for name in INSTALLED)


def mirrors(named: Iterable[tuple[str, object]]) -> Iterator[str]:
    """Yield the folders that mirror settings specify.

    `named` contains the path of the settings file and the value of each setting.
    """
    for path, value in named:
        folder = normpath(join(dirname(path), str(value)))
        if not folder.startswith(("../", "/")) and folder not in {"..", "."}:
            yield folder


def _is_locked(path: str, locked: Collection[str]) -> bool:
    stem = path.rpartition("/")[2].removesuffix(".gem")
    return path.endswith(".gem") and any(stem == one or stem.startswith(f"{one}-") for one in locked)


def _by_tree(paths: Iterable[str], trees: Collection[str]) -> list[tuple[str, list[str]]]:
    found: dict[str, list[str]] = {}
    for path in paths:
        tree = next((one for one in _above(path) if one in trees), None)
        if tree is not None:
            found.setdefault(tree, []).append(path)
    return sorted(found.items())


def _count(paths: Collection[str]) -> str:
    return f"{len(paths)} file" + ("s" if len(paths) > 1 else "")


def _above(path: str) -> Iterator[str]:
    at = path.find("/")
    while at >= 0:
        yield path[:at]
        at = path.find("/", at + 1)
    yield path


def _setting(path: str, name: str, before: str | None, after: str) -> InstallSetting:
    return InstallSetting(
        path=path, line=None, setting=name, effect=Effect.PLACE, before=before, after=after, changed=True
    )
