"""Reads the caches of package managers. Package managers install from a cache without contacting a registry or a gate.

`disk` reads file names and bytes, and `collect.caches` has the reader of each format. `Cached` values are compared with
blocked releases.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pratique.collect.caches import bun, gem, npm, pip, pnpm, poetry, uv, yarn, yarn1
from pratique.collect.disk import Disk, UnreadableError
from pratique.collect.entry import Entry
from pratique.collect.entry import Unread as UnreadEntry
from pratique.core.names import Digest, Ecosystem
from pratique.installed.caches.contents import Cached, CacheFiles, Unread, cached

_MOST_UNREAD = 100
"""The maximum number of unreadable items that are listed individually."""


def _nothing_by_digest(files: CacheFiles, digest: Digest) -> str:  # noqa: ARG001 - see `Cache.held`
    return ""


def _npm_by_digest(files: CacheFiles, digest: Digest) -> str:
    path = npm.content(str(digest))
    return path if files.has(path) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cache:
    """The cache of one package manager."""

    name: str
    """The name of the package manager in `pratique setup`."""
    ecosystem: Ecosystem
    read: Callable[[Disk], Iterator[Entry | UnreadEntry]]
    remove: tuple[str, ...] = ()
    """The command that removes one cache entry, without the key of the entry; empty if there is no such command."""
    empty: tuple[str, ...] = ()
    """The command that clears the cache; "" if there is no such command, so that the file of an entry must be deleted."""
    first: str = ""
    """A step that the user must take before the commands `remove` and `empty`."""
    asks_again: bool = False
    """Whether the package manager contacts the registry before it installs a cached package, unless it is offline."""
    held: Callable[[CacheFiles, Digest], str] = _nothing_by_digest
    """Returns the path of cached bytes by their digest; "" if they are missing, or if the cache is not indexed by digest."""

    def removal(self, one: Cached) -> tuple[str, ...]:
        """Return the command that removes an entry; empty if the file of the entry must be deleted instead.

        The key of an entry is untrusted text. The returned command does not contain the key if a program could parse
        the key as an option, or if a terminal might display the key differently.
        """
        fit = (
            one.key.isascii() and one.key.isprintable() and (one.key[:1].isalnum() or one.key.startswith("@"))
        )
        return (*self.remove, one.key) if self.remove and fit else self.empty


@dataclass(slots=True)
class Contents:
    """The entries that were read from one cache."""

    entries: list[Cached] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    more_unread: int = 0
    """The number of unreadable items that are not listed individually in `unread`."""


CACHES: tuple[Cache, ...] = (
    Cache(
        name="npm",
        ecosystem=Ecosystem.NPM,
        read=npm.read,
        remove=("npm", "cache", "rm"),
        empty=("npm", "cache", "clean", "--force"),
        held=_npm_by_digest,
    ),
    Cache(
        name="yarn1",
        ecosystem=Ecosystem.NPM,
        read=yarn1.read,
        remove=("yarn", "cache", "clean"),
    ),
    Cache(name="yarn", ecosystem=Ecosystem.NPM, read=yarn.read),
    Cache(
        name="pnpm",
        ecosystem=Ecosystem.NPM,
        read=pnpm.read,
        empty=("pnpm", "store", "prune"),
        first="delete node_modules in every project that uses the package, because pnpm keeps packages in use",
    ),
    Cache(name="bun", ecosystem=Ecosystem.NPM, read=bun.read, empty=("bun", "pm", "cache", "rm")),
    Cache(
        name="pip",
        ecosystem=Ecosystem.PYPI,
        read=pip.read,
        remove=("pip", "cache", "remove"),
        empty=("pip", "cache", "purge"),
        asks_again=True,
    ),
    Cache(
        name="uv",
        ecosystem=Ecosystem.PYPI,
        read=uv.read,
        remove=("uv", "cache", "clean"),
        empty=("uv", "cache", "clean"),
        asks_again=True,
    ),
    Cache(name="poetry", ecosystem=Ecosystem.PYPI, read=poetry.read),
    Cache(name="gem", ecosystem=Ecosystem.RUBYGEMS, read=gem.read, asks_again=True),
    Cache(name="bundler", ecosystem=Ecosystem.RUBYGEMS, read=gem.read),
)
"""The caches of all supported package managers."""


def read_cache(cache: Cache, files: CacheFiles) -> Contents:
    """Read one cache. Unreadable parts are listed in the result and raise no error."""
    found = Contents()
    try:
        for one in cache.read(files.folder):
            if isinstance(one, Entry):
                found.entries.append(cached(cache.ecosystem, one))
            elif len(found.unread) < _MOST_UNREAD:
                found.unread.append(Unread(one.path, one.why))
            else:
                found.more_unread += 1
            if files.spent:
                break
    except UnreadableError as error:
        found.unread.append(Unread("", str(error)))
    if files.spent:
        found.unread.append(Unread("", files.spent))
    return found
