"""Reads repository archives and folders that lockfiles refer to (see `pratique.intake.entries.places.LocalFiles`).

Files outside the repository are not read, and links in a path are not followed.
"""

import hashlib
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from posixpath import join, normpath, relpath

from pratique.archive.reading import SUFFIXES
from pratique.cli.project.locate import CACHES, INSTALLED
from pratique.errors import ParseError, Reference, UsageError
from pratique.intake.entries.places import Form, refuse, tree_digest
from pratique.net.git import command as git
from pratique.net.git.commit_tree import Entry, tar_of
from pratique.net.git.repository import Repository, TreeEntry

MOST_FILES = 50_000
"""The maximum number of files in one folder."""

_TOP = "package"
_LINK = 0o120000
_FILE = 0o100644
_SUBMODULE = 0o160000
_LISTED = ("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ".")
_UNSEEN = INSTALLED | CACHES
_MOST_BYTES = 1 << 30
"""The maximum size of a file for hashing, in bytes."""
_UNREADABLE = "0" * 64


@dataclass(frozen=True)
class AtCommit:
    """Reads the files of a commit. Paths are relative to the top of the repository."""

    repository: Repository
    commit: str
    most_bytes: int

    @property
    def algorithm(self) -> str:
        """Return the name of the hash function of the repository's object ids."""
        return "sha256" if len(self.commit) == 64 else "sha1"

    def digest(self, path: str) -> str | None:
        """Return the digest of an archive or a folder, or None if the path does not exist. Raise ParseError."""
        names = [(relpath(one.path, path), _kind(one.mode), one.id) for one in self._entries(path)]
        return tree_digest(names) if names else None

    def read(self, path: str) -> bytes | None:
        """Return an archive, or a folder as a tar without links, or None if the path does not exist. Raise ParseError."""
        entries = [one for one in self._entries(path) if one.mode != _LINK]
        if not entries:
            return None
        held = self._bytes(entries)
        if _is_file(entries, path):
            return held[path]
        files = (Entry(os.fsencode(relpath(name, path)), _FILE, data) for name, data in held.items())
        return tar_of(files, top=_TOP)

    def _entries(self, path: str) -> list[TreeEntry]:
        return [one for one in self.repository.entries(self.commit, path) if one.mode != _SUBMODULE]

    def _bytes(self, entries: list[TreeEntry]) -> Mapping[str, bytes]:
        if sum(one.size_bytes for one in entries) > self.most_bytes:
            raise _unreadable(
                "the content of the package in the commit is too large", "raise run.max_artifact_mb"
            )
        return self.repository.read([one.blob for one in entries])


@dataclass(frozen=True)
class WorkTree:
    """Reads files of the work tree and of the earlier commit. `root` is the project's folder."""

    root: Path
    most_bytes: int
    commit: str | None = None

    @cached_property
    def top(self) -> Path:
        """Return the top folder of the repository, or the project's folder without a repository."""
        here = Path(os.path.realpath(self.root))
        return next((one for one in (here, *here.parents) if (one / ".git").exists()), here)

    @cached_property
    def depth(self) -> int:
        """Return the number of folder levels between the top of the repository and the project."""
        return len(self._prefix)

    def form(self, path: str) -> Form | None:
        """Return whether a path is an archive or a folder (see `LocalFiles`)."""
        refuse(path, self.depth)
        mode = self._mode(path)
        if mode is None:
            return None
        if stat.S_ISDIR(mode):
            return Form.FOLDER
        if not stat.S_ISREG(mode):
            raise _unreadable(f"{path!r} is not a regular file", _ELSEWHERE)
        if not path.lower().endswith(tuple(SUFFIXES)):
            raise _unreadable(f"{path!r} is not an archive of a known format", _ELSEWHERE)
        return Form.ARCHIVE

    def read(self, path: str) -> bytes:
        """Return the bytes at a path (see `LocalFiles`)."""
        if self.form(path) is Form.FOLDER:
            return tar_of(self._entries(path, _followed, self.most_bytes), top=_TOP)
        return _bytes(self._where(path), path, self.most_bytes)

    def before(self, path: str) -> bytes | None:
        """Return the bytes at a path in the earlier commit (see `LocalFiles`)."""
        return None if self._past is None else self._past.read(self._from_top(path))

    def digest(self, path: str) -> str | None:
        """Return the SHA-256 of the bytes at a path in hex, or None if the path does not exist or is not allowed.

        For an unreadable file, return a value that is never equal to a digest.
        """
        try:
            refuse(path, self.depth)
        except ParseError:
            return None
        try:
            form = self.form(path)
            return None if form is None else tree_digest(self._names(path, form))
        except (ParseError, UsageError):
            return _UNREADABLE

    def digest_before(self, path: str) -> str | None:
        """Return the digest of a path in the earlier commit."""
        try:
            refuse(path, self.depth)
            return None if self._past is None else self._past.digest(self._from_top(path))
        except ParseError:
            return None

    @cached_property
    def _prefix(self) -> tuple[str, ...]:
        return Path(os.path.realpath(self.root)).relative_to(self.top).parts

    @cached_property
    def _past(self) -> AtCommit | None:
        if self.commit is None:
            return None
        return AtCommit(Repository.around(self.top), self.commit, self.most_bytes)

    def _mode(self, path: str) -> int | None:
        """Return the file mode of a path without links, or None if the path does not exist. Raise ParseError."""
        where, mode = self.top, stat.S_IFDIR
        for part in self._from_top(path).split("/"):
            where = where / part
            try:
                mode = where.lstat().st_mode
            except (FileNotFoundError, NotADirectoryError):
                return None
            except OSError as error:
                raise _unreadable(f"{path!r} cannot be read: {error.strerror}", "check the path") from error
            if stat.S_ISLNK(mode):
                raise _unreadable(
                    f"the path {path!r} contains a link, which is not followed",
                    "use the path of the file itself",
                )
        return mode

    def _from_top(self, path: str) -> str:
        return normpath(join(*self._prefix, path))

    def _where(self, path: str) -> Path:
        return self.top / self._from_top(path)

    def _names(self, path: str, form: Form) -> Iterator[tuple[str, str, str]]:
        algorithm = "sha1" if self._past is None else self._past.algorithm
        if form is Form.ARCHIVE:
            archive = Entry(b".", _FILE, _bytes(self._where(path), path, _MOST_BYTES))
            yield ".", _kind(archive.mode), _id(archive, algorithm)
            return
        for entry in self._entries(path, _as_link, _MOST_BYTES * MOST_FILES):
            yield os.fsdecode(entry.path), _kind(entry.mode), _id(entry, algorithm)

    def _entries(self, path: str, link: "_Link", most_bytes: int) -> Iterator[Entry]:
        """Yield the files of a folder.

        Raise ParseError if there are too many files, or if reading a file is not allowed.
        """
        folder, left = self._where(path), most_bytes
        for number, name in enumerate(_listed(folder)):
            where, most = folder / name, min(left, _MOST_BYTES)
            if number >= MOST_FILES:
                raise _unreadable(f"{path!r} has more than {MOST_FILES} files", _ELSEWHERE)
            if where.is_symlink():
                entry = link(where, os.fsencode(name), folder, self.top, most)
            elif where.is_file():
                entry = Entry(os.fsencode(name), _FILE, _bytes(where, name, most))
            else:
                continue  # it was deleted in the work tree, or is a pipe or socket, which git does not hold
            left -= len(entry.data)
            yield entry


_Link = Callable[[Path, bytes, Path, Path, int], Entry]
"""Create an entry for a link in a folder of a repository, with a maximum size in bytes. Raise ParseError."""

_ELSEWHERE = "install the package from a registry, or move it to a separate folder"


def _as_link(where: Path, name: bytes, _folder: Path, _top: Path, _left: int) -> Entry:
    return Entry(name, _LINK, os.fsencode(where.readlink()))


def _followed(where: Path, name: bytes, folder: Path, top: Path, left: int) -> Entry:
    """Return the entry for a link: the link if it stays in the folder, else the target file in the repository."""
    end = Path(os.path.realpath(where))
    if end.is_relative_to(os.path.realpath(folder)) and not where.readlink().is_absolute():
        return _as_link(where, name, folder, top, left)
    if not end.is_relative_to(top) or not end.is_file():
        shown = os.fsdecode(name)
        raise _unreadable(f"{shown!r} is a link that leaves its folder, which is not followed", _ELSEWHERE)
    return Entry(name, _FILE, _bytes(end, os.fsdecode(name), left))


def _listed(folder: Path) -> Iterator[str]:
    """Yield the tracked and the new files below a folder, except files that git ignores.

    Without git, yield all files except installed packages and caches.
    """
    if shutil.which("git") is not None:
        listed = git.run(folder, _LISTED)
        if listed.returncode == 0:
            yield from _with_nested(folder, dict.fromkeys(filter(None, listed.stdout.split(b"\0"))))
            return
    yield from _walked(folder, "", _UNSEEN)


def _with_nested(folder: Path, names: Iterable[bytes]) -> Iterator[str]:
    """Yield the files, including files of nested repositories, for which git lists only the folder."""
    for name in map(os.fsdecode, names):
        where = folder / name
        if where.is_dir() and not where.is_symlink():
            yield from _walked(folder, name.rstrip("/"), frozenset({".git"}))
        else:
            yield name


def _walked(folder: Path, inside: str, but_for: frozenset[str]) -> Iterator[str]:
    for here, names, files in os.walk(folder / inside):
        links = [name for name in names if Path(here, name).is_symlink()]
        names[:] = sorted(set(names) - but_for - set(links))
        for name in sorted([*files, *links]):
            yield Path(here, name).relative_to(folder).as_posix()


def _bytes(where: Path, name: str, most_bytes: int) -> bytes:
    try:
        handle = os.open(where, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with open(handle, "rb") as stream:  # noqa: PTH123 - a handle, not a path
            data = stream.read(most_bytes + 1)
    except OSError as error:
        raise _unreadable(
            f"{name!r} cannot be read: {error.strerror}", "check the permissions of the file"
        ) from error
    if len(data) > most_bytes:
        raise _unreadable(f"{name!r} is too large", "raise run.max_artifact_mb")
    return data


def _id(entry: Entry, algorithm: str) -> str:
    """Return the git object id of the bytes (git-hash-object(1))."""
    content = b"blob %d\0" % len(entry.data) + entry.data
    return hashlib.new(algorithm, content, usedforsecurity=False).hexdigest()


def _is_file(entries: list[TreeEntry], path: str) -> bool:
    return [path] == [one.path for one in entries]


def _kind(mode: int) -> str:
    return "link" if mode == _LINK else "file"


def _unreadable(message: str, hint: str) -> ParseError:
    return ParseError(Reference.FILE_UNREADABLE, message, hint=hint)
