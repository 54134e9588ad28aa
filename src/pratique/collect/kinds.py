"""The table of all kinds of folders in which packages are listed."""

from __future__ import annotations  # Python 3.9

from collections.abc import Iterator
from typing import Callable, NamedTuple

from .archive_names import python_file
from .caches import bun, gem, npm, pip, pnpm, poetry, uv, yarn, yarn1
from .disk import Disk, joined
from .entry import Entry, Unread
from .folder import Folder
from .trees import extensions, npm_logs, persistence, python, ruby
from .trees.node import NodeTrees

CACHED = "cached"
INSTALLED = "installed"
RAN = "ran"
PERSISTENCE = "persistence"
"""The source of files that are listed for their content and show no package."""

_Read = Callable[[Disk, Folder], Iterator["Entry | Unread"]]


class Kind(NamedTuple):
    """One kind of folder: how it is recognised, and how it is read."""

    source: str
    """The `source` of its records."""
    ecosystem: str
    """The purl type of its packages; "" if it lists no packages."""
    state: str
    """The `state` of its records, unless a script was executed."""
    finds: Callable[[Folder], bool]
    read: _Read
    """Yields entries with paths relative to the root of the walk."""
    closed: bool = False
    """Whether the reader reads all of the folder, so that the walk does not enter it."""


def _cache(read: Callable[[Disk], Iterator[Entry | Unread]]) -> _Read:
    def below(disk: Disk, folder: Folder) -> Iterator[Entry | Unread]:
        for one in read(disk.below(folder.path)):
            path = joined(folder.path, one.path) if one.path else folder.path
            if isinstance(one, Unread):
                yield one._replace(path=path)
            else:
                content = joined(folder.path, one.content) if one.content else ""
                yield one._replace(path=path, content=content)

    return below


def _pnpm(disk: Disk, folder: Folder) -> Iterator[Entry | Unread]:
    return pnpm.read_store(disk, folder.path, int(folder.name[1:]))


def _bun(disk: Disk, folder: Folder) -> Iterator[Entry | Unread]:
    scoped = folder.above.startswith("@")
    return bun.read_package(disk, f"{folder.above}/{folder.name}" if scoped else folder.name, folder.path)


def _uv(disk: Disk) -> Iterator[Entry | Unread]:
    yield from uv.read(disk)
    yield from uv.unpacked(disk)


def _gems(disk: Disk, folder: Folder) -> Iterator[Entry | Unread]:
    for name in folder.listing.files:
        if name.endswith(gem.SUFFIX):
            path = joined(folder.path, name)
            yield gem.entry(disk, path, name[: -len(gem.SUFFIX)], content=path)


def _wheels(disk: Disk, folder: Folder) -> Iterator[Entry | Unread]:
    for name in folder.listing.files:
        found = python_file(name) if name.endswith(".whl") else None
        if found is not None:
            path = joined(folder.path, name)
            yield Entry(path=path, name=found[0], version=found[1], content=path, at=disk.changed_at(path))


def _has(suffix: str) -> Callable[[Folder], bool]:
    return lambda folder: any(name.endswith(suffix) for name in folder.listing.files)


def kinds() -> tuple[Kind, ...]:
    """Return all kinds, for one walk."""
    node = NodeTrees()
    return (
        Kind(
            "npm-cache",
            "npm",
            CACHED,
            lambda one: npm.is_cache(one.listing.folders),
            _cache(npm.read_all),
            closed=True,
        ),
        Kind("npm-log", "npm", CACHED, npm_logs.finds, npm_logs.read, closed=True),
        Kind(
            "pnpm-store", "npm", CACHED, lambda one: pnpm.is_store(one.name, one.listing), _pnpm, closed=True
        ),
        Kind(
            *("yarn1-cache", "npm", CACHED),
            lambda one: yarn1.is_cache(one.name, one.listing.folders),
            lambda disk, one: yarn1.read_version(disk, one.path),
            closed=True,
        ),
        Kind(
            "yarn-cache",
            "npm",
            CACHED,
            lambda one: yarn.is_cache(one.listing.files),
            _cache(yarn.read),
            closed=True,
        ),
        Kind("bun-cache", "npm", CACHED, lambda one: bun.is_package(one.name), _bun),
        Kind(
            *("pip-cache", "pypi", CACHED),
            lambda one: pip.is_cache(one.name, one.listing.folders),
            _cache(pip.read),
            closed=True,
        ),
        Kind(
            "uv-cache", "pypi", CACHED, lambda one: uv.is_cache(one.listing.folders), _cache(_uv), closed=True
        ),
        Kind(
            *("poetry-cache", "pypi", CACHED),
            lambda one: poetry.is_cache(one.name, one.listing.folders),
            _cache(poetry.read),
            closed=True,
        ),
        Kind("gem-cache", "gem", CACHED, _has(gem.SUFFIX), _gems),
        Kind("wheel-file", "pypi", CACHED, _has(".whl"), _wheels),
        Kind("node_modules", "npm", INSTALLED, node.finds, node.read),
        Kind("site-packages", "pypi", INSTALLED, python.finds, python.read),
        Kind("gems", "gem", INSTALLED, ruby.finds, ruby.read),
        Kind("editor-extensions", "vscode", INSTALLED, extensions.finds, extensions.read),
        Kind(PERSISTENCE, "", INSTALLED, persistence.finds, persistence.read),
    )
