"""Reads the local or remote source repository of an artifact.

From a remote repository, one commit is fetched into a temporary folder. Pratique runs no hook, filter or helper of a
repository, contacts no submodule or LFS server, and writes no file of a commit to disk.
"""

import posixpath
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from pratique.core.source import CommitFacts, Signature, SignatureKind
from pratique.core.tree import File, Omission, Tree
from pratique.errors import PratiqueError, Reference, RegistryError, UsageError
from pratique.net.git import command as git
from pratique.net.git.commit_object import committed_at, signature_of
from pratique.net.git.repository import objects
from pratique.net.git.watched_command import ask_host, start

FETCH_S = 180.0
MOST_PATHS = 500_000
_MOST_LINKS = 5_000
_MOST_LINK_BYTES = 4_096
_LARGEST = "16m"
"""The maximum size of a file of a remote repository, in git's notation.

Larger files are not downloaded if the host can omit files by size.
"""
_LINK, _SUBMODULE, _EXECUTABLE = b"120000", b"160000", b"100755"
_ID = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64})\Z")
_PEELED = "^{}"
_GOOD = b'Good "git" signature for '


@dataclass(frozen=True, slots=True)
class Entry:
    """A regular file of a commit, without its content. A link to a file is treated as the file."""

    path: str
    blob: str
    size_bytes: int
    executable: bool = False


@dataclass(frozen=True, slots=True)
class Entries:
    """The readable files of a commit, and the omitted files."""

    files: tuple[Entry, ...]
    omitted: tuple[Omission, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SourceRepository:
    """A source repository that is open for reading."""

    where: str
    """The requested URL or path of the repository."""
    folder: Path
    """The folder that contains the objects of the repository."""
    refs: Mapping[str, str]
    """The commit of each branch and tag, by full name."""
    address: str | None = None
    """The URL of a remote repository; None for a local repository."""
    most_bytes: int = 512 * 1024 * 1024
    timeout_s: float = FETCH_S
    shallow: bool = False
    brought: set[str] = field(default_factory=set)

    @property
    def tags(self) -> dict[str, str]:
        """Return the commit of each tag, by short name."""
        head = "refs/tags/"
        return {
            name.removeprefix(head): commit for name, commit in self.refs.items() if name.startswith(head)
        }

    def resolve(self, reference: str) -> str | None:
        """Return the full commit id for a tag, branch or commit id, or None if the repository does not contain it.

        A tag takes precedence over a branch.
        """
        for head in ("refs/tags/", "refs/heads/", "refs/remotes/", ""):
            if head + reference in self.refs:
                return self.refs[head + reference]
        if _ID.match(reference.lower()):
            return reference.lower()
        if self.address is None:
            return _one(
                self._git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}")
            )
        return None

    def commit(self, commit: str, *, allowed_signers: Path | None = None) -> CommitFacts:
        """Return facts about a commit, which is fetched if necessary.

        Raises RegistryError if the commit is unavailable.

        `allowed_signers` is a key file as in ssh-keygen(1), which is needed to verify signatures.
        """
        self._bring(commit)
        done = self._git("cat-file", "commit", commit)
        if done.returncode != 0:
            raise self._failed(
                f"the repository does not contain commit {commit[:12]}",
                "the commit may have been removed, or the clone may be shallow",
            )
        reachable, why = self._reach(commit)
        signature = signature_of(done.stdout)
        if signature is not None and allowed_signers is not None:
            signature = self._verified(commit, signature, allowed_signers)
        return CommitFacts(
            id=commit,
            committed_at=committed_at(done.stdout),
            signature=signature,
            reachable=reachable,
            reach_why=why,
        )

    def entries(self, commit: str) -> Entries:
        """Return the files of a commit. Raises RegistryError if git cannot list the files, or if there are too many files."""
        self._bring(commit)
        done = self._git("ls-tree", "-r", "-l", "-z", "--full-tree", "--end-of-options", commit)
        if done.returncode != 0:
            raise self._failed(git.said(done.stderr, done.returncode), "check that the clone is complete")
        lines = done.stdout.split(b"\0")
        if len(lines) > MOST_PATHS:
            raise self._failed(
                f"{commit[:12]} has more than {MOST_PATHS} files", "specify another commit with --at"
            )
        files: dict[str, Entry] = {}
        links: dict[str, str] = {}
        omitted: list[Omission] = []
        for line in filter(None, lines):
            about, _, raw = line.partition(b"\t")
            mode, _, blob, size = about.split()
            path = raw.decode("utf-8", "replace")
            if mode == _SUBMODULE:
                omitted.append(Omission(path, "a submodule, which is not fetched"))
            elif not size.isdigit():
                omitted.append(
                    Omission(path, f"larger than {_LARGEST} and not downloaded, or missing in this clone")
                )
            elif mode == _LINK:
                if len(links) < _MOST_LINKS and int(size) <= _MOST_LINK_BYTES:
                    links[path] = blob.decode("ascii")
            else:
                files[path] = Entry(path, blob.decode("ascii"), int(size), mode == _EXECUTABLE)
        return Entries((*files.values(), *self._linked(links, files)), tuple(omitted))

    def tree(self, entries: Sequence[Entry]) -> Tree:
        """Read files of a commit into memory. Raises RegistryError if git cannot read the files."""
        wanted = dict.fromkeys(entry.blob for entry in entries)
        bytes_of = self._read(wanted)
        missing = [
            Omission(e.path, "git did not return the file", e.size_bytes)
            for e in entries
            if e.blob not in bytes_of
        ]
        found = (File(e.path, bytes_of[e.blob], e.executable) for e in entries if e.blob in bytes_of)
        return Tree(tuple(found), tuple(missing))

    def _linked(self, links: Mapping[str, str], files: Mapping[str, Entry]) -> Iterator[Entry]:
        targets = self._read(dict.fromkeys(links.values())) if links else {}
        for path, blob in links.items():
            target = targets.get(blob, b"").decode("utf-8", "replace")
            found = files.get(posixpath.normpath(posixpath.join(path.rpartition("/")[0], target)))
            if found is not None:
                yield replace(found, path=path)

    def _read(self, blobs: Mapping[str, None]) -> dict[str, bytes]:
        done = self._git("cat-file", "--batch", given="".join(f"{blob}\n" for blob in blobs).encode())
        if done.returncode != 0:
            raise self._failed(git.said(done.stderr, done.returncode), "check that the clone is complete")
        return dict(objects(done.stdout))

    def _bring(self, commit: str) -> None:
        if self.address is None or commit in self.brought:
            return
        # A host that cannot leave out large files says so, and sends them all.
        asked = (
            "fetch",
            "--quiet",
            "--depth=1",
            "--no-tags",
            "--no-recurse-submodules",
            f"--filter=blob:limit={_LARGEST}",
        )
        self._ask(self.folder, (*asked, "--end-of-options", self.address, commit), f"commit {commit[:12]}")
        self.brought.add(commit)

    def _reach(self, commit: str) -> tuple[bool | None, str]:
        """Return whether a branch or tag contains the commit. For a remote repository, the complete history is fetched."""
        if commit in self.refs.values():
            return True, ""
        if self.address is None:
            return self._contains(self.folder, commit, shallow=self.shallow)
        with TemporaryDirectory(prefix="pratique-history-", ignore_cleanup_errors=True) as name:
            folder = Path(name)
            start(folder, len(commit))
            asked = (
                "fetch",
                "--quiet",
                "--no-tags",
                "--no-recurse-submodules",
                "--filter=tree:0",
                "--end-of-options",
            )
            every = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
            try:
                self._ask(folder, (*asked, self.address, *every), "its history")
            except RegistryError as error:
                return None, error.message
            return self._contains(folder, commit, shallow=False)

    def _contains(self, folder: Path, commit: str, *, shallow: bool) -> tuple[bool | None, str]:
        asked = ("for-each-ref", "--count=1", "--format=%(refname)", f"--contains={commit}")
        try:
            done = git.run(folder, ("--git-dir=.", *asked, "refs/heads", "refs/tags", "refs/remotes"))
        except PratiqueError as error:
            return None, error.message
        if done.returncode == 0 and done.stdout.strip():
            return True, ""
        if done.returncode != 0 and b"no such commit" not in done.stderr:
            return None, git.said(done.stderr, done.returncode)
        # All that branches and tags lead to is here: what is not here, none of them leads to.
        return (None, "the clone is shallow") if shallow else (False, "")

    def _verified(self, commit: str, signature: Signature, keys: Path) -> Signature:
        if signature.kind is not SignatureKind.SSH:
            return replace(signature, why=f"Pratique does not verify {signature.kind.value} signatures")
        # Set here, so that no program counts that the repository's configuration names.
        programs = (
            "-c",
            "gpg.ssh.program=ssh-keygen",
            "-c",
            "gpg.program=false",
            "-c",
            "gpg.x509.program=false",
        )
        trusted = (
            "-c",
            f"gpg.ssh.allowedSignersFile={keys.resolve()}",
            "-c",
            "gpg.ssh.revocationFile=/dev/null",
        )
        done = git.run(self.folder, ("--git-dir=.", *programs, *trusted, "verify-commit", commit))
        good = done.returncode == 0 and _GOOD in done.stderr
        if not good and b"No principal matched" in done.stderr:
            return replace(signature, verified=False, why="the signing key is not an allowed key")
        said = done.stderr[done.stderr.find(_GOOD) :] if good else done.stderr
        return replace(signature, verified=good, why=git.said(said, done.returncode))

    def _git(self, *arguments: str, given: bytes = b"") -> git.Finished:
        return git.run(self.folder, ("--git-dir=.", *arguments), given=given)

    def _ask(self, folder: Path, arguments: Sequence[str], what: str) -> bytes:
        assert self.address is not None
        told, why = ask_host(
            folder, self.address, arguments, most_bytes=self.most_bytes, timeout_s=self.timeout_s
        )
        if why is not None:
            raise self._failed(f"{what}: {why}", "check that git on this machine may read the repository")
        return told

    def _failed(self, why: str, hint: str) -> RegistryError:
        return RegistryError(Reference.COMMIT_UNREADABLE, f"{self.where}: {why}", hint=hint)


def open_local(path: Path) -> SourceRepository:
    """Open a local repository: a work tree, a folder in a work tree, or a bare repository.

    Raises UsageError if the path is not a readable repository.
    """
    _require_git()
    folder = path.resolve()
    if not ((folder / "HEAD").is_file() and (folder / "objects").is_dir()):
        if not folder.is_dir():
            raise git.unusable(
                f"{path} is not a folder", "set --repository to the path or URL of a repository"
            )
        done = git.run(folder, ("rev-parse", "--absolute-git-dir"))
        if done.returncode != 0:
            why = git.said(done.stderr, done.returncode)
            raise git.unusable(
                f"{path} is not in a readable git repository: {why}", "check that the folder is a git clone"
            )
        folder = Path(done.stdout.decode("utf-8", "surrogateescape").rstrip("\n"))
        common = git.run(folder, ("--git-dir=.", "rev-parse", "--git-common-dir"))
        if common.returncode == 0:
            folder = (folder / common.stdout.decode("utf-8", "surrogateescape").rstrip("\n")).resolve()
    shallow = git.run(folder, ("--git-dir=.", "rev-parse", "--is-shallow-repository"))
    if shallow.returncode != 0:
        raise git.unusable(
            f"{path} cannot be read: {git.said(shallow.stderr, shallow.returncode)}",
            "check that the folder is a git clone",
        )
    form = "--format=%(refname)%00%(objecttype)%00%(objectname)%00%(*objecttype)%00%(*objectname)"
    done = git.run(folder, ("--git-dir=.", "for-each-ref", form, "refs/heads", "refs/tags", "refs/remotes"))
    if done.returncode != 0:
        raise git.unusable(
            f"{path} cannot be read: {git.said(done.stderr, done.returncode)}",
            "check that the folder is a git clone",
        )
    return SourceRepository(
        where=str(path),
        folder=folder,
        refs=dict(_local_refs(done.stdout)),
        shallow=shallow.stdout.strip() == b"true",
    )


@contextmanager
def open_remote(address: str, *, most_bytes: int, timeout_s: float = FETCH_S) -> Iterator[SourceRepository]:
    """Open a remote repository by listing its branches and tags.

    Raises RegistryError if the host cannot be queried, and UsageError if git or the temporary folder is unusable.
    """
    _require_git()
    with TemporaryDirectory(prefix="pratique-source-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        start(folder, 40)
        found = SourceRepository(
            where=address, folder=folder, refs={}, address=address, most_bytes=most_bytes, timeout_s=timeout_s
        )
        asked = ("ls-remote", "--quiet", "--heads", "--tags", "--end-of-options", address)
        refs = dict(_remote_refs(found._ask(folder, asked, "the repository could not be queried")))  # noqa: SLF001 - its own
        if any(len(commit) == 64 for commit in refs.values()):
            shutil.rmtree(folder / "objects")
            (folder / "config").unlink()
            start(folder, 64)
        yield replace(found, refs=refs)


def _require_git() -> None:
    if shutil.which("git") is None:
        raise UsageError(
            Reference.REPOSITORY_UNREADABLE,
            "git is not installed",
            hint="install git, which is needed to read repositories",
        )


def _local_refs(output: bytes) -> Iterator[tuple[str, str]]:
    for line in output.decode("utf-8", "replace").splitlines():
        name, kind, commit, inner_kind, inner = (line.split("\0") + [""] * 5)[:5]
        if kind == "commit":
            yield name, commit
        elif inner_kind == "commit":
            yield name, inner


def _remote_refs(output: bytes) -> Iterator[tuple[str, str]]:
    """Yield the name and the commit of each branch and tag.

    `git ls-remote` prints two lines for an annotated tag, and the second line contains the commit.
    """
    for line in output.decode("utf-8", "replace").splitlines():
        commit, _, name = line.partition("\t")
        if _ID.match(commit) and name.startswith("refs/"):
            yield name.removesuffix(_PEELED), commit


def _one(done: git.Finished) -> str | None:
    found = done.stdout.decode("ascii", "replace").strip()
    return found if done.returncode == 0 and _ID.match(found) else None
