"""Describes how the import of a bundle changes the local advisory index."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pratique.advisories.index import Index
from pratique.errors import StoreError

INDEX = "advisories"
"""The key of the advisory index in the manifest of a bundle."""


@dataclass(frozen=True, slots=True)
class HeldIndex:
    """The build time and the source names of an advisory index."""

    built_at: datetime
    sources: frozenset[str]


def held_index(path: Path) -> HeldIndex | None:
    """Return the advisory index at a path, or None if it is missing or unreadable."""
    try:
        with Index.open(path) as index:
            return HeldIndex(index.built_at, frozenset(state.name for state in index.sources()))
    except StoreError:
        return None


def became(before: HeldIndex | None, after: HeldIndex | None) -> str:
    """Return a sentence that states which advisories were imported and which sources were removed."""
    if after is None:
        return "advisories: this machine has no readable index"
    if before == after:
        return (
            f"advisories: unchanged (built {_moment(after)}), because the bundle contains no newer advisories"
        )
    taken = f"imported from the bundle (built {_moment(after)})"
    if before is None:
        return f"advisories: {taken}"
    gone = _without(before.sources - after.sources)
    return f"advisories: {taken}, replacing the local advisories (built {_moment(before)}){gone}"


def _without(names: Collection[str]) -> str:
    return f"; removed sources: {', '.join(sorted(names))}" if names else ""


def _moment(index: HeldIndex) -> str:
    return f"{index.built_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
