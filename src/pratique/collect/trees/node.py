"""Reads packages in `node_modules` folders of npm, pnpm, yarn and bun, also nested and global ones.

Observed: npm writes `node_modules/.package-lock.json` with the version, address and `integrity` of each package. pnpm
keeps packages at `.pnpm/X/node_modules/NAME`, bun at `.bun/X/node_modules/NAME`, yarn's pnpm linker at `.store/X/package`. npx
installs into `_npx/HASH/node_modules`.
"""

from __future__ import annotations  # Python 3.9

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from ..disk import UnreadableError, joined
from ..entry import Entry, Unread
from ..texts import digests, inner, json_object, text

if TYPE_CHECKING:
    from ..disk import Disk
    from ..folder import Folder

MODULES = "node_modules"
MANIFEST = "package.json"
_LOCK = ".package-lock.json"
_MOST_MANIFEST_BYTES = 4 * 1024 * 1024
_MOST_LOCK_BYTES = 24 * 1024 * 1024


class _Installed(NamedTuple):
    version: str
    digests: tuple[str, ...]
    url: str


class NodeTrees:
    """Reads packages, with the hidden lockfile of the last tree in memory."""

    def __init__(self) -> None:
        """Start without a tree."""
        self._tree: str | None = None
        self._locked: dict[str, _Installed] = {}

    def finds(self, folder: Folder) -> bool:
        """Return True if a folder is a package."""
        if MANIFEST not in folder.listing.files:
            return False
        if folder.above == MODULES:
            return True
        if folder.above.startswith("@"):
            return folder.further == MODULES
        return folder.name == "package" and folder.further == ".store"

    def read(self, disk: Disk, folder: Folder) -> Iterator[Entry | Unread]:
        """Yield the package in a folder. `disk` is the root of the walk."""
        manifest: dict[str, Any] = {}
        path = joined(folder.path, MANIFEST)
        try:
            manifest = json_object(disk.read(path, _MOST_MANIFEST_BYTES))
        except UnreadableError as error:
            yield Unread(path, str(error))
        known = self._known(disk, folder.path)
        spelt = f"{folder.above}/{folder.name}" if folder.above.startswith("@") else folder.name
        name = text(manifest.get("name")) or spelt
        version = text(manifest.get("version")) or (known.version if known else "")
        if not version:
            yield Unread(path, "the package.json names no version")
            return
        sure = known if known and known.version == version else None
        yield Entry(
            path=folder.path,
            name=name,
            version=version,
            digests=sure.digests if sure else (),
            url=sure.url if sure else "",
            at=disk.changed_at(folder.path),
        )

    def _known(self, disk: Disk, path: str) -> _Installed | None:
        parts = path.split("/")
        if MODULES not in parts:
            return None
        place = parts.index(MODULES)
        tree = "/".join(parts[: place + 1])
        if tree != self._tree:
            self._tree, self._locked = tree, _locked(disk, joined(tree, _LOCK))
        return self._locked.get("/".join(parts[place:]))


def _locked(disk: Disk, path: str) -> dict[str, _Installed]:
    if not disk.has(path):
        return {}
    try:
        packages = inner(json_object(disk.read(path, _MOST_LOCK_BYTES)), "packages")
    except UnreadableError:
        return {}
    return {
        where: _Installed(text(one.get("version")), digests(one.get("integrity")), text(one.get("resolved")))
        for where, one in (packages.items() if isinstance(packages, dict) else ())
        if isinstance(one, dict)
    }
