"""What changed between two artifacts, in the order in which a reviewer should read it."""

from dataclasses import dataclass
from enum import StrEnum


class Change(StrEnum):
    """What happened to a file."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class CapabilityChange:
    """A capability gained or lost, at its earliest place. `context` says when that code runs."""

    capability: str
    context: str
    api: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class ManifestChange:
    """One declaration that differs: `before` or `after` is None when it is only on one side."""

    field: str
    """hook, dependency, command or entry."""
    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class NewAddress:
    """A URL, host or IP address that no file of the earlier artifact names."""

    value: str
    path: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """One file that differs. `why_first` says why it is listed first; empty for ordinary files."""

    path: str
    change: Change
    context: str | None = None
    """When it runs; None for files that are not code."""
    size_before_bytes: int = 0
    size_after_bytes: int = 0
    moved_from: str | None = None
    why_first: tuple[str, ...] = ()
    patch: tuple[str, ...] = ()
    """Lines of a unified diff; empty when not asked for, not text, or too large."""
    patch_omitted: str | None = None
    """Why there is no patch, or not all of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All changes from one artifact to another: capabilities, manifest, addresses, files (risk first)."""

    gained: tuple[CapabilityChange, ...] = ()
    lost: tuple[CapabilityChange, ...] = ()
    manifest: tuple[ManifestChange, ...] = ()
    addresses: tuple[NewAddress, ...] = ()
    files: tuple[FileChange, ...] = ()
    unchanged: int = 0
    known_bad: tuple[str, ...] = ()
    """What is known to be bad about either of the two releases, one sentence each."""
