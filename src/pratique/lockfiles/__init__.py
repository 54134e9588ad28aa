"""Readers of lockfiles: bytes of one file to a `Lock`, one module per format, no I/O.

`LOCKFILES` is the table of formats; a new one is a module and a line here. All let out `ParseError` alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from pratique.core.lock import Lock
from pratique.core.names import Ecosystem
from pratique.lockfiles import package_lock, poetry_lock, pylock, requirements, uv_lock
from pratique.lockfiles.includes import include_path, merge

__all__ = ["LOCKFILES", "LockFormat", "format_for", "include_path", "merge"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LockFormat:
    """One format: its name, whose packages it locks, its filenames and its parser.

    A filename is a pattern of `fnmatch` for the last parts of a path, with capitals as they are: `a/*.txt` looks at
    the name and the folder it is in.
    """

    name: str
    ecosystem: Ecosystem
    filenames: tuple[str, ...]
    parse: Callable[[bytes], Lock]


LOCKFILES: tuple[LockFormat, ...] = (
    LockFormat(
        name=package_lock.FORMAT,
        ecosystem=Ecosystem.NPM,
        filenames=package_lock.FILENAMES,
        parse=package_lock.parse,
    ),
    LockFormat(
        name=poetry_lock.FORMAT,
        ecosystem=Ecosystem.PYPI,
        filenames=poetry_lock.FILENAMES,
        parse=poetry_lock.parse,
    ),
    LockFormat(
        name=pylock.FORMAT,
        ecosystem=Ecosystem.PYPI,
        filenames=pylock.FILENAMES,
        parse=pylock.parse,
    ),
    LockFormat(
        name=requirements.FORMAT,
        ecosystem=Ecosystem.PYPI,
        filenames=requirements.FILENAMES,
        parse=requirements.parse,
    ),
    LockFormat(
        name=uv_lock.FORMAT,
        ecosystem=Ecosystem.PYPI,
        filenames=uv_lock.FILENAMES,
        parse=uv_lock.parse,
    ),
)


def format_for(filename: str) -> LockFormat | None:
    """The format of a file by its name, or by its path with `/`; None when it is no lockfile that is known."""
    parts = filename.split("/")
    for format_ in LOCKFILES:
        for pattern in format_.filenames:
            if fnmatchcase("/".join(parts[-1 - pattern.count("/") :]), pattern):
                return format_
    return None
