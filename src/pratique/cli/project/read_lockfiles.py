"""Reads lockfiles, and compares them with the manifests in the same folders."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from pratique.cli.project import locate
from pratique.cli.project.files_beside_locks import OnDisk
from pratique.core.lock import Lock, Problem
from pratique.core.reading import LockRead
from pratique.errors import ParseError
from pratique.intake.agreement import disagreements


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The result of reading the lockfiles of a project."""

    files: tuple[LockRead, ...]
    locks: dict[str, Lock]
    """The parsed lockfiles by path."""
    disagreements: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)
    """The dependencies of manifests that are missing in the lockfile, by the path of the lockfile."""

    @classmethod
    def of(cls, root: Path, search: locate.Search) -> Self:
        """Read the lockfiles that a search found below `root`."""
        files: list[LockRead] = []
        locks: dict[str, Lock] = {}
        disagreeing: dict[str, tuple[Problem, ...]] = {}
        bytes_of, beside = locate.from_disk(root), OnDisk(root)
        names_in = locate.names_on_disk(root)
        for item in search.found:
            try:
                lock = locate.read(item, bytes_of, names_in)
            except ParseError as error:
                files.append(locate.unread(item.path, error))
                continue
            files.append(lock_read(item.path, lock))
            locks[item.path] = lock
            disagreeing[item.path] = disagreements(item.format.name, item.path, lock, beside)
        return cls(files=tuple(files), locks=locks, disagreements=disagreeing)

    @property
    def told(self) -> tuple[LockRead, ...]:
        """Return the report entry of each lockfile. Missing dependencies are added to the problems of the lockfile."""
        return with_disagreements(self.files, self.disagreements)


def lock_read(path: str, lock: Lock) -> LockRead:
    """Return the report entry of a parsed lockfile."""
    problems = tuple(_words(problem) for problem in lock.problems)
    return LockRead(path=path, format=lock.format, packages=len(lock.packages), problems=problems)


def with_disagreements(
    files: tuple[LockRead, ...] | list[LockRead], disagreeing: Mapping[str, tuple[Problem, ...]]
) -> tuple[LockRead, ...]:
    """Return the report entries with missing dependencies added to their problems."""
    return tuple(
        replace(file, problems=(*file.problems, *map(_words, disagreeing.get(file.path, ()))))
        for file in files
    )


def _words(problem: Problem) -> str:
    told = f"{problem.what}: {problem.why}"
    return told if problem.line is None else f"line {problem.line}: {told}"
