"""Searches a folder for vendored libraries.

The search covers JavaScript (`.js`, `.mjs`, `.cjs`) and the manifests of `advisories.vendored.manifests`. Files inside
installed npm packages are also searched, because lockfiles do not list bundled libraries. Other files, archives, link
targets, version control stores, caches and Python environments are not searched. Files that are too large or unreadable
are reported as not checked.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pratique.advisories.vendored.recogniser import Recogniser
from pratique.cli.output.terminal import Progress
from pratique.cli.project.locate import excluded
from pratique.core.audit import VendoredCopy
from pratique.core.reading import NotJudged
from pratique.ecosystems.reading.json_values import printable

MOST_FILE_BYTES = 20 * 1024 * 1024
MOST_FILES = 500_000
_MOST_ENTRIES = 5_000_000
"""The maximum number of files and folders to visit."""
_MOST_DEPTH = 200
_SKIPPED = frozenset({
    *(".git", ".hg", ".svn", "__pycache__", ".cache", ".npm", ".pnpm-store", ".tox", ".nox", ".direnv"),
    *(".mypy_cache", ".ruff_cache", ".pytest_cache"),
})  # fmt: skip
# A name that is swapped for a link, or for a pipe that nobody writes to, between the walk and the reading is no file.
_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)


@dataclass(frozen=True, slots=True)
class Scan:
    """The vendored libraries, and the coverage of the search."""

    copies: tuple[VendoredCopy, ...]
    """The vendored libraries, ordered by path."""
    unread: tuple[NotJudged, ...]
    """The files and folders that were not searched completely."""
    files: int
    """The number of searched files."""
    bytes: int
    out_of_scope: tuple[NotJudged, ...] = ()
    """The paths that were skipped because a setting excludes them or because they contain installed packages."""


@dataclass(slots=True)
class _Walk:
    """Walks through a folder, and records the paths that were not searched."""

    root: str
    exclude: Sequence[str]
    unread: list[NotJudged] = field(default_factory=list)
    out_of_scope: list[NotJudged] = field(default_factory=list)
    _entries: int = 0

    def files(self) -> list[str]:
        """Return the paths below the root, sorted, with forward slashes."""
        found: list[str] = []
        folders = [""]
        while folders:
            folder = folders.pop()
            inside, files = self._look(folder)
            folders += inside
            found += files
            if len(found) > MOST_FILES or self._entries > _MOST_ENTRIES:
                self.missed(folder, "the folder contains too many files: some files were not searched")
                del found[MOST_FILES:]
                break
        return sorted(found)

    def _look(self, folder: str) -> tuple[list[str], list[str]]:
        """Return the subfolders to enter and the files to read in a folder."""
        prefix = f"{folder}/" if folder else ""
        folders: list[str] = []
        files: list[str] = []
        try:
            with os.scandir(os.path.join(self.root, folder)) as entries:  # noqa: PTH118 - bytes of names kept
                for entry in entries:
                    self._entries += 1
                    path = prefix + entry.name
                    if entry.is_dir(follow_symlinks=False):
                        folders += [path] if self._enters(path, entry) else []
                    elif Recogniser.wants(path) and entry.is_file(follow_symlinks=False):
                        files += [] if self._is_excluded(path) else [path]
        except OSError as error:
            self.missed(folder or ".", f"the folder is unreadable: {error.strerror or 'unknown error'}")
        return folders, files

    def _enters(self, path: str, entry: "os.DirEntry[str]") -> bool:
        if entry.name in _SKIPPED or getattr(entry, "is_junction", bool)():
            return False
        if self._is_excluded(path):
            return False
        # Anybody can put this file into a folder, so it is told.
        if os.path.isfile(os.path.join(entry.path, "pyvenv.cfg")):  # noqa: PTH113, PTH118 - names of any length
            self._left_out(path, "a Python environment")
            return False
        if path.count("/") >= _MOST_DEPTH:
            self.missed(path, f"the path has more than {_MOST_DEPTH} levels of folders")
            return False
        return True

    def _is_excluded(self, path: str) -> bool:
        if not self.exclude or not excluded(path, self.exclude):
            return False
        self._left_out(path, "excluded by the setting `exclude`")
        return True

    def _left_out(self, path: str, why: str) -> None:
        self.out_of_scope.append(_not_judged(path, f"{why}: {printable(path)}"))

    def missed(self, path: str, why: str) -> None:
        """Record a path that was not read completely."""
        self.unread.append(_not_judged(path, why))


def scan(root: Path, detectors: Sequence[bytes], *, exclude: Sequence[str]) -> Scan:
    """Search the files below `root`.

    `detectors` contains the bytes of the `Detectors` rows of an index. Unreadable files are reported and raise no
    error.
    """
    recogniser = Recogniser.of(detectors)
    walk = _Walk(str(root), exclude)
    walk.unread += _without_patterns(recogniser)
    paths = walk.files()
    copies: list[VendoredCopy] = []
    files = total = 0
    with Progress(len(paths), "files searched for vendored libraries") as progress:
        for path in paths:
            progress.step()
            data = _read(walk, path)
            if data is None:
                continue
            files += 1
            total += len(data)
            found = recogniser.recognise(printable(path), data)
            copies += found.copies
            if found.cut:
                walk.missed(
                    path,
                    "the file has too many matches: some vendored libraries may be missing from the report",
                )
    return Scan(tuple(copies), tuple(walk.unread), files, total, tuple(walk.out_of_scope))


def _read(walk: _Walk, path: str) -> bytes | None:
    """Return the bytes of a file. Record an unreadable file and return None."""
    try:
        handle = os.open(os.path.join(walk.root, path), _FLAGS)  # noqa: PTH118 - bytes of names kept
        try:
            size = os.fstat(handle).st_size
            if size <= MOST_FILE_BYTES:
                return os.read(handle, size)
        finally:
            os.close(handle)
    except OSError as error:
        walk.missed(path, f"the file is unreadable: {error.strerror or 'unknown error'}")
        return None
    walk.missed(path, f"the file is larger than {MOST_FILE_BYTES // 1024**2} MiB")
    return None


def _without_patterns(recogniser: Recogniser) -> Iterator[NotJudged]:
    if not recogniser.has_patterns:
        yield NotJudged(purl="", why="there are no advisories with detectors for vendored libraries")
    if recogniser.unused:
        first = printable(recogniser.unused[0])
        more = len(recogniser.unused) - 1
        others = f" (and {more} more)" if more else ""
        yield NotJudged(
            purl="", why=f"a detector for vendored libraries has an invalid pattern: {first}{others}"
        )


def _not_judged(path: str, why: str) -> NotJudged:
    return NotJudged(purl="", why=why, sources=(printable(path),))
