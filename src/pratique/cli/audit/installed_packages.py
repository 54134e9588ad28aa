"""Reads the installed packages that `audit` matches against advisories: trees, Python environments, root file systems and images."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pratique.cli.project import installed, locate
from pratique.cli.project.read_lockfiles import Reading, lock_read
from pratique.core.lock import Lock
from pratique.core.reading import LockRead
from pratique.errors import ParseError
from pratique.installed import AUDITED
from pratique.installed.image.blobs import is_image
from pratique.installed.image.inventory import image_inventories

_LIVE = ("proc", "sys", "dev")
"""Folders of a running machine that contain no packages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledPackages:
    """Installed packages as inventories, by path."""

    root: Path
    """The folder to which the paths are relative."""
    files: tuple[LockRead, ...] = ()
    locks: dict[str, Lock] = field(default_factory=dict)
    left_out: tuple[tuple[str, str], ...] = ()
    """The paths whose packages are not audited, each with the reason."""
    below: bool = False
    """Whether the packages are below PATH, so that lockfiles there are audited, too."""

    def add_to(self, reading: Reading) -> Reading:
        """Return the reading with these inventories."""
        return Reading(
            files=(*reading.files, *self.files),
            locks={**reading.locks, **self.locks},
            disagreements=reading.disagreements,
        )


def packages_at(path: Path) -> InstalledPackages | None:
    """Read the installed tree, the Python environment or the image at a path; None for any other path.

    Raise UsageError for an environment without packages.
    """
    tree = installed.at(path)
    if tree is not None:
        return _trees(tree)
    return _images(path) if is_image(path) else None


def packages_below(root: Path, exclude: Sequence[str]) -> InstalledPackages:
    """Read all installed packages below a folder, which may be a root file system."""
    globs = (*exclude, *_LIVE) if installed.is_root_file_system(root) else exclude
    return _trees(installed.find(root, globs, AUDITED), below=True)


def _trees(search: installed.Search, *, below: bool = False) -> InstalledPackages:
    found = installed.read(search)
    return InstalledPackages(
        root=found.root,
        files=(*(lock_read(tree.path, tree.lock) for tree in found.trees), *found.unread),
        locks={tree.path: tree.lock for tree in found.trees},
        below=below,
    )


def _images(path: Path) -> InstalledPackages:
    root = path.resolve().parent
    locks: dict[str, Lock] = {}
    left_out: list[tuple[str, str]] = []
    files: list[LockRead] = []
    try:
        for name, lock, why in _named(path):
            locks[name] = lock
            files.append(lock_read(name, lock))
            left_out += [(name, why)] if why else []
    except ParseError as error:
        files.append(locate.unread(path.name, error))
    return InstalledPackages(root=root, files=tuple(files), locks=locks, left_out=tuple(left_out))


def _named(path: Path) -> Iterator[tuple[str, Lock, str]]:
    """Yield the name, the packages and the reason for packages that are not audited, of each image."""
    for one in image_inventories(path):
        name = f"{path.name}: {one.reference}" if one.reference else path.name
        packages = "1 package" if one.deleted == 1 else f"{one.deleted:,} packages"
        yield name, one.lock, f"{packages} in lower layers, deleted by a higher layer" if one.deleted else ""
