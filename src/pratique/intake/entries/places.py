"""Finds the archives and folders in the repository that lockfile entries refer to, and reads their bytes.

A local archive is judged like any other artifact. A folder is judged as a tree, like a git commit, unless it is the
project or a workspace member. Paths are relative to the folder of the lockfile, except in requirements files and for
archives in bun.lock. pip resolves paths from its working directory, which is assumed to be the folder of the
requirements file or of the project. bun writes the path of an archive relative to the workspace member that requests it
(observed with bun 1.4). An entry in a bun.lock therefore has several possible locations, and all existing files are
judged.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from posixpath import basename, dirname, join, normpath
from typing import Protocol

from pratique.core.evidence import NotAsked
from pratique.core.lock import Lock, LockedFile, LockedPackage, SourceKind
from pratique.core.names import Digest
from pratique.core.release import ArtifactKind
from pratique.core.verdict import Standing
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import ParseError, Reference
from pratique.intake.question import Expected, File, Party, Question

UNVERSIONED = "local"
"""The version of a local artifact whose lockfile entry has no version."""

MOST_PATH_CHARS = 4_096

_LOCAL = frozenset({SourceKind.PATH, SourceKind.LINK})
_PROJECT_ROOT = "file:///${PROJECT_ROOT}"
_FROM_ANYWHERE = "requirements.txt"
_BUN = "bun.lock"
_NPM = "package-lock"
_NOTHING = "f" * 64
"""A placeholder digest for a missing file."""
# Clients differ in what they make of these: npm decodes `%2e`, Windows reads `\` as `/`, pip expands `$`.
_DISPUTED = re.compile(r"[\\%?#$\x00-\x1f\x7f]")
_DRIVE = re.compile(r"[A-Za-z]:")
_LISTING = "the package is part of the repository, not from a registry"


class Form(StrEnum):
    """Whether a path is an archive or a folder."""

    ARCHIVE = "archive"
    FOLDER = "folder"


class LocalFiles(Protocol):
    """Reads the archives and folders of a repository. Paths are relative to the project, use `/`, and may begin with `..`."""

    def form(self, path: str) -> Form | None:
        """Return whether a path is an archive or a folder; None if the path does not exist.

        Raises ParseError if the path must not be read.
        """

    def read(self, path: str) -> bytes:
        """Return the bytes of an archive, or a folder as a tar archive. Raises ParseError if the path cannot be read."""

    def before(self, path: str) -> bytes | None:
        """Return the bytes of a path at the base commit; None if there is no base commit. Raises ParseError if reading fails."""


@dataclass(frozen=True, slots=True)
class _Own:
    members: frozenset[str]
    """The paths of the lockfile's workspace members, relative to the project."""
    depth: int
    """The number of folders between the top of the repository and the project."""

    def has(self, place: str, lock: str) -> bool:
        if place in self.members:
            return True
        parts = place.split("/")
        if set(parts) <= {".", ".."}:
            return parts.count("..") <= self.depth
        return f"{dirname(lock)}/".startswith(f"{place}/")


def placed(locks: Mapping[str, Lock], *, installs: frozenset[str], depth: int) -> dict[str, Lock]:
    """Return the lockfiles with the locations of all entries that refer to files in the repository.

    `installs` contains the paths of the lockfiles that installers use. Lockfiles that no installer uses are returned unchanged.
    """
    return {
        path: _placed(path, lock, depth) if path in installs and _points_here(lock) else lock
        for path, lock in locks.items()
    }


def with_bytes(locks: Mapping[str, Lock], digest: Callable[[str], str | None]) -> dict[str, Lock]:
    """Return the lockfiles with the digests of their local files, for comparison with another state of the project."""
    return {
        path: replace(lock, packages=tuple(_with_bytes(entry, digest) for entry in lock.packages))
        if any(entry.places for entry in lock.packages)
        else lock
        for path, lock in locks.items()
    }


def trouble(entry: LockedPackage, files: LocalFiles) -> str | None:
    """Return why a local entry cannot be judged; None if it can be judged, or is a link without a target."""
    try:
        missing = all(files.form(place) is None for place in entry.places)
    except ParseError as error:
        return error.message
    if missing and not _dangles(entry):
        return f"the lock refers to {_named(entry.places[0])}, which does not exist"
    return None


def is_missing(entry: LockedPackage, files: LocalFiles) -> bool:
    """Return True if the files of a local entry do not exist.

    For missing files, the package manager creates a dangling link.
    """
    return all(files.form(place) is None for place in entry.places)


def _dangles(entry: LockedPackage) -> bool:
    return entry.source is SourceKind.LINK or entry.url is None


def is_folder(entry: LockedPackage, files: LocalFiles) -> bool:
    """Return True if a local entry is a folder."""
    return any(files.form(place) is Form.FOLDER for place in entry.places)


def questions(entry: LockedPackage, files: LocalFiles, standing: Standing) -> list[Question]:
    """Return a `Question` for each archive or folder that an entry may refer to.

    Raises ParseError if an archive or folder cannot be read.
    """
    return [
        _question(entry, files, standing, place, form)
        for place in entry.places
        if (form := files.form(place)) is not None
    ]


def _question(
    entry: LockedPackage, files: LocalFiles, standing: Standing, place: str, form: Form
) -> Question:
    before = files.before(place)
    file = _file(entry, place, form, files.read(place))
    return Question(
        file=file,
        standing=standing,
        listing=NotAsked(_LISTING),
        baseline=None if before is None else replace(file, data=before, expected=()),
        baseline_why="the package is part of the repository, and its earlier content is unknown"
        if before is None
        else "",
    )


def _file(entry: LockedPackage, place: str, form: Form, data: bytes) -> File:
    module = ECOSYSTEMS[entry.package.ecosystem]
    is_archive = form is Form.ARCHIVE
    filename = basename(place) if is_archive else f"{place.replace('/', ':')}.tar"
    digests = _digests(entry, place) if is_archive else ()
    return File(
        ref=entry.ref,
        ecosystem=entry.package.ecosystem,
        filename=filename,
        kind=module.kind_of(filename) if is_archive else ArtifactKind.COMMIT,
        data=data,
        place=place,
        expected=(Expected(Party.LOCK, digests),) if digests else (),
    )


def _digests(entry: LockedPackage, place: str) -> tuple[Digest, ...]:
    named = tuple(d for file in entry.files if file.filename == basename(place) for d in file.digests)
    return named or entry.digests


def _points_here(lock: Lock) -> bool:
    return any(entry.source in _LOCAL for entry in lock.packages)


def _placed(path: str, lock: Lock, depth: int) -> Lock:
    askers = {one.key: one.url or one.key for one in lock.packages if one.source is SourceKind.WORKSPACE}
    own = {normpath(join(dirname(path), folder)) for folder in askers.values()}
    if lock.format.startswith(_NPM):
        # A link to a folder below `node_modules` is one to another entry, which is judged by itself.
        others = (one.key for one in lock.packages if one.source not in _LOCAL)
        own |= {normpath(join(dirname(path), key)) for key in others}
    folders = _Own(frozenset(own), depth)
    return replace(
        lock,
        packages=tuple(
            replace(entry, places=_places(path, lock, entry, folders, askers))
            if entry.source in _LOCAL
            else entry
            for entry in lock.packages
        ),
    )


def _places(
    path: str, lock: Lock, entry: LockedPackage, own: _Own, askers: Mapping[str, str]
) -> tuple[str, ...]:
    here = dirname(path)
    folders = [here]
    if lock.format == _FROM_ANYWHERE:
        folders.append("")
    elif lock.format.startswith(_BUN):
        folders += (join(here, askers[key]) for key in entry.parents if key in askers)
    found = dict.fromkeys(normpath(join(folder, path)) for path in _paths(lock, entry) for folder in folders)
    strange = [place for place in found if not own.has(place, path)]
    inside = [place for place in strange if not _leaves(place, own.depth)]
    return tuple(inside or (strange if len(strange) == len(found) else ()))


def _paths(lock: Lock, entry: LockedPackage) -> tuple[str, ...]:
    if entry.source is SourceKind.LINK and lock.format.startswith(_BUN):
        # `bun link` leads to a folder that this machine has registered.
        return (f"~/{entry.url}",)
    files = tuple(file.url for file in entry.files if file.url and file.url != entry.url)
    return tuple(_path(lock, text) for text in files or (entry.url or entry.key,))


def _path(lock: Lock, text: str) -> str:
    if lock.format == _FROM_ANYWHERE:
        text = text.partition("#")[0]
    if text.startswith(_PROJECT_ROOT):
        return text.removeprefix(_PROJECT_ROOT).lstrip("/") or "."
    for prefix in ("file:", "link:"):
        text = text.removeprefix(prefix)
    return text or "."


def _leaves(place: str, depth: int) -> bool:
    return place.startswith(("/", "~")) or place.split("/").count("..") > depth


def refuse(place: str, depth: int) -> None:
    """Raise ParseError for a path that leaves the repository, or that package managers interpret differently."""
    why = "leaves the repository"
    if len(place) > MOST_PATH_CHARS or _DISPUTED.search(place) or _DRIVE.match(place):
        why = "is too long or that package managers interpret differently"
    elif not _leaves(place, depth):
        return
    raise ParseError(
        Reference.FILE_UNREADABLE,
        f"the lock refers to {_named(place)}, a path that {why}: Pratique does not read it",
        hint="move the files into the repository, or install the package from a registry",
    )


def _named(place: str) -> str:
    return repr(place[:200])


def _with_bytes(entry: LockedPackage, digest: Callable[[str], str | None]) -> LockedPackage:
    if not entry.places:
        return entry
    held = [LockedFile(place, (Digest("sha256", digest(place) or _NOTHING),)) for place in entry.places]
    # npm names a linked folder twice, as a link and as a folder.
    return replace(entry, source=SourceKind.PATH, url="\n".join(entry.places), files=tuple(held))


def tree_digest(names: Iterable[tuple[str, str, str]]) -> str:
    """Return the SHA-256 of a file tree from the path, kind and content id of each file."""
    digest = hashlib.sha256()
    for parts in sorted(names):
        digest.update("\0".join(parts).encode("utf-8", "surrogateescape") + b"\n")
    return digest.hexdigest()
