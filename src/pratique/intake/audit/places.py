"""Locates a release in a project's locks."""

from dataclasses import dataclass

from pratique.core.audit import AuditFinding
from pratique.core.lock import Lock, LockedPackage


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of one lock."""

    path: str
    """The lock's path relative to the project, with forward slashes."""
    lock: Lock
    entry: LockedPackage

    @property
    def source(self) -> str:
        """Return `path:line`."""
        return self.path if self.entry.line is None else f"{self.path}:{self.entry.line}"


@dataclass(frozen=True, slots=True)
class Met:
    """A finding and the entries that it applies to; no entries for a runtime or a copied file."""

    finding: AuditFinding
    places: tuple[Place, ...] = ()
