"""How the files of a project were read, and what of it could not be answered: parts of every answer about a project."""

from dataclasses import dataclass

from pratique.core.names import ReleaseRef
from pratique.errors import Reference


@dataclass(frozen=True, slots=True)
class Trouble:
    """An error as part of an answer, so that the rest of the answer counts."""

    reference: Reference
    message: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotJudged:
    """A package of a project without a verdict, and why."""

    purl: str
    why: str
    sources: tuple[str, ...] = ()
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LockRead:
    """One lockfile of a project: how it was read."""

    path: str
    format: str | None
    packages: int = 0
    problems: tuple[str, ...] = ()
    error: Trouble | None = None
    platform: str | None = None
    """The machine and the versions of Python that it was judged for, where these depend on the lock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What a check looked at when it judged only what a change brings in."""

    reference: str
    """As it was written: a branch, a tag, a commit."""
    commit: str
    """The commit that was compared with, in full."""
    removed: tuple[ReleaseRef, ...] = ()
    """Releases that no lock holds any more."""
    unchanged: int = 0
    """Entries that are as they were, and so are pinned."""
