"""Defines how readers of an installed tree access names, links and bytes."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol


class EntryKind(Enum):
    """The kind of a folder entry. A link is always reported as a link."""

    FILE = auto()
    FOLDER = auto()
    LINK = auto()
    OTHER = auto()
    """A device, a named pipe, or a socket."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a folder."""

    name: str
    kind: EntryKind
    size_bytes: int = 0
    target: str | None = None
    """The target of a link, as a path relative to the root; None if it is outside the root."""


@dataclass(frozen=True, slots=True)
class Hashed:
    """The SHA-256 of a file in lower-case hex, and the first bytes of the file (at most 1,024)."""

    sha256: str
    head: bytes


class Files(Protocol):
    """A readable folder. Paths are relative to the folder and use forward slashes; "" is the folder itself.

    Names that are not valid text contain surrogates (PEP 383). Links are not followed. Each method raises ParseError
    (file-unreadable) for unreadable files.
    """

    def entries(self, path: str) -> tuple[Entry, ...]:
        """Return the entries of a folder, ordered by name."""

    def read(self, path: str, most_bytes: int) -> bytes:
        """Return the bytes of a regular file. Raise ParseError if the file is larger than `most_bytes`."""

    def hashed(self, path: str) -> Hashed:
        """Return the digest and the first bytes of a regular file of any size."""


def joined(folder: str, name: str) -> str:
    """Return the path of an entry in a folder."""
    return f"{folder}/{name}" if folder else name


def shown(path: str) -> str:
    """Return a path for display, with undecodable characters escaped."""
    return path if path.isascii() else path.encode("utf-8", "backslashreplace").decode()


def by_name(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return folder entries ordered by name."""
    return tuple(sorted(entries, key=lambda entry: entry.name))
