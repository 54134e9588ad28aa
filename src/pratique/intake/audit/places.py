"""Defines the location of a release in a project's lockfiles."""

from dataclasses import dataclass

from pratique.core.audit import AuditFinding
from pratique.core.lock import Lock, LockedPackage


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of one lockfile."""

    path: str
    """The path of the lockfile, relative to the project, with forward slashes."""
    lock: Lock
    entry: LockedPackage

    @property
    def source(self) -> str:
        """Return the path of the lockfile and the line number of the entry as `path:line`."""
        return self.path if self.entry.line is None else f"{self.path}:{self.entry.line}"


@dataclass(frozen=True, slots=True)
class Met:
    """A finding and the lockfile entries that it applies to. Runtimes and copied files have no entries."""

    finding: AuditFinding
    places: tuple[Place, ...] = ()
