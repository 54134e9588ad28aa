"""Defines the data types for the contents of a package manager's cache, and the file access of its readers."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from pratique.collect.disk import Disk
from pratique.collect.entry import MOST_NAME_CHARS, Entry
from pratique.core.names import Digest, Ecosystem, PackageRef, ReleaseRef
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import ParseError


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
    """Reads the folder of a cache. Paths are relative to the folder and use forward slashes. Links are not followed."""

    @property
    def folder(self) -> Disk:
        """Return the folder for the readers of `collect.caches`."""

    @property
    def spent(self) -> str:
        """Return the limit on names or time that was exceeded; "" if no limit was."""

    def has(self, path: str) -> bool:
        """Return True if a regular file exists at `path`."""

    def digests(self, path: str, algorithms: Iterable[str]) -> tuple[Digest, ...]:
        """Return the digests of a regular file of any size. Raise ParseError (file-unreadable) if it is unreadable."""


def cached(ecosystem: Ecosystem, entry: Entry) -> Cached:
    """Return an entry of a cache with a normalised release and parsed digests."""
    whole = [one for one in entry.digests if not one.endswith("*")]
    starts = [one for one in entry.digests if one.startswith("sha512:") and one.endswith("*")]
    return Cached(
        path=entry.path,
        ref=release(ecosystem, entry.name, entry.version),
        digests=Digest.parse_sri(" ".join(whole)),
        sha512_start=starts[0].removeprefix("sha512:").removesuffix("*") if starts else "",
        content=entry.content,
        key=entry.key,
    )


def release(ecosystem: Ecosystem, name: str, version: str) -> ReleaseRef | None:
    """Return the release for a name and version as written in a cache; None if they are invalid."""
    if not version or len(version) > MOST_NAME_CHARS or not version.isprintable() or "/" in version:
        return None
    try:
        package: PackageRef = ECOSYSTEMS[ecosystem].normalise(name)
    except ParseError:
        return None
    return package.at(version)
