"""Reads the state of a project before a change from its git repository, for `check --since REF`."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from posixpath import dirname, join, normpath

from pratique.cli.project import locate
from pratique.cli.project.commits import Commits
from pratique.cli.project.files_beside_locks import AtCommit, behind_links
from pratique.core.lock import Lock, Problem
from pratique.core.reading import LockRead
from pratique.errors import ParseError
from pratique.intake.agreement import disagreements
from pratique.lockfiles.included import Bytes
from pratique.net.git.repository import Blob, Repository


@dataclass(frozen=True, slots=True)
class Now:
    """The current work tree: its lockfiles by path, and a function that reads its files."""

    locks: Mapping[str, Lock]
    bytes_of: Bytes

    def id_as(self, path: str, blob: Blob) -> str | None:
        """Return the git object id of the file's bytes (git-hash-object(1)), for a comparison with the id of `blob`.

        Return None if the file is missing or unreadable.
        """
        try:
            data = self.bytes_of(path)
        except ParseError:
            return None
        algorithm = "sha256" if len(blob.id) == 64 else "sha1"
        return hashlib.new(algorithm, b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Before:
    """The state of a project before a change.

    `reference` is the target branch of the change, whose settings and waivers apply. The lockfiles are compared with
    the lockfiles of the merge base, so that later commits on the branch do not count as part of the change. In a
    shallow clone without the merge base, the lockfiles are compared with the lockfiles of the branch.
    """

    repository: Repository
    reference: str
    branch: str
    """The full id of the branch's commit."""
    commit: str
    """The full id of the commit for the comparison of lockfiles."""

    @classmethod
    def of(cls, root: Path, reference: str) -> "Before":
        """Find the earlier state. Raise UsageError if `root` is not in a repository or the reference is not a commit."""
        repository = Repository.around(root)
        branch = repository.commit(reference)
        return cls(
            repository=repository,
            reference=reference,
            branch=branch,
            commit=repository.fork_point(branch, "HEAD") or branch,
        )

    def settings_file(self, filename: str) -> bytes | None:
        """Return the bytes of a settings file (see `pratique.cli.run.settings.Branch`)."""
        return self.at_branch(filename)

    def at_branch(self, path: str) -> bytes | None:
        """Return the bytes of a file of the target branch, or None if the file does not exist. Raise ParseError."""
        commits = Commits(self.repository, ())
        return commits.bytes_of(self._at_branch, path) if path in self._at_branch else None

    def locks(self, exclude: Sequence[str], now: Now) -> tuple[dict[str, Lock], tuple[LockRead, ...]]:
        """Return the lockfiles of the earlier commit, and the unreadable lockfiles.

        A lockfile whose bytes have not changed is not parsed again.
        """
        known = {}
        for path, lock in now.locks.items():
            item, blob = locate.lockfile_at(path, ()), self._at_commit.get(path)
            if item is not None and blob is not None and lock.alone and now.id_as(path, blob) == blob.id:
                known[item.format.name, blob.id] = lock
        return Commits(self.repository, exclude, known, now.locks).locks(self.commit)

    def has(self, now: Now, path: str) -> bool:
        """Return True if a file and its included files are unchanged since the earlier commit."""
        lock = now.locks.get(path)
        joined = (normpath(join(dirname(path), one)) for one in (lock.taken_in if lock else ()))
        return path in self._at_commit and all(self._same(one, now) for one in (path, *joined))

    def _same(self, path: str, now: Now) -> bool:
        blob = self._at_commit.get(path)
        if blob is not None:
            return now.id_as(path, blob) == blob.id
        try:
            now.bytes_of(path)
        except ParseError:
            return True
        return False

    def disagreements(self, path: str, lock: Lock) -> tuple[Problem, ...]:
        """Return the dependencies that the manifests of the earlier commit require but its lockfile does not contain."""
        item = locate.lockfile_at(path, ())
        return () if item is None else disagreements(item.format.name, path, lock, self._manifests)

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file in the earlier commit, or None if the file does not exist. Raise ParseError."""
        return self.beside.read(path)

    @cached_property
    def beside(self) -> AtCommit:
        """Return the files of the earlier commit in and below the project's folder."""
        return AtCommit(self.repository, self._at_commit)

    @cached_property
    def _manifests(self) -> AtCommit:
        """Return the files by path, including manifests that are links to other files."""
        try:
            linked = behind_links(self.repository, self.commit, self._at_commit)
        except ParseError:  # a part of the clone is missing: what is there today counts as new
            linked = {}
        return AtCommit(self.repository, {**self._at_commit, **linked})

    @cached_property
    def _at_commit(self) -> Mapping[str, Blob]:
        return {blob.path: blob for blob in self.repository.files(self.commit)}

    @cached_property
    def _at_branch(self) -> Mapping[str, Blob]:
        return {blob.path: blob for blob in self.repository.files(self.branch)}


def without_old_trouble(
    files: Sequence[LockRead], before: Before, now: Now
) -> tuple[list[LockRead], list[tuple[str, str]]]:
    """Separate the unreadable lockfiles that the change does not affect.

    Return the lockfiles to report, and the path and the reason of each unaffected lockfile.
    """
    counted: list[LockRead] = []
    old: list[tuple[str, str]] = []
    for file in files:
        troubled = file.error is not None or bool(file.problems)
        if not troubled or not before.has(now, file.path):
            counted.append(file)
            continue
        why = file.error.message if file.error else file.problems[0]
        old.append((file.path, f"unchanged, and not completely readable: {why}"))
        if file.error is None:
            counted.append(replace(file, problems=()))
    return counted, old


def new_disagreements(
    now: Mapping[str, Sequence[Problem]], past: Mapping[str, Lock], before: Before
) -> tuple[dict[str, tuple[Problem, ...]], list[tuple[str, str]]]:
    """Separate the missing dependencies that the lockfiles already lacked before the change.

    `now` contains the current disagreements by the path of the lockfile, `past` the earlier lockfiles. Return the new
    disagreements, and the path and the reason of each earlier disagreement.
    """
    counted: dict[str, tuple[Problem, ...]] = {}
    old: list[tuple[str, str]] = []
    for path, found in now.items():
        lock = past.get(path)
        # The same request of before may be on another line now.
        earlier = before.disagreements(path, lock) if found and lock is not None else ()
        known = {(problem.what, problem.why) for problem in earlier}
        counted[path] = tuple(problem for problem in found if (problem.what, problem.why) not in known)
        old += (
            (path, f"unchanged: {problem.what}: {problem.why}")
            for problem in found
            if (problem.what, problem.why) in known
        )
    return counted, old
