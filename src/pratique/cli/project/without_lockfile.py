"""What to run for a project without a lockfile that has an inventory, or packages that are installed."""

import os
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from pratique.cli.project import installed, locate
from pratique.core.reading import LockRead, Trouble
from pratique.errors import Reference
from pratique.lockfiles import format_for

_MOST_NAMED = 5
_MOST_FOLDERS = 10_000
_UNSEEN = locate.INSTALLED | locate.CACHES


def with_commands(search: locate.Search, path: Path, exclude: Sequence[str], *, verb: str) -> locate.Search:
    """Return the search with a trouble for each inventory and installed tree, whose hint is the command that reads it.

    A search that found a lockfile is returned as it is, since that says what the project uses.
    """
    if search.found or not path.is_dir():
        return search
    return replace(search, unread=(*search.unread, *_troubles(path, exclude, verb)))


def _troubles(path: Path, exclude: Sequence[str], verb: str) -> Iterator[LockRead]:
    for name in islice(_inventories(path, exclude), _MOST_NAMED):
        command = f"pratique {verb} {shlex.quote(str(path / name))}"
        yield _trouble(name, "an inventory is read only when it is named", command)
    for name in installed.find(path, exclude).trees[:_MOST_NAMED]:
        command = f"pratique check --installed {shlex.quote(str(path))}"
        yield _trouble(name, "what is installed is read only when that is asked for", command)


def _trouble(name: str, why: str, command: str) -> LockRead:
    return LockRead(path=name, format=None, error=Trouble(Reference.USAGE, why, f"run `{command}`"))


def _inventories(root: Path, exclude: Sequence[str]) -> Iterator[str]:
    """Yield the files that only a person who names them has read, in order of path."""
    for folder, names, files in islice(os.walk(root), _MOST_FOLDERS):
        names[:] = sorted(set(names) - _UNSEEN)
        for name in sorted(files):
            path = (Path(folder).relative_to(root) / name).as_posix()
            format_ = format_for(path)
            if format_ is not None and not format_.installs and not locate.excluded(path, exclude):
                yield path
