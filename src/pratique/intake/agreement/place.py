"""Reads the manifests beside a lock."""

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
    """The files of a project in a folder or a commit. Paths are relative to its top, with `/`."""

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file; None if there is none. Raises ParseError if it cannot be read."""

    def named(self, filename: str) -> Iterable[str]:
        """Return the paths of all files with that name, except those of installed packages."""


@dataclass(slots=True)
class Place:
    """The location of one lock, and the manifests beside it."""

    path: str
    """The path of the lock."""
    beside: Beside
    broken: list[Problem] = field(default_factory=list)
    """Existing files that could not be read so far."""

    def path_of(self, name: str) -> str | None:
        """Return the project path for a path relative to the lock's folder; None if it is outside the project."""
        path = normpath(join(dirname(self.path), name))
        outside = path == ".." or path.startswith(("../", "/"))
        return None if outside or len(path) > MOST_PATH_CHARS or "\0" in path else path

    def read(self, name: str, reader: Callable[[bytes], Read]) -> Read | None:
        """Read a file by its path relative to the lock's folder; return None if it is missing or broken."""
        path = self.path_of(name)
        if path is None:
            return None
        try:
            data = self.beside.read(path)
            return None if data is None else reader(data)
        except ParseError as error:
            why = f"the lock cannot be compared with it: {error.message}; {error.hint}"
            self.broken.append(Problem(path, None, why))
            return None

    def manifest(self, name: str, reader: Callable[[bytes], ProjectManifest]) -> ProjectManifest | None:
        """Read a manifest as `read` does, and record its invalid parts."""
        manifest = self.read(name, reader)
        if manifest is not None:
            path = self.path_of(name) or name
            self.broken += (Problem(path, None, f"{part.what}: {part.why}") for part in manifest.problems)
        return manifest
