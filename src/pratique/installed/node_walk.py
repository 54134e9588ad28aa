"""Walks through `node_modules` to find packages, link targets, and files that belong to no package.

Supported layouts: npm (flat and nested), Yarn (node-modules, and its `pnpm` linker), pnpm and Bun. Packages are in a `node_modules`
folder, in a nested `node_modules` of another package, or in a linked store (`.pnpm/X/node_modules/name`,
`.bun/X/node_modules/name`, `.store/X/node_modules/name` of npm, `.store/X/package` of Yarn). Each package is read at its real
location; no link is followed.

Source: Node.js documentation, modules, "Loading from node_modules folders": a file `node_modules/x.js` takes precedence over the
folder `node_modules/x`, and a folder without package.json is also a package.
"""

from collections import deque
from dataclasses import dataclass, field

from pratique.errors import ParseError
from pratique.installed.files import Entry, EntryKind, Files, joined, shown
from pratique.installed.inventory import Loose
from pratique.installed.package_json import MOST_BYTES, PackageJson, read_package_json
from pratique.lockfiles.npm.entry import MOST_FOLDERS
from pratique.lockfiles.reading.problem_list import ProblemList

FOLDER = "node_modules"
MANIFEST = "package.json"
STORES = frozenset({".pnpm", ".bun", ".store"})
MOST_ENTRIES = 2_000_000
"""The maximum number of names in one tree. Large trees have about 300,000 names."""
_LOADED = (".js", ".cjs", ".mjs", ".node")
"""Suffixes of files that Node.js loads as code."""


@dataclass(slots=True, kw_only=True)
class Place:
    """A package folder with its package.json and its files by path."""

    manifest: PackageJson | None
    files: dict[str, int | None]
    trouble: str | None = None
    """Why the package.json could not be used."""


@dataclass(slots=True)
class NodeWalk:
    """Collects the packages and links in a `node_modules` folder. `places` and `links` are indexed by path from the root."""

    files: Files
    problems: ProblemList
    places: dict[str, Place] = field(default_factory=dict)
    links: dict[str, str | None] = field(default_factory=dict)
    loose: list[Loose] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    _left: int = MOST_ENTRIES
    _waiting: deque[str] = field(default_factory=deque)

    def run(self, path: str) -> None:
        """Walk through one `node_modules` folder."""
        self._waiting.append(path)
        while self._waiting:
            self._members(self._waiting.popleft())

    def _entries(self, path: str) -> tuple[Entry, ...]:
        if self._left <= 0 or path.count("/") > MOST_FOLDERS:
            why = (
                f"the folder is nested deeper than {MOST_FOLDERS} folders"
                if self._left > 0
                else "the tree contains too many files"
            )
            self.problems.add(shown(path[-300:]), None, why)
            return ()
        try:
            found = self.files.entries(path)
        except ParseError as error:
            self.problems.add(shown(path[-300:]), None, error.message)
            return ()
        self._left -= len(found)
        return found

    def _members(self, folder: str) -> None:
        for entry in self._entries(folder):
            here = joined(folder, entry.name)
            if entry.name.startswith("."):
                self._dotted(here, entry)
            elif entry.name.startswith("@") and entry.kind is EntryKind.FOLDER:
                for inner in self._entries(here):
                    self._member(joined(here, inner.name), inner)
            else:
                self._member(here, entry)

    def _dotted(self, here: str, entry: Entry) -> None:
        if entry.kind is not EntryKind.FOLDER or entry.name == ".bin":
            return
        if entry.name not in STORES:
            self.aside.append(here)
            return
        for slug in self._entries(here):
            inside = joined(here, slug.name)
            if slug.kind is not EntryKind.FOLDER:
                continue
            if slug.name == FOLDER:  # where pnpm links what packages may ask for without saying so
                self._waiting.append(inside)
                continue
            for part in self._entries(inside):
                if part.kind is EntryKind.FOLDER and part.name == FOLDER:
                    self._waiting.append(joined(inside, FOLDER))
                elif part.kind is EntryKind.FOLDER and part.name == "package":
                    self._package(joined(inside, "package"))

    def _member(self, here: str, entry: Entry) -> None:
        match entry.kind:
            case EntryKind.FOLDER:
                self._package(here)
            case EntryKind.LINK:
                self.links[here] = entry.target
            case EntryKind.FILE if entry.name.endswith(_LOADED):
                self.loose.append(
                    Loose(here, "a file that a program may load in place of a package", runs=True)
                )
            case EntryKind.OTHER:
                self.problems.add(shown(here[-300:]), None, "the path is neither a file nor a folder")

    def _package(self, here: str) -> None:
        files = self._inside(here)
        if MANIFEST in files:
            self.places[here] = self._read(here, files)
        elif loaded := next((path for path in files if path.endswith(_LOADED)), None):
            why = "code in a folder without package.json, which a program may load as a package"
            self.loose.append(Loose(joined(here, loaded), why, runs=True))

    def _read(self, here: str, files: dict[str, int | None]) -> Place:
        try:
            manifest = read_package_json(self.files.read(joined(here, MANIFEST), MOST_BYTES))
        except ParseError as error:
            return Place(manifest=None, files=files, trouble=error.message)
        return Place(
            manifest=manifest, files=files, trouble=None if manifest else "the package.json is not JSON"
        )

    def _inside(self, package: str) -> dict[str, int | None]:
        found: dict[str, int | None] = {}
        folders = deque([""])
        while folders:
            folder = folders.popleft()
            for entry in self._entries(joined(package, folder) if folder else package):
                path = joined(folder, entry.name)
                if entry.kind is not EntryKind.FOLDER:
                    found[path] = entry.size_bytes if entry.kind is EntryKind.FILE else None
                elif path == FOLDER:
                    self._waiting.append(joined(package, FOLDER))
                else:
                    folders.append(path)
        return found
