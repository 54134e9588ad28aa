"""What a reader of an installed tree sees of a disk: names, links and bytes."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol


class EntryKind(Enum):
    """What a name in a folder is; a link is told as one, and never as what it leads to."""

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
        """The bytes of a regular file; ParseError when there are more than `most_bytes`."""

    def hashed(self, path: str) -> Hashed:
        """The identity of a regular file of any size."""


def joined(folder: str, name: str) -> str:
    """The path of a name in a folder."""
    return f"{folder}/{name}" if folder else name


def shown(path: str) -> str:
    """A path as text for answers; what is no text in it is written as escapes."""
    return path if path.isascii() else path.encode("utf-8", "backslashreplace").decode()


def by_name(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Entries in the order that `Files.entries` gives."""
    return tuple(sorted(entries, key=lambda entry: entry.name))
