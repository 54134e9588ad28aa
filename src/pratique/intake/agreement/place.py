"""Reads the manifests beside a lockfile."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from typing import Protocol, TypeVar

from pratique.core.lock import Problem
from pratique.errors import ParseError
from pratique.lockfiles.asked import ProjectManifest

MOST_PATH_CHARS = 4_096

Read = TypeVar("Read")


class Beside(Protocol):
    """Reads the files of a project from a folder or a commit. Paths are relative to the project and use `/`."""

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file; None if the file does not exist. Raises ParseError if the file cannot be read."""

    def named(self, filename: str) -> Iterable[str]:
        """Return the paths of all files with the given file name, except files in installed packages."""


@dataclass(slots=True)
class Place:
    """The location of one lockfile and the manifests beside it."""

    path: str
    """The path of the lockfile, relative to the project."""
    beside: Beside
    broken: list[Problem] = field(default_factory=list)
    """Problems with the manifests that could not be read."""

    def path_of(self, name: str) -> str | None:
        """Convert a path relative to the lockfile's folder into a path relative to the project.

        Return None for a path outside the project.
        """
        path = normpath(join(dirname(self.path), name))
        outside = path == ".." or path.startswith(("../", "/"))
        return None if outside or len(path) > MOST_PATH_CHARS or "\0" in path else path

    def read(self, name: str, reader: Callable[[bytes], Read]) -> Read | None:
        """Read and parse a file by its path relative to the lockfile's folder; return None if the file is missing or invalid."""
        path = self.path_of(name)
        if path is None:
            return None
        try:
            data = self.beside.read(path)
            return None if data is None else reader(data)
        except ParseError as error:
            why = f"the lock cannot be compared with this file: {error.message}; {error.hint}"
            self.broken.append(Problem(path, None, why))
            return None

    def manifest(self, name: str, reader: Callable[[bytes], ProjectManifest]) -> ProjectManifest | None:
        """Read a manifest as `read` does, and record its invalid parts."""
        manifest = self.read(name, reader)
        if manifest is not None:
            path = self.path_of(name) or name
            self.broken += (Problem(path, None, f"{part.what}: {part.why}") for part in manifest.problems)
        return manifest
