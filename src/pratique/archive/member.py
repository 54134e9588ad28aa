"""Defines an archive member of any format, before the member is assigned a path in a tree."""

from dataclasses import dataclass
from enum import Enum, auto


class MemberKind(Enum):
    """The kind of a member."""

    FILE = auto()
    FOLDER = auto()
    SYMLINK = auto()
    HARDLINK = auto()
    DEVICE = auto()
    """A device, a named pipe, or a socket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One archive member: its name and its stored content."""

    name: str
    """The name as stored, decoded but not normalised."""
    kind: MemberKind = MemberKind.FILE
    data: bytes | None = None
    """The content of a file; None if the content was not read."""
    unread: str | None = None
    """The reason why the content of a file was not read."""
    head: bytes = b""
    """The first bytes of a file that is too large to read."""
    size_bytes: int = 0
    """The size that the archive declares for the member."""
    executable: bool = False
    target: str = ""
    """The target of a link, as stored."""
