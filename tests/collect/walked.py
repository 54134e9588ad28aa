"""Walks for tests."""

from pathlib import Path

from pratique.collect.record import Gap, Looked, Record
from pratique.collect.walk import LockFile, walk


def records(*roots: Path, source: str = "") -> list[Record]:
    """Return the records below folders, or those of one source."""
    found = [one for one in walk(str(root) for root in roots) if isinstance(one, Record)]
    return [one for one in found if source in {"", one.source}]


def named(*roots: Path, source: str = "") -> set[tuple[str, str, str]]:
    """Return source, name and version of all records."""
    return {(one.source, one.name, one.version) for one in records(*roots, source=source)}


def gaps(*roots: Path) -> list[Gap]:
    """Return what could not be read."""
    return [one for one in walk(str(root) for root in roots) if isinstance(one, Gap)]


def looked(*roots: Path) -> list[Looked]:
    """Return what was read."""
    return [one for one in walk(str(root) for root in roots) if isinstance(one, Looked)]


def lock_files(*roots: Path) -> list[str]:
    """Return the names of the lockfiles that were met."""
    return [Path(one.path).name for one in walk(str(root) for root in roots) if isinstance(one, LockFile)]
