"""Readers of lockfiles: bytes of one file to a `Lock`, one module per format, no I/O.

`LOCKFILES` is the table of formats; a new one is a module and a line here. All let out `ParseError` alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from pratique.core.lock import Lock
from pratique.core.names import Ecosystem
from pratique.lockfiles import (
    bun_lock,
    cyclonedx,
    gemfile_lock,
    package_lock,
    pdm_lock,
    pipfile_lock,
    pnpm_lock,
    poetry_lock,
    pylock,
    requirements,
    spdx,
    uv_lock,
    yarn_lock,
)
from pratique.lockfiles.includes import include_path, merge

__all__ = ["LOCKFILES", "LockFormat", "format_for", "include_path", "merge"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LockFormat:
    """One format: its name, whose packages it locks, its filenames and its parser.

    A filename is a pattern of `fnmatch` for the last parts of a path, with capitals as they are: `a/*.txt` looks at
    the name and the folder it is in.
    """

    name: str
    ecosystem: Ecosystem | None
    """None: packages of several."""
    filenames: tuple[str, ...]
    parse: Callable[[bytes], Lock]
    installs: bool = True
    """Whether installers follow it. An inventory (SBOM) tells of what may have been: it is read when it is named."""


LOCKFILES: tuple[LockFormat, ...] = (
    LockFormat(
        name=cyclonedx.FORMAT,
        ecosystem=None,
        filenames=cyclonedx.FILENAMES,
        parse=cyclonedx.parse,
        installs=False,
    ),
    LockFormat(
        name=gemfile_lock.FORMAT,
        ecosystem=Ecosystem.RUBYGEMS,
        filenames=gemfile_lock.FILENAMES,
        parse=gemfile_lock.parse,
    ),
    LockFormat(
        name=pipfile_lock.FORMAT,
        ecosystem=Ecosystem.PYPI,
        filenames=pipfile_lock.FILENAMES,
        parse=pipfile_lock.parse,
    ),
    LockFormat(
        name=spdx.FORMAT,
        ecosystem=None,
        filenames=spdx.FILENAMES,
        parse=spdx.parse,
        installs=False,
    ),
    LockFormat(
        name=bun_lock.FORMAT,
        ecosystem=Ecosystem.NPM,
        filenames=bun_lock.FILENAMES,
        parse=bun_lock.parse,
    ),
    LockFormat(
        name=package_lock.FORMAT,
        ecosystem=Ecosystem.NPM,
        filenames=package_lock.FILENAMES,
        parse=package_lock.parse,
    ),
    LockFormat(
        name=pdm_lock.FORMAT,
        ecosystem=Ecosystem.PYPI,
        filenames=pdm_lock.FILENAMES,
        parse=pdm_lock.parse,
    ),
    LockFormat(
        name=pnpm_lock.FORMAT,
        ecosystem=Ecosystem.NPM,
        filenames=pnpm_lock.FILENAMES,
        parse=pnpm_lock.parse,
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
    LockFormat(
        name=yarn_lock.FORMAT,
        ecosystem=Ecosystem.NPM,
        filenames=yarn_lock.FILENAMES,
        parse=yarn_lock.parse,
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
