"""Find the lockfiles of a project, and read them with what they include."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from pratique.core.assessment import LockRead, NotJudged, ProjectReport, Trouble
from pratique.core.lock import Lock
from pratique.errors import ParseError, Reference, UsageError
from pratique.lockfiles import LOCKFILES, LockFormat, format_for
from pratique.lockfiles.includes import include_path, merge

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
"""Folders that hold installed packages or a version-control store, by name."""
CACHES = frozenset(
    {".cache", ".npm", ".yarn", ".pnpm-store", ".tox", ".nox", ".mypy_cache", ".venv", ".direnv"}
)
_MOST_FOLDERS = 200_000
_MOST_BYTES = 64 * 1024 * 1024
_MOST_INCLUDES = 100


@dataclass(frozen=True, slots=True)
class Found:
    """A lockfile below the project: `path` is relative to it, with forward slashes."""

    path: str
    format: LockFormat


@dataclass(frozen=True, slots=True)
class Search:
    """All lockfiles of a project, and those that were left out because somebody said so."""

    found: tuple[Found, ...]
    left_out: tuple[str, ...]
    cut: bool = False
    """Whether the search ended before it had seen every folder."""


def find(root: Path, exclude: Sequence[str]) -> Search:
    """Find lockfiles below `root`, in order of path, without following links or entering installed trees."""
    found: list[Found] = []
    left_out: list[str] = []
    folders = 0
    for folder, names, files in os.walk(root):
        folders += 1
        if folders > _MOST_FOLDERS:
            return Search(tuple(found), tuple(left_out), cut=True)
        here = PurePosixPath(Path(folder).relative_to(root).as_posix())
        names[:] = sorted(name for name in names if not _installed(Path(folder, name)))
        for name in sorted(files):
            path = str(here / name)
            format_ = format_for(path)
            if format_ is None or Path(folder, name).is_symlink():
                continue
            if any(_matches(path, pattern) for pattern in exclude):
                left_out.append(path)
            else:
                found.append(Found(path, format_))
    return Search(tuple(sorted(found, key=lambda item: item.path)), tuple(left_out))


def one(path: Path) -> Search:
    """The search that finds one lockfile that a person named. Raises UsageError when it is none that is known."""
    format_ = format_for(path.name)
    if format_ is None:
        known = ", ".join(sorted({name for item in LOCKFILES for name in item.filenames}))
        raise UsageError(
            Reference.USAGE, f"{path} is no lockfile that is known here", hint=f"known are: {known}"
        )
    return Search((Found(path.name, format_),), ())


def with_left_out(report: ProjectReport, search: Search) -> ProjectReport:
    """Tell in the report what the search left out, and whether it was cut short."""
    left_out = tuple(
        NotJudged(purl="", why=f"left out by exclude: {path}", sources=(path,)) for path in search.left_out
    )
    files = report.files
    if search.cut:
        trouble = Trouble(
            Reference.LOCK_INVALID,
            f"only the first {_MOST_FOLDERS} folders were searched",
            "check a folder below",
        )
        files = (*files, LockRead(path=report.root, format=None, error=trouble))
    return replace(report, out_of_scope=(*report.out_of_scope, *left_out), files=files)


def _installed(folder: Path) -> bool:
    if folder.name in INSTALLED or folder.name in CACHES or folder.is_symlink():
        return True
    return (folder / "pyvenv.cfg").is_file()


def _matches(path: str, pattern: str) -> bool:
    """Whether a pattern of `exclude` covers the path: a glob over the path, or over a folder above it."""
    parts = PurePosixPath(path)
    return any(
        fnmatchcase(str(part), pattern.rstrip("/")) for part in (parts, *parts.parents) if str(part) != "."
    )


def read(root: Path, found: Found) -> Lock:
    """Read a lockfile. Raises ParseError when it cannot be read or understood."""
    lock = found.format.parse(_bytes(root, found.path))
    if not lock.includes:
        return lock
    folder = PurePosixPath(found.path).parent
    return merge(lock, dict(_included(root, folder, lock, found.format)))


def _included(
    root: Path, folder: PurePosixPath, main: Lock, format_: LockFormat
) -> Iterator[tuple[str, Lock]]:
    """Read what a requirements file takes in, as far as it lies inside the project, by `include_path`."""
    waiting = [("", main)]
    seen: set[str] = set()
    while waiting and len(seen) < _MOST_INCLUDES:
        including, lock = waiting.pop()
        for include in lock.includes:
            path = include_path(including, include)
            target = os.path.normpath(str(folder / path))
            if path in seen or target.startswith(("..", "/")):
                continue
            seen.add(path)
            try:
                inner = format_.parse(_bytes(root, target))
            except ParseError:
                continue  # `merge` tells it as a problem of the line that asks for it
            yield path, inner
            waiting.append((path, inner))


def _bytes(root: Path, path: str) -> bytes:
    where = root / path
    if not where.resolve().is_relative_to(root.resolve()):
        raise ParseError(
            Reference.FILE_UNREADABLE, f"{path} is a link that leaves the project", hint="it is not followed"
        )
    try:
        with where.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
    except OSError as error:
        raise ParseError(
            Reference.FILE_UNREADABLE,
            f"{path} cannot be read: {error.strerror}",
            hint="check its permissions",
        ) from error
    if len(data) > _MOST_BYTES:
        raise ParseError(
            Reference.LOCK_INVALID, f"{path} is larger than 64 MiB", hint="is it really a lockfile?"
        )
    return data
