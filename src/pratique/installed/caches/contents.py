"""Defines the data types for the contents of a package manager's cache, and the file access of its readers."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from pratique.core.names import Digest, Ecosystem, PackageRef, ReleaseRef
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import ParseError
from pratique.installed.files import Entry, EntryKind, joined

MOST_NAME_CHARS = 512
"""The maximum length of a file name that is parsed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cached:
    """One artifact in a cache. The name, the digest or the whole content of the artifact is compared with blocked releases."""

    path: str
    """The path of the entry, relative to the cache."""
    ref: ReleaseRef | None = None
    """The cached release; None if the cache does not identify it."""
    digests: tuple[Digest, ...] = ()
    """The digests of the registry's file, as recorded by the cache."""
    sha512_start: str = ""
    """The first hex digits of the SHA-512 of the registry's file, if the cache records only these."""
    content: str = ""
    """The path of the registry's complete file, relative to the cache; "" if the cache does not contain the file."""
    key: str = ""
    """The key that the package manager's command for removing the entry requires, if any."""


@dataclass(frozen=True, slots=True)
class Unread:
    """An item in a cache that could not be read."""

    path: str
    why: str


class CacheFiles(Protocol):
    """Reads the folder of a cache. Paths are relative to the folder and use forward slashes. Links are not followed.

    Each method raises ParseError (file-unreadable) for unreadable files. After a limit on names or time is exceeded, `entries`
    returns nothing more and `spent` returns the reason.
    """

    @property
    def spent(self) -> str:
        """Return the limit that was exceeded; "" if no limit was."""

    def entries(self, path: str) -> tuple[Entry, ...]:
        """Return the entries of a folder, ordered by name."""

    def read(self, path: str, most_bytes: int) -> bytes:
        """Return the bytes of a regular file. Raise ParseError if the file is larger than `most_bytes`."""

    def head(self, path: str, size_bytes: int) -> bytes:
        """Return the first `size_bytes` bytes of a regular file."""

    def tail(self, path: str, size_bytes: int) -> bytes:
        """Return the last `size_bytes` bytes of a regular file."""

    def has(self, path: str) -> bool:
        """Return True if a regular file exists at `path`."""

    def digests(self, path: str, algorithms: Iterable[str]) -> tuple[Digest, ...]:
        """Return the digests of a regular file of any size."""

    def column(self, path: str, table: str, column: str) -> tuple[str, ...]:
        """Return the text values in a column of a SQLite database."""


def release(ecosystem: Ecosystem, name: str, version: str) -> ReleaseRef | None:
    """Return the release for a name and version as written in a cache; None if they are invalid."""
    if not version or len(version) > MOST_NAME_CHARS or not version.isprintable() or "/" in version:
        return None
    try:
        package: PackageRef = ECOSYSTEMS[ecosystem].normalise(name)
    except ParseError:
        return None
    return package.at(version)


def folders(files: CacheFiles, path: str) -> Iterator[tuple[str, str]]:
    """Yield the name and path of each subfolder."""
    for entry in files.entries(path):
        if entry.kind is EntryKind.FOLDER:
            yield entry.name, joined(path, entry.name)


def walked(files: CacheFiles, path: str, *, depth: int) -> Iterator[tuple[str, str]]:
    """Yield the name and path of each file in a folder and in up to `depth` levels of subfolders, ordered by path."""
    for entry in files.entries(path):
        where = joined(path, entry.name)
        if entry.kind is EntryKind.FILE:
            yield entry.name, where
        elif entry.kind is EntryKind.FOLDER and depth > 0:
            yield from walked(files, where, depth=depth - 1)


def present(files: CacheFiles, path: str) -> Mapping[str, EntryKind]:
    """Return the kind of each entry of a folder, by name."""
    return {entry.name: entry.kind for entry in files.entries(path)}
