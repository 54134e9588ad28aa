"""The results of reading a project's files, including errors.

Every report about a project contains the results of reading its files.
"""

from dataclasses import dataclass

from pratique.core.names import ReleaseRef
from pratique.errors import Reference


@dataclass(frozen=True, slots=True)
class Trouble:
    """An error that affects only a part of a result. The rest of the result remains valid."""

    reference: Reference
    message: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotJudged:
    """A package of a project without a verdict, with the reason."""

    purl: str
    why: str
    sources: tuple[str, ...] = ()
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LockRead:
    """The result of reading one lockfile of a project."""

    path: str
    format: str | None
    packages: int = 0
    problems: tuple[str, ...] = ()
    error: Trouble | None = None
    platform: str | None = None
    """The machine and the Python versions for which the lockfile was judged, if the result depends on them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """The scope of a check that judges only the changes since a commit."""

    reference: str
    """The base of the comparison as the user wrote it: a branch, a tag or a commit."""
    commit: str
    """The full id of the base commit."""
    removed: tuple[ReleaseRef, ...] = ()
    """Releases that no lockfile contains any more."""
    unchanged: int = 0
    """The number of unchanged lockfile entries, which count as already in use."""
