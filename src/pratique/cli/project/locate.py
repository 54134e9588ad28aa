"""Finds and reads the lockfiles of a project, with the files that the lockfiles include."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pratique.core.lock import Lock
from pratique.core.reading import LockRead, NotJudged, Trouble
from pratique.errors import ParseError, Reference, UsageError
from pratique.lockfiles import LOCKFILES, LockFormat, format_for
from pratique.lockfiles.included import Bytes, parse_with_included

if TYPE_CHECKING:
    from pratique.core.assessment import ProjectReport

INSTALLED = frozenset(
    {
        "node_modules",
        "bower_components",
        "site-packages",
        "dist-packages",
        "__pycache__",
        ".git",
        ".hg",
        ".svn",
    }
)
"""The names of folders with installed packages or a version-control store."""
CACHES = frozenset(
    {".cache", ".npm", ".yarn", ".pnpm-store", ".tox", ".nox", ".mypy_cache", ".venv", ".direnv"}
)
UNREAD = frozenset({"bun.lockb", "conda-lock.yml", "deno.lock", "pixi.lock", "shrinkwrap.yaml"})
"""Lockfiles in formats that Pratique cannot read. Lockfiles that Pratique cannot read are reported as not checked."""
_MOST_FOLDERS = 200_000
_MOST_BYTES = 64 * 1024 * 1024
_MOST_NAMES = 10_000


@dataclass(frozen=True, slots=True)
class Found:
    """A lockfile of the project. `path` is relative to the project's folder, with forward slashes."""

    path: str
    format: LockFormat


@dataclass(frozen=True, slots=True)
class Search:
    """All lockfiles of a project, and the paths that were not searched."""

    found: tuple[Found, ...]
    left_out: tuple[tuple[str, str], ...] = ()
    """The skipped paths, each with the reason: excluded by a setting, or installed packages."""
    unread: tuple[LockRead, ...] = ()
    """The unreadable files, each with its error."""


def find(root: Path, exclude: Sequence[str]) -> Search:
    """Find lockfiles below `root`, sorted by path, without following links to folders or entering installed trees."""
    found: list[Found] = []
    left_out: list[tuple[str, str]] = []
    unread: list[LockRead] = []

    def closed(error: OSError) -> None:
        path = Path(os.fsdecode(error.filename)).relative_to(root).as_posix()
        unread.append(_unread(path, Reference.FILE_UNREADABLE, f"the folder is unreadable: {error.strerror}"))

    for number, (folder, names, files) in enumerate(os.walk(root, onerror=closed)):
        here = PurePosixPath(Path(folder).relative_to(root).as_posix())
        if number >= _MOST_FOLDERS:
            why = f"only the first {_MOST_FOLDERS} folders were searched"
            unread.append(_unread(str(here), Reference.LOCK_INVALID, why))
            break
        inside = {name: _installed(Path(folder, name)) for name in sorted(names)}
        left_out.extend((str(here / name), f"{why}: {here / name}") for name, why in inside.items() if why)
        names[:] = [name for name, why in inside.items() if why is None]
        for name in sorted(files):
            path = str(here / name)
            format_ = _format_of(root / path)
            if (format_ is None and name not in UNREAD) or (format_ is not None and not format_.installs):
                continue
            if excluded(path, exclude):
                left_out.append((path, f"excluded by the setting `exclude`: {path}"))
            elif format_ is None:
                unread.append(
                    _unread(path, Reference.LOCK_UNKNOWN_VERSION, "Pratique does not support this format")
                )
            else:
                found.append(Found(path, format_))
    return Search(tuple(sorted(found, key=lambda item: item.path)), tuple(left_out), tuple(unread))


def one(path: Path) -> Search:
    """Return a search result that contains only the given lockfile.

    Raise UsageError for a lockfile in an unknown format.
    """
    format_ = _format_of(path)
    if format_ is None:
        known = ", ".join(sorted({name for item in LOCKFILES for name in item.filenames}))
        raise UsageError(Reference.USAGE, f"{path} is not a supported lockfile", hint=f"known are: {known}")
    return Search((Found(path.name, format_),))


def _format_of(path: Path) -> LockFormat | None:
    # A pattern may contain a folder, even that above the checked one: `requirements/*.txt`.
    return format_for(path.absolute().as_posix())


def with_left_out(report: ProjectReport, search: Search) -> ProjectReport:
    """Return the report with the skipped and unreadable paths of the search."""
    left_out = tuple(NotJudged(purl="", why=why, sources=(path,)) for path, why in search.left_out)
    return replace(
        report,
        out_of_scope=(*report.out_of_scope, *left_out),
        files=(*report.files, *search.unread),
    )


def unread(path: str, error: ParseError) -> LockRead:
    """Return the report entry for an unreadable lockfile."""
    return LockRead(path=path, format=None, error=Trouble(error.reference, error.message, error.hint))


def _unread(path: str, reference: Reference, why: str) -> LockRead:
    hint = (
        "check the permissions of the file"
        if reference is Reference.FILE_UNREADABLE
        else "exclude the file with --exclude"
    )
    return LockRead(path=path, format=None, error=Trouble(reference, f"{path}: {why}", hint))


def _installed(folder: Path) -> str | None:
    """Return the reason why a folder is not searched: "" for a reason without a message, None if the folder is searched."""
    # `os.path` says no where `Path` raises: for paths that are too long, which anybody can make.
    if folder.name in INSTALLED or folder.name in CACHES or os.path.islink(folder):  # noqa: PTH114 - see above
        return ""
    # Anybody can put this file into a folder, so it is told.
    is_environment = os.path.isfile(folder / "pyvenv.cfg")  # noqa: PTH113 - see above
    return "a Python environment" if is_environment else None


def excluded(path: str, exclude: Sequence[str]) -> bool:
    """Return True if a pattern matches the path or a folder that contains the path."""
    return any(_matches(path, pattern) for pattern in exclude)


def _matches(path: str, pattern: str) -> bool:
    parts = PurePosixPath(path)
    return any(
        fnmatchcase(str(part), pattern.rstrip("/")) for part in (parts, *parts.parents) if str(part) != "."
    )


def lockfile_at(path: str, exclude: Sequence[str]) -> Found | None:
    """Return the lockfile at a path of a commit, with the rules of `find`, without searching folders."""
    format_ = format_for(path)
    folders = path.split("/")[:-1]
    if format_ is None or any(name in INSTALLED or name in CACHES for name in folders):
        return None
    return None if excluded(path, exclude) else Found(path, format_)


Names = Callable[[str], Sequence[str] | None]
"""Returns the names of the files in a folder of the project, or None for an unreadable path."""


def read(found: Found, bytes_of: Bytes, names_in: Names | None = None) -> Lock:
    """Read a lockfile with its included files and the archives in its `--find-links` folders.

    If `names_in` is None, `--find-links` folders are not searched. Raise ParseError if the file cannot be read or
    parsed.
    """
    lock = parse_with_included(found.path, found.format, bytes_of)
    if not lock.options:
        return lock
    from pratique.cli.project.find_links import with_offered  # noqa: PLC0415 - most projects need none of it

    return with_offered(lock, found.path, names_in)


def from_disk(root: Path) -> Bytes:
    """Return a function that reads files below `root` without following links that leave `root`."""
    return lambda path: _bytes(root, path)


def names_on_disk(root: Path) -> Names:
    """Return a function that lists the files in a folder below `root` without following links that leave `root`."""
    return lambda folder: _names(root, folder)


def _names(root: Path, folder: str) -> list[str] | None:
    where = root / folder
    try:
        if not where.resolve().is_relative_to(root.resolve()):
            return None
        with os.scandir(where) as entries:
            names = sorted(entry.name for entry in islice(entries, _MOST_NAMES + 1) if entry.is_file())
    except (OSError, RuntimeError, ValueError):
        return None
    return None if len(names) > _MOST_NAMES else names


def _bytes(root: Path, path: str) -> bytes:
    where = root / path
    try:
        if not where.resolve().is_relative_to(root.resolve()):
            raise _unreadable(
                f"{path} is a link that leaves the project", "links out of the project are not followed"
            )
        if where.exists() and not where.is_file():  # a named pipe would wait for a writer for ever
            raise _unreadable(f"{path} is not a regular file", "check that the file is a lockfile")
        with where.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
    except (OSError, RuntimeError) as error:  # `resolve` tells the links form a circle by RuntimeError
        why = error.strerror if isinstance(error, OSError) else "the symbolic links form a cycle"
        raise _unreadable(f"{path} cannot be read: {why}", "check the permissions of the file") from error
    if len(data) > _MOST_BYTES:
        raise ParseError(
            Reference.LOCK_INVALID, f"{path} is larger than 64 MiB", hint="check that the file is a lockfile"
        )
    return data


def _unreadable(message: str, hint: str) -> ParseError:
    return ParseError(Reference.FILE_UNREADABLE, message, hint=hint)
