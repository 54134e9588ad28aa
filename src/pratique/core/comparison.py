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
    """A gained or lost capability with its first location.

    `context` states when the code with the capability runs.
    """

    capability: str
    context: str
    api: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class ManifestChange:
    """One manifest declaration that differs between the two artifacts.

    `before` or `after` is None if only one artifact contains the declaration.
    """

    field: str
    """The kind of declaration: hook, dependency, command or entry."""
    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class NewAddress:
    """A URL, host or IP address that occurs in no file of the earlier artifact."""

    value: str
    path: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """One file that differs between the two artifacts.

    `why_first` explains why reports list the file first, and is empty for ordinary files.
    """

    path: str
    change: Change
    context: str | None = None
    """When the code of the file runs; None for files without code."""
    size_before_bytes: int = 0
    size_after_bytes: int = 0
    moved_from: str | None = None
    why_first: tuple[str, ...] = ()
    patch: tuple[str, ...] = ()
    """The lines of a unified diff; empty if no diff was requested, the file is not text, or the file is too large."""
    patch_omitted: str | None = None
    """The reason for a missing or incomplete patch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All changes from one artifact to another: capabilities, manifest, URLs and hosts, and files (riskiest first)."""

    gained: tuple[CapabilityChange, ...] = ()
    lost: tuple[CapabilityChange, ...] = ()
    manifest: tuple[ManifestChange, ...] = ()
    addresses: tuple[NewAddress, ...] = ()
    files: tuple[FileChange, ...] = ()
    unchanged: int = 0
    known_bad: tuple[str, ...] = ()
    """Known-bad facts about either of the two releases, one sentence each."""
