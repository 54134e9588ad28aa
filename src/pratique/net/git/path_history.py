"""Reads all commits of all branches and tags that changed given paths, and the contents of files by object id.

git only reads objects (see `pratique.net.git.command`). A repository's configuration cannot change what is listed.
"""

import os
import subprocess  # noqa: TID251 - git is the reader of its own stores
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple, Self

from pratique.errors import ParseError, Reference
from pratique.net.git import command as git

LOG_S = 900.0
MOST_BLOB_BYTES = 64 * 1024 * 1024
_MOST_LOG_BYTES = 512 * 1024 * 1024
_MOST_TEXT = 300
_REGULAR = (b"100644", b"100755")
_SUBMODULE = b"160000"
_PIECE = 1024 * 1024
_FORMAT = "--format=commit %H%x00%P%x00%ct%x00%an <%ae>%x00%s"
_LOG = (
    *("log", "--all", "--full-history", "--parents", "--topo-order", "--root", "--raw", "-c", "-z"),
    *("--no-renames", "--no-abbrev", "--no-ext-diff", "--no-textconv", "--no-mailmap", "--no-color"),
    *("--no-show-signature", "--no-notes", "--encoding=UTF-8", _FORMAT, "--"),
)
_SETTINGS = (
    *("-c", "log.follow=false"),
    *("-c", f"diff.orderFile={os.devnull}"),
    *("-c", "core.quotePath=false"),
)


class PathChange(NamedTuple):
    """A file that one commit changed, compared with all parents of the commit."""

    path: str
    before: tuple[str, ...]
    """The object ids of the file in the parents, "" where it is missing; a merge has several."""
    after: str
    """The object id in the commit; "" if the commit deleted the file."""


class LoggedCommit(NamedTuple):
    """A commit that changed one of the paths, or a merge between such commits."""

    id: str
    parents: tuple[str, ...]
    """The nearest ancestors in the list of commits."""
    committed_s: int
    author: str
    subject: str
    changes: tuple[PathChange, ...]


class Ref(NamedTuple):
    """A branch, a tag or another reference to a commit."""

    name: str
    """The full name, such as `refs/heads/main`; `HEAD` for a commit that is checked out without a branch."""
    commit: str


@dataclass(frozen=True, slots=True)
class PathHistory:
    """A repository that is open for reading: a work tree or a bare one."""

    folder: Path
    """The folder with the objects, which all work trees of the repository share."""
    shallow: bool
    partial: bool
    """Whether the clone omits objects."""

    @classmethod
    def of(cls, path: Path) -> Self:
        """Open the repository whose work tree or git folder is `path`. Raises UsageError if there is none."""
        git_dir = path if is_bare(path) else path / ".git"
        if not git_dir.exists():
            raise git.unusable(f"{path} is not a git repository", "name the folder of a clone")
        asked = ("rev-parse", "--is-shallow-repository", "--path-format=absolute", "--git-common-dir")
        start = ("--git-dir=.",) if git_dir == path else ()
        done = git.run(path, (*start, *asked))
        if done.returncode != 0:
            why = git.said(done.stderr, done.returncode)
            raise git.unusable(f"{path} is not a readable git repository: {why}", "check the clone")
        shallow, folder = os.fsdecode(done.stdout).rstrip("\n").split("\n", 1)
        partial = any((Path(folder) / "objects" / "pack").glob("*.promisor"))
        return cls(Path(folder), shallow == "true", partial)

    def refs(self) -> tuple[Ref, ...]:
        """Return all references to commits, sorted by name. Raises ParseError if git fails."""
        fields = "%(refname)%00%(objecttype)%00%(objectname)%00%(*objecttype)%00%(*objectname)"
        found = []
        for line in self._lines("for-each-ref", f"--format={fields}"):
            name, kind, own, peeled_kind, peeled = line.split(b"\0")
            commit = own if kind == b"commit" else peeled if peeled_kind == b"commit" else b""
            if commit:
                found.append(Ref(os.fsdecode(name), commit.decode("ascii")))
        done = self._run("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        head = done.stdout.decode("ascii", "replace").strip()
        if done.returncode == 0 and head not in {ref.commit for ref in found}:
            found.append(Ref("HEAD", head))
        return tuple(sorted(found))

    def default_branch(self) -> str:
        """Return the full name of the branch that HEAD names; "" if HEAD names none."""
        done = self._run("symbolic-ref", "--quiet", "HEAD")
        return os.fsdecode(done.stdout).strip()

    def refs_with(self, commit: str) -> frozenset[str]:
        """Return the full names of the references from which a commit is reachable. Raises ParseError if git fails."""
        return frozenset(
            os.fsdecode(line)
            for line in self._lines("for-each-ref", "--contains", commit, "--format=%(refname)")
        )

    def files(self, commit: str) -> Iterator[tuple[str, str]]:
        """Yield path and object id of every regular file of a commit. Submodules have the id "". Raises ParseError."""
        done = self._run("ls-tree", "-r", "-z", "--full-tree", commit)
        if done.returncode != 0:
            raise self._broken(f"the files of {commit[:12]} cannot be listed", done)
        for entry in done.stdout.split(b"\0"):
            about, tab, name = entry.partition(b"\t")
            if tab:
                mode, _, identity = about.split()[:3]
                if mode in _REGULAR:
                    yield os.fsdecode(name), identity.decode("ascii")
                elif mode == _SUBMODULE:
                    yield os.fsdecode(name), ""

    def commits(self, patterns: Sequence[str]) -> tuple[LoggedCommit, ...]:
        """Return the commits that changed paths matching the glob patterns, parents before children.

        Raises ParseError if git fails, does not end, or lists more than can be kept.
        """
        words = ("git", "--glob-pathspecs", *git.CONFIGURATION, *_SETTINGS, "--git-dir=.", *_LOG, *patterns)
        with _started(words, self.folder, LOG_S) as (process, _, out):
            output = out.read(_MOST_LOG_BYTES + 1)
            if len(output) > _MOST_LOG_BYTES:
                raise self._broken(f"the list of commits is larger than {_MOST_LOG_BYTES // 1024**2} MiB")
            if process.wait() != 0:
                raise self._broken(
                    "the history cannot be read completely: objects are missing or damaged, or git was stopped"
                )
        return tuple(reversed(list(_commits(output))))

    @contextmanager
    def contents(self, timeout_s: float = LOG_S) -> "Iterator[Contents]":
        """Start a process that reads objects by id, and stop it at the end."""
        words = git.command((*_SETTINGS, "--git-dir=.", "cat-file", "--batch"))
        with _started(words, self.folder, timeout_s) as (_, given, out):
            yield Contents(given, out)

    def _run(self, *arguments: str) -> git.Finished:
        return git.run(self.folder, ("--git-dir=.", *arguments), timeout_s=LOG_S)

    def _lines(self, *arguments: str) -> list[bytes]:
        done = self._run(*arguments)
        if done.returncode != 0:
            raise self._broken("the branches and tags cannot be listed", done)
        return done.stdout.splitlines()

    def _broken(self, message: str, done: git.Finished | None = None) -> ParseError:
        why = "" if done is None else f": {git.said(done.stderr, done.returncode)}"
        hint = "check the clone with `git fsck`, or clone it again with all objects"
        return ParseError(Reference.REPOSITORY_UNREADABLE, message + why, hint=hint)


@dataclass(frozen=True, slots=True)
class Contents:
    """Reads objects from one git process."""

    given: BinaryIO
    out: BinaryIO

    def read(self, identity: str) -> bytes | None:
        """Return the content of an object, or None if the clone lacks it or it is larger than 64 MiB.

        Raises ParseError if git ends.
        """
        try:
            self.given.write(identity.encode("ascii") + b"\n")
            self.given.flush()
        except OSError:
            raise _ended() from None
        words = self.out.readline(1024).split()
        if len(words) == 2:
            return None
        if len(words) != 3 or not words[2].isdigit():
            raise _ended()
        left = int(words[2]) + 1
        if left > MOST_BLOB_BYTES:
            while left:
                piece = self.out.read(min(left, _PIECE))
                if not piece:
                    raise _ended()
                left -= len(piece)
            return None
        data = self.out.read(left)
        if len(data) < left:
            raise _ended()
        return data[:-1]


def is_bare(path: Path) -> bool:
    """Return True if a folder has the form of a git folder, which a bare repository is."""
    return (path / "HEAD").is_file() and (path / "objects").is_dir() and (path / "refs").is_dir()


def _ended() -> ParseError:
    return ParseError(
        Reference.REPOSITORY_UNREADABLE,
        "git ended before all revisions were read",
        hint="check the clone with `git fsck`",
    )


@contextmanager
def _started(
    words: Sequence[str], folder: Path, timeout_s: float
) -> "Iterator[tuple[subprocess.Popen[bytes], BinaryIO, BinaryIO]]":
    """Start git with pipes; it is killed at the end, and after `timeout_s`."""
    try:
        process = subprocess.Popen(  # noqa: S603 - no shell, and no word of it is an option that a stranger chose
            words,
            cwd=folder,
            env=git.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=_PIECE,
        )
    except OSError as error:
        raise git.unusable(
            f"git cannot be started: {error.strerror}", "check that git is installed"
        ) from error
    assert process.stdin is not None
    assert process.stdout is not None
    clock = threading.Timer(timeout_s, process.kill)
    clock.daemon = True
    clock.start()
    try:
        yield process, process.stdin, process.stdout  # type: ignore[misc]
    finally:
        clock.cancel()
        process.kill()
        process.wait()
        process.stdout.close()
        with suppress(OSError):  # what was not sent yet cannot be sent any more
            process.stdin.close()


def _commits(output: bytes) -> Iterator[LoggedCommit]:
    """Yield the commits in the output of `_LOG`, newest first."""
    fields = iter(output.split(b"\0"))
    head: tuple[str, ...] | None = None
    changes: list[PathChange] = []
    for field in fields:
        text = field.lstrip(b"\n")
        if text.startswith(b":"):
            change = _change(text, os.fsdecode(next(fields, b"")))
            if change is not None:
                changes.append(change)
        elif text.startswith(b"commit "):
            if head is not None:
                yield _commit(head, changes)
            names = text.split()[1:2]
            rest = [next(fields, b"") for _ in range(4)]
            head = tuple(part.decode("utf-8", "replace") for part in (*names, *rest))
            changes = []
    if head is not None:
        yield _commit(head, changes)


def _commit(head: tuple[str, ...], changes: list[PathChange]) -> LoggedCommit:
    identity, parents, at, author, subject = head
    seconds = int(at) if at.lstrip("-").isdigit() else 0
    return LoggedCommit(
        identity,
        tuple(parents.split()),
        seconds,
        author[:_MOST_TEXT],
        subject[:_MOST_TEXT],
        tuple(changes),
    )


def _change(about: bytes, path: str) -> PathChange | None:
    """Return one entry of the raw diff format (git-diff-tree(1), RAW OUTPUT FORMAT), also of a merge."""
    parents = len(about) - len(about.lstrip(b":"))
    words = about[parents:].split()
    if len(words) != 2 * (parents + 1) + 1:
        return None
    modes, names = words[: parents + 1], words[parents + 1 : -1]
    ids = [name.decode("ascii") if mode in _REGULAR else "" for mode, name in zip(modes, names, strict=True)]
    return PathChange(path, tuple(ids[:-1]), ids[-1])
