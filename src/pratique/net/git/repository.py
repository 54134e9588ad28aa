"""Reads the contents of commits in a git repository.

The module runs git, because only git supports every repository format (work trees, reftable, SHA-256, alternates).
git only reads objects: no hook, filter, pager, helper or remote of the repository's configuration is run.
"""

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from pratique.errors import ParseError, Reference
from pratique.net.git import command as git

_MOST_PATHS = 2_000_000
_REGULAR = (0o100644, 0o100755)
_LINK = 0o120000
_DEEPEN = (
    "fetch the commit first: `git fetch --depth=1 origin COMMIT`, or check out the full history "
    "(fetch-depth: 0)"
)


@dataclass(frozen=True, slots=True)
class Blob:
    """A regular file of a commit. `path` is relative to the opened folder, with forward slashes."""

    path: str
    id: str
    size_bytes: int
    """The size; 0 if this clone lacks the content. Reading missing content raises an error."""


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """An entry of a commit at a path: a file, a link, or another repository's commit (a submodule)."""

    mode: int
    blob: Blob

    @property
    def path(self) -> str:
        """Return the path, relative to the opened folder, with forward slashes."""
        return self.blob.path

    @property
    def id(self) -> str:
        """Return the object id of the content."""
        return self.blob.id

    @property
    def size_bytes(self) -> int:
        """Return the size in bytes; 0 if this clone lacks the content."""
        return self.blob.size_bytes


@dataclass(frozen=True, slots=True)
class FileChange:
    """A path with different content in the index and in a commit.

    The object id is None if the path is missing in the index or in the commit.
    """

    path: str
    """The path, relative to the root of the repository, with forward slashes."""
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: its full id, and the commit time in seconds since 1970, which can be forged."""

    id: str
    committed_s: int


@dataclass(frozen=True, slots=True)
class Repository:
    """The git repository that contains a folder. Paths are relative to the folder that was opened."""

    folder: Path
    prefix: str
    """The path of the folder in the repository: "", or a path with a trailing slash."""
    shallow: bool

    @classmethod
    def around(cls, folder: Path) -> Self:
        """Open the repository that contains `folder`.

        Raises UsageError if there is no repository or git is not installed.
        """
        if shutil.which("git") is None:
            raise git.unusable("git is not installed", "install git, which is needed to read changes")
        asked = ("rev-parse", "--is-inside-work-tree", "--is-shallow-repository", "--show-prefix")
        done = git.run(folder, asked)
        if done.returncode != 0:
            raise git.unusable(
                f"{folder} is not in a readable git repository: {git.said(done.stderr, done.returncode)}",
                _hint_of(done),
            )
        inside, shallow, prefix = done.stdout.decode("utf-8", "surrogateescape").split("\n")[:3]
        if inside != "true":
            raise git.unusable(f"{folder} is inside a .git folder", "PATH must be a folder of the work tree")
        return cls(folder, prefix, shallow == "true")

    def commit(self, reference: str) -> str:
        """Return the full commit id of a branch, tag or commit id.

        Raises UsageError if the repository does not contain the commit.
        """
        done = self._git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}")
        found = done.stdout.decode("ascii", "replace").strip()
        if done.returncode == 0 and found:
            return found
        message = f"{reference!r} is not a commit, branch or tag of this repository"
        if self.shallow:
            raise git.unusable(f"{message}, which is a shallow clone", _DEEPEN)
        raise git.unusable(message, f"check the spelling, or run `git fetch origin {reference}`")

    def fork_point(self, one: str, other: str) -> str | None:
        """Return the best common ancestor of two commits, or None if there is none in this clone."""
        done = self._git("merge-base", one, other)
        found = done.stdout.decode("ascii", "replace").split()
        return found[0] if done.returncode == 0 and found else None

    def files(self, commit: str) -> Iterator[Blob]:
        """Yield the regular files of a commit at or below the folder. Raises ParseError if git fails."""
        return (entry.blob for entry in self.entries(commit) if entry.mode in _REGULAR)

    def links(self, commit: str) -> Iterator[Blob]:
        """Yield the symbolic links of a commit at or below the folder; the content of a link is its target."""
        return (entry.blob for entry in self.entries(commit, sizes=False) if entry.mode == _LINK)

    def entries(self, commit: str, path: str | None = None, *, sizes: bool = True) -> Iterator[TreeEntry]:
        """Yield the entries of a commit at or below the folder or `path`.

        With `sizes`, the entries include their sizes, and git is much slower.

        Raises ParseError if git fails.
        """
        options = (*(["-l"] if sizes else []), "-z", commit, *(() if path is None else ("--", path)))
        done = self._git("ls-tree", "-r", *options)
        if done.returncode != 0:
            raise self._broken(
                f"the files of {commit[:12]} cannot be listed: {git.said(done.stderr, done.returncode)}"
            )
        entries = done.stdout.split(b"\0")
        if len(entries) > _MOST_PATHS:
            raise self._broken(f"{commit[:12]} has more than {_MOST_PATHS} files")
        for entry in entries:
            about, tab, name = entry.partition(b"\t")
            if tab:
                mode, _, identity, *found = about.split()
                size = found[0] if found else b""
                # git says BAD for what this clone lacks: a partial one, or one that is damaged.
                size_bytes = int(size) if size.isdigit() else 0
                yield TreeEntry(int(mode, 8), Blob(os.fsdecode(name), identity.decode("ascii"), size_bytes))

    def staged(self, commit: str) -> Iterator[FileChange]:
        """Yield the differences between the index of the whole repository and a commit, without reading the work tree.

        Raises ParseError if git fails.
        """
        done = self._git("diff-index", "--cached", "--no-renames", "--no-abbrev", "-z", commit)
        if done.returncode != 0:
            raise self._broken(
                f"the changes since {commit[:12]} cannot be listed: {git.said(done.stderr, done.returncode)}"
            )
        fields = done.stdout.split(b"\0")
        if len(fields) > _MOST_PATHS:
            raise self._broken(f"more than {_MOST_PATHS // 2} files have changed since {commit[:12]}")
        for about, name in zip(fields[::2], fields[1::2], strict=False):
            before_mode, after_mode, before, after, _ = about.decode("ascii").removeprefix(":").split()
            yield FileChange(
                os.fsdecode(name),
                before if before_mode.strip("0") else None,
                after if after_mode.strip("0") else None,
            )

    def tracked(self, paths: Iterable[str]) -> tuple[str, ...]:
        """Return the files of the index at and below `paths`. Raises ParseError if git fails."""
        done = self._git("ls-files", "-z", "--", *paths)
        if done.returncode != 0:
            raise self._broken(
                f"the tracked files cannot be listed: {git.said(done.stderr, done.returncode)}"
            )
        return tuple(os.fsdecode(name) for name in done.stdout.split(b"\0") if name)

    def tags(self) -> Mapping[str, str]:
        """Return the commit of each tag of this clone. Raises ParseError if git fails."""
        form = "--format=%(refname:strip=2)%00%(objectname)%00%(*objectname)"
        done = self._git("for-each-ref", form, "refs/tags")
        if done.returncode != 0:
            raise self._broken(f"the tags cannot be listed: {git.said(done.stderr, done.returncode)}")
        rows = (row.split("\0") for row in done.stdout.decode("utf-8", "surrogateescape").splitlines())
        return {row[0]: row[2] or row[1] for row in rows if len(row) == 3}

    def ignored(self, paths: Iterable[str]) -> Mapping[str, tuple[str, int, str]]:
        """Return the paths that git ignores, each with the ignore file, its line and the pattern.

        Files of the index are not ignored. Raises ParseError if git fails.
        """
        # check-ignore knows no literal paths; after ./ no character of a path has a meaning.
        asked = "".join(f"./{path}\0" for path in paths).encode("utf-8", "surrogateescape")
        done = self._git("--no-literal-pathspecs", "check-ignore", "-z", "-v", "--stdin", given=asked)
        if done.returncode not in {0, 1}:  # 1: none of them is ignored
            raise self._broken(
                f"the ignored files cannot be listed: {git.said(done.stderr, done.returncode)}"
            )
        fields = [os.fsdecode(field) for field in done.stdout.split(b"\0")]
        rows = zip(fields[::4], fields[1::4], fields[2::4], fields[3::4], strict=False)
        # A pattern that begins with ! includes a path again.
        return {
            path.removeprefix("./"): (source, int(line), pattern)
            for source, line, pattern, path in rows
            if not pattern.startswith("!")
        }

    def read(self, blobs: Sequence[Blob]) -> Mapping[str, bytes]:
        """Return the contents of the given files by path. Raises ParseError if the clone lacks a file."""
        wanted = tuple(dict.fromkeys(blob.id for blob in blobs))
        done = self._git("cat-file", "--batch", given="".join(f"{name}\n" for name in wanted).encode())
        if done.returncode != 0:
            raise self._broken(f"files of a commit cannot be read: {git.said(done.stderr, done.returncode)}")
        bytes_of = dict(objects(done.stdout))
        for blob in blobs:
            if blob.id not in bytes_of:
                raise self._broken(f"the content of {blob.path} is not in this clone")
        return {blob.path: bytes_of[blob.id] for blob in blobs}

    def history(self, commit: str, paths: Iterable[str], *, most: int) -> tuple[Commit, ...]:
        """Return the commits that changed one of `paths`, newest first.

        The search starts at `commit` and follows only first parents. Raises ParseError if git fails.
        """
        asked = ("--first-parent", "--format=%H %ct", f"--max-count={most}", commit, "--")
        done = self._git("log", *asked, *paths)
        if done.returncode != 0:
            raise self._broken(
                f"the history of {commit[:12]} cannot be read: {git.said(done.stderr, done.returncode)}"
            )
        lines = done.stdout.decode("ascii", "replace").splitlines()
        return tuple(Commit(name, int(at)) for name, _, at in (line.partition(" ") for line in lines))

    def _git(self, *arguments: str, given: bytes = b"") -> git.Finished:
        return git.run(self.folder, arguments, given=given)

    def _broken(self, message: str) -> ParseError:
        hint = (
            _DEEPEN
            if self.shallow
            else "in a partial clone, fetch the missing files with `git fetch --refetch --no-filter`"
        )
        return ParseError(Reference.REPOSITORY_UNREADABLE, message, hint=hint)


def objects(output: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the objects in the output of `git cat-file --batch` (git-cat-file(1), BATCH OUTPUT).

    Missing objects are skipped.
    """
    at = 0
    while at < len(output):
        end = output.index(b"\n", at)
        words = output[at:end].split()
        at = end + 1
        if len(words) == 3 and words[2].isdigit():
            size_bytes = int(words[2])
            yield words[0].decode("ascii"), output[at : at + size_bytes]
            at += size_bytes + 1


def _hint_of(done: git.Finished) -> str:
    if b"dubious ownership" in done.stderr:
        return "the clone belongs to another user: run `git config --global --add safe.directory FOLDER` to trust it"
    return "run the command inside a git clone"
