"""What a client's cache holds, as values, and what its readers may ask of a disk."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from pratique.core.names import Digest, Ecosystem, PackageRef, ReleaseRef
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import ParseError
from pratique.installed.files import Entry, EntryKind, joined

MOST_NAME_CHARS = 512
"""Of a file name that is parsed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cached:
    """One artifact in a cache. It has a name, a digest or whole bytes, which are compared with what is blocked."""

    path: str
    """Below the folder of the cache."""
    ref: ReleaseRef | None = None
    """None where the cache does not name the release."""
    digests: tuple[Digest, ...] = ()
    """Of the registry's file, as the cache notes them."""
    sha512_start: str = ""
    """The first hex digits of the sha512 of the registry's file, where the cache notes no more."""
    content: str = ""
    """The path of the registry's file as a whole, below the folder of the cache; "" where it is not kept."""
    key: str = ""
    """What the client calls it, where its command to remove it wants that."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Something in a cache that should have been read and was not."""

    path: str
    why: str


class CacheFiles(Protocol):
    """The folder of a cache. Paths are relative to it with forward slashes; no method follows a link.

    Each method raises ParseError (file-unreadable) for unreadable files. At its limit of names or time,
    `entries` returns nothing more and `spent` says why.
    """

    @property
    def spent(self) -> str:
        """Return why it returns nothing more; "" before that."""

    def entries(self, path: str) -> tuple[Entry, ...]:
        """Return the entries of a folder, by name."""

    def read(self, path: str, most_bytes: int) -> bytes:
        """Return the bytes of a regular file; ParseError when there are more than `most_bytes`."""

    def head(self, path: str, size_bytes: int) -> bytes:
        """Return the first bytes of a regular file."""

    def tail(self, path: str, size_bytes: int) -> bytes:
        """Return the last bytes of a regular file."""

    def has(self, path: str) -> bool:
        """Return whether there is a regular file."""

    def digests(self, path: str, algorithms: Iterable[str]) -> tuple[Digest, ...]:
        """Return digests of a regular file of any size."""

    def column(self, path: str, table: str, column: str) -> tuple[str, ...]:
        """Return the text values of a column of a SQLite database."""


def release(ecosystem: Ecosystem, name: str, version: str) -> ReleaseRef | None:
    """Return the release of a name as a cache spells it; None for what no release is called."""
    if not version or len(version) > MOST_NAME_CHARS or not version.isprintable() or "/" in version:
        return None
    try:
        package: PackageRef = ECOSYSTEMS[ecosystem].normalise(name)
    except ParseError:
        return None
    return package.at(version)


def folders(files: CacheFiles, path: str) -> Iterator[tuple[str, str]]:
    """Yield name and path of each folder in a folder."""
    for entry in files.entries(path):
        if entry.kind is EntryKind.FOLDER:
            yield entry.name, joined(path, entry.name)


def walked(files: CacheFiles, path: str, *, depth: int) -> Iterator[tuple[str, str]]:
    """Yield name and path of each file at most so many folders below a folder, in order of path."""
    for entry in files.entries(path):
        where = joined(path, entry.name)
        if entry.kind is EntryKind.FILE:
            yield entry.name, where
        elif entry.kind is EntryKind.FOLDER and depth > 0:
            yield from walked(files, where, depth=depth - 1)


def present(files: CacheFiles, path: str) -> Mapping[str, EntryKind]:
    """Return the kind of each name in a folder."""
    return {entry.name: entry.kind for entry in files.entries(path)}
