"""What a reader of one cache or tree yields, before the walk makes records of it."""

from __future__ import annotations  # Python 3.9

from typing import NamedTuple

MOST_NAME_CHARS = 512
"""The maximum length of a file name that is parsed."""


class Entry(NamedTuple):
    """One artifact in a cache or one package in a tree. Its texts are untrusted."""

    path: str
    """The path of the entry, relative to the cache."""
    name: str = ""
    version: str = ""
    digests: tuple[str, ...] = ()
    """The digests of the registry's file as `algorithm:hex`, as recorded; a prefix of a digest is `algorithm:hex*`."""
    content: str = ""
    """The path of the registry's complete file, relative to the cache; "" if the cache does not contain the file."""
    key: str = ""
    """The key that the package manager's command for removing the entry requires, if any."""
    url: str = ""
    """The address of the artifact as recorded, which may contain credentials."""
    at: float | None = None
    """When the entry was written, in seconds since 1970, if the cache records it."""
    ran: bool = False
    """Whether an install script of the package was executed."""


class Unread(NamedTuple):
    """Something in a cache or tree that could not be read."""

    path: str
    why: str
