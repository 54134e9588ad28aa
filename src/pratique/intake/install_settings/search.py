"""Finds the settings of a project in the folders of its lockfiles and in their parent folders."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from typing import Protocol

from pratique.core.lock import Lock, SourceKind
from pratique.core.names import Ecosystem
from pratique.errors import ParseError
from pratique.intake.install_settings import keys
from pratique.intake.install_settings.family import (
    FOLDERS,
    PATCHES,
    family_of,
    is_patch,
    is_run,
    settings_in,
    whole,
)
from pratique.intake.install_settings.named import named_files
from pratique.intake.install_settings.setting import Key, Kind, Setting

_GEMFILE = "Gemfile"
_MOST_FILES = 2_000
_PYPROJECT, _BUILD = "pyproject.toml", "build-system"
_FOLDERS = frozenset({SourceKind.PATH, SourceKind.LINK, SourceKind.WORKSPACE})


class Files(Protocol):
    """The files of a repository, on disk or in a commit. Paths are relative to the top of the repository and use `/`."""

    def names(self, folder: str) -> Collection[str]:
        """Return the names of the files in a folder; empty if the folder does not exist. `""` is the top of the repository."""

    def below(self, folder: str) -> Iterable[str]:
        """Yield the paths of the files in a folder and in its subfolders."""

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file, following links inside the repository; None if the file is missing.

        Raises ParseError if the file cannot be read.
        """


def folders_of(locks: Iterable[str]) -> tuple[str, ...]:
    """Return the folders of lockfiles and all their parent folders, topmost first."""
    found: set[str] = set()
    for path in locks:
        folder = dirname(path)
        while folder not in found:
            found.add(folder)
            folder = dirname(folder)
    return tuple(sorted(found))


def built_folders(locks: Mapping[str, Lock]) -> tuple[str, ...]:
    """Return the repository folders that Python installers build: local paths and workspace members in lockfiles."""
    found: set[str] = set()
    for path, lock in locks.items():
        for entry in lock.packages:
            if entry.package.ecosystem is Ecosystem.PYPI and entry.source in _FOLDERS and entry.url:
                folder = normpath(join(dirname(path), entry.url))
                if not folder.startswith(("../", "/")) and folder != "..":
                    found.add("" if folder == "." else folder)
    return tuple(sorted(found))


@dataclass(slots=True)
class Search:
    """Finds settings. Files with the same path and bytes are parsed only once."""

    parsed: dict[tuple[str, bytes], tuple[Setting, ...]] = field(default_factory=dict)

    def settings(
        self, files: Files, folders: Iterable[str], built: Iterable[str] = ()
    ) -> tuple[Setting, ...]:
        """Return the settings in the given folders and in the files that these settings refer to.

        For folders that are only in `built`, only the settings of the Python build are returned.
        """
        found: dict[tuple[str, tuple[str, ...]], Setting] = {}
        for path in _paths(files, folders):
            for setting in self._of(files, path):
                found[setting.path, setting.name] = setting
        for folder in built:
            for setting in self._of(files, join(folder, _PYPROJECT)):
                if setting.name[0] == _BUILD:
                    found.setdefault((setting.path, setting.name), setting)
        for one in self._named(files, list(found.values())):
            found.setdefault((one.path, one.name), one)
        return tuple(found.values())

    def _named(self, files: Files, waiting: list[Setting]) -> Iterator[Setting]:
        seen = {setting.path for setting in waiting}
        while waiting:
            setting = waiting.pop()
            for path, row in named_files(setting):
                if setting.key.kind is not Kind.PROGRAM:
                    yield from _bytes(files, path, row)
                elif path not in seen and len(seen) < _MOST_FILES:
                    seen.add(path)
                    more = self._of(files, path, _GEMFILE)
                    waiting += more
                    yield from more

    def _of(self, files: Files, path: str, read_as: str = "") -> tuple[Setting, ...]:
        try:
            data = files.read(path)
        except ParseError as error:
            return (Setting(path, keys.LINK.way, error.message, keys.LINK),)
        if data is None:
            return ()
        known = self.parsed.get((path, data))
        if known is None:
            known = self.parsed[path, data] = settings_in(path, data, read_as)
        return known


def _paths(files: Files, folders: Iterable[str]) -> Iterator[str]:
    for folder in folders:
        for inner in (folder, *(join(folder, name) for name in FOLDERS)):
            for name in sorted(files.names(inner)):
                path = join(inner, name)
                if is_run(path) or family_of(path) is not None:
                    yield path
        yield from (path for path in sorted(files.below(join(folder, PATCHES))) if is_patch(path))


def _bytes(files: Files, path: str, row: Key) -> Iterator[Setting]:
    try:
        data = files.read(path)
    except ParseError as error:
        yield Setting(path, keys.LINK.way, error.message, keys.LINK)
        return
    if data is not None:
        yield whole(path, data, row)
