"""Suggests commands for a project that has an inventory or installed packages but no lockfile."""

import os
import re
import shlex
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from pratique.cli.output.terminal import note
from pratique.cli.project import installed, locate
from pratique.cli.project.manifests import manifests_in
from pratique.cli.run.target import missing
from pratique.core.reading import LockRead, Trouble
from pratique.errors import Reference, UsageError
from pratique.lockfiles import format_for

_NAME = re.compile(r"@?[A-Za-z0-9][A-Za-z0-9._-]{0,100}")
_MOST_NAMED = 5
_MOST_FOLDERS = 10_000
_UNSEEN = locate.INSTALLED | locate.CACHES


def with_commands(search: locate.Search, path: Path, exclude: Sequence[str], *, verb: str) -> locate.Search:
    """Return the search with a problem for each inventory and installed tree.

    The hint of each problem contains the command that checks the inventory or the installed tree. If the search found
    a lockfile, return the search unchanged, because the lockfile defines the project's packages.
    """
    if search.found or not path.is_dir():
        return search
    return replace(search, unread=(*search.unread, *_troubles(path, exclude, verb)))


def require_path(path: Path) -> None:
    """Raise UsageError for a path that does not exist. The hint of the error suggests a similar path."""
    if os.path.exists(path):  # noqa: PTH110 - Path raises for names that are too long
        return
    text = str(path)
    package = f"; `pratique inspect {shlex.quote(text)}` checks a package" if _NAME.fullmatch(text) else ""
    raise missing(text, otherwise=f"PATH must be a folder or a lockfile{package}")


def note_nothing(search: locate.Search) -> None:
    """Print a hint to standard error if a search found no lockfile."""
    if not (search.found or search.unread):
        note(
            "hint: run the command in the folder of a project with a lockfile, such as package-lock.json, "
            "uv.lock or Gemfile.lock, or specify the lockfile; `pratique inspect NAME` checks a single package"
        )


def require_unlocked(path: Path, exclude: Sequence[str], options: Mapping[str, bool]) -> None:
    """Raise UsageError if PATH is not a folder, if PATH contains a lockfile, or if an option cannot be combined with --resolve."""
    for option, given in options.items():
        if given:
            raise UsageError(
                Reference.USAGE,
                f"--resolve and {option} cannot be combined",
                hint="use only one of the two options",
            )
    if not path.is_dir():
        raise UsageError(
            Reference.USAGE,
            f"{path} is not a folder",
            hint="for --resolve, PATH must be the folder of a project",
        )
    found = locate.find(path, exclude).found
    if found:
        raise UsageError(
            Reference.USAGE,
            f"{path} has a lockfile: {found[0].path}",
            hint=f"run `pratique check {shlex.quote(str(path))}`; --resolve is for projects without a lockfile",
        )


def _troubles(path: Path, exclude: Sequence[str], verb: str) -> Iterator[LockRead]:
    for name in islice(_inventories(path, exclude), _MOST_NAMED):
        command = f"pratique {verb} {shlex.quote(str(path / name))}"
        yield _trouble(name, "an inventory is checked only if it is given as PATH", command)
    if verb == "check":
        yield from _manifests(path)
    for name in installed.find(path, exclude).trees[:_MOST_NAMED]:
        command = f"pratique {verb} --installed {shlex.quote(str(path))}"
        yield _trouble(name, "installed packages are checked only with --installed", command)


def _manifests(path: Path) -> Iterator[LockRead]:
    """Yield the manifests of the folder, each with the command that creates its lockfile."""
    for manifest in manifests_in(path, lambda client: shutil.which(client) is not None):
        resolve = f"`pratique check --resolve {shlex.quote(str(path))}`"
        also = "" if manifest.refused else f", or {resolve}"
        trouble = Trouble(
            Reference.USAGE,
            f"{manifest.name} has no lockfile, so the versions to install are not known",
            f"run `{manifest.command}` in {shlex.quote(str(path))}{also}",
        )
        yield LockRead(path=manifest.name, format=None, error=trouble)


def _trouble(name: str, why: str, command: str) -> LockRead:
    return LockRead(path=name, format=None, error=Trouble(Reference.USAGE, why, f"run `{command}`"))


def _inventories(root: Path, exclude: Sequence[str]) -> Iterator[str]:
    """Yield the inventories, sorted by path. An inventory is checked only if it is given on the command line."""
    for folder, names, files in islice(os.walk(root), _MOST_FOLDERS):
        names[:] = sorted(set(names) - _UNSEEN)
        for name in sorted(files):
            path = (Path(folder).relative_to(root) / name).as_posix()
            format_ = format_for(path)
            if format_ is not None and not format_.installs and not locate.excluded(path, exclude):
                yield path
