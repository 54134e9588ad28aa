"""Walks through folders, and yields what every cache and installed tree in them lists.

The walk recognises a cache or a tree by the names in it, wherever it is: in a home folder, in a copied disk, or given by
itself. Links are not followed. Folders of file systems that are not disks (`/proc`) are left out.
"""

from __future__ import annotations  # Python 3.9

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Callable, NamedTuple

from .disk import Budget, Disk, Listing, UnreadableError, joined, shown
from .entry import MOST_NAME_CHARS, Entry, Unread
from .folder import Folder
from .kinds import RAN, Kind, kinds
from .locks import is_lock
from .record import Gap, Looked, Record
from .texts import address

if TYPE_CHECKING:
    from typing import Union

    Item = Union["Record", "Gap", "Looked", "LockFile"]
    Visit = Callable[[str, Listing], bool]

MOST_DEPTH = 100
MOST_HASHED_BYTES = 2 * 1024**3
"""The maximum size of all files that are hashed in one walk because the cache records no digest of them."""
_TREES = frozenset({"node_modules", "site-packages", "dist-packages"})
_NO_DISKS = frozenset({"/proc", "/sys", "/dev", "/run"})
_WALK = "walk"


class LockFile(NamedTuple):
    """A lockfile that the walk met outside installed trees."""

    path: str


class _Unit:
    """One cache or the outermost folder of a tree, with what was counted in it."""

    def __init__(self, source: str, path: str) -> None:
        self.source = source
        self.path = path
        self.packages = 0
        self.names = 0


class _Frame(NamedTuple):
    path: str
    depth: int
    unit: _Unit | None


def walk(roots: Iterable[str], budget: Budget | None = None, visit: Visit | None = None) -> Iterator[Item]:
    """Yield what is listed below each root, an absolute path. A root inside another root is read once.

    `visit` gets the path and the names of each folder outside caches and trees, and returns True if the walk shall not enter it.
    """
    limits = budget or Budget()
    for root in distinct(roots):
        yield from _Walk(Disk(root, limits), visit).run()
    if limits.spent:
        yield Gap(_WALK, "", limits.spent)


def distinct(roots: Iterable[str]) -> list[str]:
    """Return the existing roots without links, duplicates, and roots inside others."""
    found: list[str] = []
    for root in sorted({os.path.realpath(root) for root in roots}, key=len):
        inside = any(root == one or root.startswith(one.rstrip(os.sep) + os.sep) for one in found)
        if not inside and os.path.isdir(root):  # noqa: PTH112 - texts throughout
            found.append(root)
    return sorted(found)


class _Walk:
    def __init__(self, disk: Disk, visit: Visit | None) -> None:
        self._disk = disk
        self._visitor = visit
        self._kinds = kinds()
        self._units: list[_Unit] = []
        self._hashable = MOST_HASHED_BYTES
        self._unhashed = 0
        self._outer = disk.root.replace(os.sep, "/").rstrip("/").split("/")[-3:]

    def run(self) -> Iterator[Item]:
        frames = [_Frame("", 0, None)]
        while frames:
            yield from self._visit(frames.pop(), frames)
        for unit in self._units:
            yield Looked(unit.source, self._full(unit.path), unit.packages, unit.names)
        if self._unhashed:
            why = f"{self._unhashed:,} cached files were not hashed, and are compared by name alone"
            yield Gap(_WALK, self._full(""), why)

    def _visit(self, frame: _Frame, frames: list[_Frame]) -> Iterator[Item]:
        if self._disk.where(frame.path) in _NO_DISKS:
            return
        if frame.depth > MOST_DEPTH:
            yield Gap(_WALK, self._full(frame.path), f"nested deeper than {MOST_DEPTH} folders")
            return
        try:
            listing = self._disk.listed(frame.path)
        except UnreadableError as error:
            yield Gap(_WALK, self._full(frame.path), str(error))
            return
        folder = self._folder(frame, listing)
        unit = frame.unit
        if unit is None and folder.name in _TREES:
            unit = _Unit(folder.name, frame.path)
        if unit is not None:
            unit.names += len(listing.folders) + len(listing.files) + len(listing.others)
        found = [kind for kind in self._kinds if kind.finds(folder)]
        for kind in found:
            yield from self._read(kind, folder, unit)
        closed = any(kind.closed for kind in found)
        if unit is None and not closed and self._visitor is not None:
            closed = self._visitor(self._disk.where(frame.path), listing)
        if frame.unit is None:
            yield from (
                LockFile(self._disk.where(joined(frame.path, name)))
                for name in listing.files
                if is_lock(name, folder.name)
            )
        if not closed:
            inner = ["hooks"] if folder.name == ".git" else listing.folders
            frames.extend(
                _Frame(joined(frame.path, name), frame.depth + 1, unit)
                for name in reversed(inner)
                if name in listing.folders or folder.name != ".git"
            )

    def _folder(self, frame: _Frame, listing: Listing) -> Folder:
        names = ["", "", "", *self._outer, *(frame.path.split("/") if frame.path else ())][-3:]
        return Folder(frame.path, names[2], names[1], names[0], listing, in_tree=frame.unit is not None)

    def _read(self, kind: Kind, folder: Folder, unit: _Unit | None) -> Iterator[Item]:
        before = self._disk.budget.names
        counted = self._unit(kind, folder, unit)
        source = (
            "npx"
            if kind.source == "node_modules" and "_npx/" in self._disk.where(folder.path)
            else kind.source
        )
        try:
            for one in kind.read(self._disk, folder):
                if isinstance(one, Unread):
                    yield Gap(source, self._full(one.path), one.why)
                else:
                    counted.packages += 1
                    yield self._record(kind, source, self._hashed(one))
        except UnreadableError as error:
            yield Gap(source, self._full(folder.path), str(error))
        counted.names += self._disk.budget.names - before

    def _unit(self, kind: Kind, folder: Folder, unit: _Unit | None) -> _Unit:
        """Return where the entries of a folder are counted."""
        fits = unit is not None and kind.source in ("node_modules", "site-packages")
        if unit is not None and fits:
            if unit not in self._units[-1:]:
                unit.source = kind.source
                self._units.append(unit)
            return unit
        last = self._units[-1] if self._units else None
        above = folder.path.rpartition("/")[0] if kind.source == "bun-cache" else folder.path
        if last is None or (last.source, last.path) != (kind.source, above):
            last = _Unit(kind.source, above)
            self._units.append(last)
        return last

    def _hashed(self, one: Entry) -> Entry:
        """Return an entry with the digest of its file, if the cache records none."""
        if one.digests or not one.content:
            return one
        self._hashable -= self._disk.size(one.content)
        try:
            if self._hashable >= 0:
                return one._replace(digests=self._disk.hashed(one.content, ("sha256",)))
        except UnreadableError:
            pass
        self._unhashed += 1
        return one

    def _record(self, kind: Kind, source: str, one: Entry) -> Record:
        return Record(
            source=source,
            ecosystem=kind.ecosystem,
            name=shown(one.name[:MOST_NAME_CHARS]),
            version=shown(one.version[:MOST_NAME_CHARS]),
            path=self._full(one.path),
            digests=one.digests,
            url=shown(address(one.url)),
            at=one.at,
            state=RAN if one.ran else kind.state,
        )

    def _full(self, path: str) -> str:
        text = shown(self._disk.where(path))
        return text.replace("\\", "/") if os.name == "nt" else text
