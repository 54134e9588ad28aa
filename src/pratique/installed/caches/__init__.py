"""Readers of package managers' caches, from which clients install without asking a registry or a gate.

`disk` provides names and bytes. A reader turns them into `Cached` values, which are compared with blocked
releases elsewhere.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pratique.core.names import Digest, Ecosystem
from pratique.errors import ParseError
from pratique.installed.caches import bun, gem, npm, pip, pnpm, poetry, uv, yarn, yarn1
from pratique.installed.caches.contents import Cached, CacheFiles, Unread

_MOST_UNREAD = 100
"""Things that are named one by one of what could not be read."""


def _nothing_by_digest(files: CacheFiles, digest: Digest) -> str:  # noqa: ARG001 - see `Cache.held`
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cache:
    """The cache of one client."""

    name: str
    """Of the client, as `pratique setup` calls it."""
    ecosystem: Ecosystem
    read: Callable[[CacheFiles], Iterator[Cached | Unread]]
    remove: tuple[str, ...] = ()
    """The client's own command that removes one entry, before the entry's key; () where it has none."""
    empty: tuple[str, ...] = ()
    """The command that removes all; () where the client has none, and the file of an entry is to be deleted."""
    first: str = ""
    """What has to be done before the command."""
    asks_again: bool = False
    """Whether the client asks the registry again before it installs what it had from there, unless it is offline."""
    held: Callable[[CacheFiles, Digest], str] = _nothing_by_digest
    """The path of contents by their digest; "" where there are none, or nothing is kept by its digest."""

    def removal(self, one: Cached) -> tuple[str, ...]:
        """Return the command that removes an entry; () where its file is to be deleted.

        A key is a stranger's text: one that could be an option, or that a terminal shows differently, is not used.
        """
        fit = (
            one.key.isascii() and one.key.isprintable() and (one.key[:1].isalnum() or one.key.startswith("@"))
        )
        return (*self.remove, one.key) if self.remove and fit else self.empty


@dataclass(slots=True)
class Contents:
    """What was read of one cache."""

    entries: list[Cached] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    more_unread: int = 0
    """How many things could not be read beside those in `unread`."""


CACHES: tuple[Cache, ...] = (
    Cache(
        name="npm",
        ecosystem=Ecosystem.NPM,
        read=npm.read,
        remove=("npm", "cache", "rm"),
        empty=("npm", "cache", "clean", "--force"),
        held=npm.held,
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
        first="delete node_modules of every project that has it, since pnpm keeps what is in use",
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
"""Every client whose cache is read."""


def read_cache(cache: Cache, files: CacheFiles) -> Contents:
    """Read one cache. What cannot be read of it is in the answer, and raises nothing."""
    found = Contents()
    try:
        for one in cache.read(files):
            if isinstance(one, Cached):
                found.entries.append(one)
            elif len(found.unread) < _MOST_UNREAD:
                found.unread.append(one)
            else:
                found.more_unread += 1
            if files.spent:
                break
    except ParseError as error:
        found.unread.append(Unread("", error.message))
    if files.spent:
        found.unread.append(Unread("", files.spent))
    return found
