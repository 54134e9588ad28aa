"""Finds and reads folders with installed packages for `check --installed` and `audit`."""

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pratique.cli.project.locate import CACHES, excluded
from pratique.core.reading import LockRead, Trouble
from pratique.errors import ParseError, Reference, UsageError
from pratique.installed import AUDITED, READERS
from pratique.installed.disk import DiskFiles
from pratique.installed.inventory import InstalledTree
from pratique.intake.in_use.installed import Installation

_STORES = frozenset({".git", ".hg", ".svn", "__pycache__", *CACHES}) - {".venv", ".tox", ".nox", ".direnv"}
"""Folders that never contain an installed tree in use, such as version control stores and caches."""
_MOST_FOLDERS = 200_000
_OF_ROOT = (
    "etc/os-release",
    "usr/lib/os-release",
    "etc/debian_version",
    "etc/alpine-release",
    "lib/apk/db/installed",
)
"""Files of which each root file system of Linux has at least one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """The installed trees of a project. All paths are relative to `root`."""

    root: Path
    trees: tuple[InstalledTree, ...] = ()
    unread: tuple[LockRead, ...] = ()
    """The unreadable trees, each with its error."""

    @property
    def installation(self) -> Installation:
        """Return the installed files to compare with the artifacts."""
        return Installation(trees={tree.path: tree for tree in self.trees}, files=DiskFiles(self.root))


@dataclass(frozen=True, slots=True)
class Search:
    """The trees to read, by path relative to `root`, and the folders that were not searched."""

    root: Path
    trees: tuple[str, ...]
    unread: tuple[LockRead, ...] = ()


def at(path: Path) -> Search | None:
    """Return the installed tree at a path (`node_modules`, `site-packages` or a Python environment), or None for any other path.

    Raise UsageError for an environment without `site-packages`.
    """
    if not os.path.isdir(path):  # noqa: PTH112 - Path raises for names that are too long
        return None
    where = path.resolve()
    if where.name in READERS:
        return Search(where.parent, (where.name,))
    if not os.path.isfile(where / "pyvenv.cfg"):  # noqa: PTH113 - see above
        return None
    search = find(path, ())
    if not search.trees and not search.unread:
        raise UsageError(
            Reference.TARGET_INVALID,
            f"{path} is a Python environment without site-packages",
            hint="PATH must be a project, a lockfile, a Python environment, or a folder with installed packages",
        )
    return search


def is_root_file_system(path: Path) -> bool:
    """Return True if a folder is the unpacked root file system of a machine or an image."""
    return any(os.path.lexists(path / name) for name in _OF_ROOT)


def find(root: Path, exclude: Sequence[str], kinds: Collection[str] = READERS) -> Search:
    """Return the installed trees below `root` whose folders have a name in `kinds`, by path, without following links.

    An installed tree inside another installed tree is part of the outer tree.
    """
    unread: list[LockRead] = []

    def closed(error: OSError) -> None:
        path = Path(os.fsdecode(error.filename)).relative_to(root).as_posix()
        unread.append(_unread(path, f"the folder is unreadable: {error.strerror}"))

    trees: list[str] = []
    for number, (folder, names, _) in enumerate(os.walk(root, onerror=closed)):
        here = PurePosixPath(Path(folder).relative_to(root).as_posix())
        if number >= _MOST_FOLDERS:
            unread.append(_unread(str(here), f"only the first {_MOST_FOLDERS} folders were searched"))
            break
        inside = {name: str(here / name) for name in sorted(names) if not _is_link(folder, name)}
        kept = {name: path for name, path in inside.items() if not excluded(path, exclude)}
        trees += (path for name, path in kept.items() if name in kinds)
        names[:] = [name for name in kept if name not in kinds and name not in _STORES]
    return Search(root, tuple(sorted(trees)), tuple(unread))


def read(search: Search) -> Installed:
    """Read the installed trees, and record the trees that are unreadable."""
    files = DiskFiles(search.root)
    found: list[InstalledTree] = []
    unread = list(search.unread)
    for path in search.trees:
        try:
            found.append(AUDITED[PurePosixPath(path).name](files, path))
        except ParseError as error:
            trouble = Trouble(error.reference, error.message, error.hint)
            unread.append(LockRead(path=path, format=None, error=trouble))
    return Installed(root=search.root, trees=tuple(found), unread=tuple(unread))


def _is_link(folder: str, name: str) -> bool:
    return os.path.islink(os.path.join(folder, name))  # noqa: PTH114, PTH118 - Path raises for names that are too long


def _unread(path: str, why: str) -> LockRead:
    hint = "check the permissions of the folder, or exclude it with --exclude"
    return LockRead(path=path, format=None, error=Trouble(Reference.FILE_UNREADABLE, f"{path}: {why}", hint))
