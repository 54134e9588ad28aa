"""What a reader of an installed tree sees of a disk: names, links and bytes."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol


class EntryKind(Enum):
    """The kind of a folder entry; a link is reported as a link, never as its target."""

    FILE = auto()
    FOLDER = auto()
    LINK = auto()
    OTHER = auto()
    """A device, a named pipe, a socket."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One name in a folder."""

    name: str
    kind: EntryKind
    size_bytes: int = 0
    target: str | None = None
    """Where a link leads, as a path from the root by its text alone; None when that is out of the root."""


@dataclass(frozen=True, slots=True)
class Hashed:
    """The identity of a file: lower-case hex sha256, and its first bytes (at most 1,024)."""

    sha256: str
    head: bytes


class Files(Protocol):
    """A folder to look into. Paths are relative to it, with forward slashes; "" is the folder itself.

    Names that are no text hold half surrogates (PEP 383). No method follows a link, and each raises ParseError
    (file-unreadable) for what cannot be read.
    """

    def entries(self, path: str) -> tuple[Entry, ...]:
        """What is in a folder, in order of name."""

    def read(self, path: str, most_bytes: int) -> bytes:
        """Return the bytes of a regular file; ParseError if there are more than `most_bytes`."""

    def hashed(self, path: str) -> Hashed:
        """Return the identity of a regular file of any size."""


def joined(folder: str, name: str) -> str:
    """Return the path of a name in a folder."""
    return f"{folder}/{name}" if folder else name


def shown(path: str) -> str:
    """Return a path for display; undecodable parts are escaped."""
    return path if path.isascii() else path.encode("utf-8", "backslashreplace").decode()


def by_name(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return entries in the order of `Files.entries`."""
    return tuple(sorted(entries, key=lambda entry: entry.name))
