"""The file access that readers of an installed tree use: names, links and bytes."""

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
    """The target of a link, as a path from the root computed from its text; None if it is outside the root."""


@dataclass(frozen=True, slots=True)
class Hashed:
    """The identity of a file: its sha256 in lower-case hex, and its first bytes (at most 1,024)."""

    sha256: str
    head: bytes


class Files(Protocol):
    """A readable folder. Paths are relative to it, with forward slashes; "" is the folder itself.

    Names that are not valid text contain surrogates (PEP 383). No method follows a link; each raises ParseError
    (file-unreadable) for unreadable files.
    """

    def entries(self, path: str) -> tuple[Entry, ...]:
        """Return the entries of a folder, in order of name."""

    def read(self, path: str, most_bytes: int) -> bytes:
        """Return the bytes of a regular file. Raise ParseError if it is larger than `most_bytes`."""

    def hashed(self, path: str) -> Hashed:
        """Return the identity of a regular file of any size."""


def joined(folder: str, name: str) -> str:
    """Return the path of a name in a folder."""
    return f"{folder}/{name}" if folder else name


def shown(path: str) -> str:
    """Return a path for display, with undecodable parts escaped."""
    return path if path.isascii() else path.encode("utf-8", "backslashreplace").decode()


def by_name(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return entries in the order of `Files.entries`."""
    return tuple(sorted(entries, key=lambda entry: entry.name))
