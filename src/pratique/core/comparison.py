"""The changes between two artifacts, in the recommended order of review."""

from dataclasses import dataclass
from enum import StrEnum


class Change(StrEnum):
    """The kind of change to a file."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class CapabilityChange:
    """A capability that was gained or lost, at its first location. `context` says when that code runs."""

    capability: str
    context: str
    api: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class ManifestChange:
    """One declaration that differs; `before` or `after` is None if only one artifact has it."""

    field: str
    """hook, dependency, command or entry."""
    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class NewAddress:
    """A URL, host or IP address that no file of the earlier artifact contains."""

    value: str
    path: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """One file that differs. `why_first` explains why it is listed first; it is empty for ordinary files."""

    path: str
    change: Change
    context: str | None = None
    """When it runs; None for files that contain no code."""
    size_before_bytes: int = 0
    size_after_bytes: int = 0
    moved_from: str | None = None
    why_first: tuple[str, ...] = ()
    patch: tuple[str, ...] = ()
    """Lines of a unified diff; empty if it was not requested, the file is not text, or it is too large."""
    patch_omitted: str | None = None
    """Why there is no patch, or why it is incomplete."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All changes from one artifact to another: capabilities, manifest, addresses, files (riskiest first)."""

    gained: tuple[CapabilityChange, ...] = ()
    lost: tuple[CapabilityChange, ...] = ()
    manifest: tuple[ManifestChange, ...] = ()
    addresses: tuple[NewAddress, ...] = ()
    files: tuple[FileChange, ...] = ()
    unchanged: int = 0
    known_bad: tuple[str, ...] = ()
    """Known-bad facts about either of the two releases, one sentence each."""
