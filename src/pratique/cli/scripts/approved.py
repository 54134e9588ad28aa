"""Reads which install scripts are approved, from the records beside lockfiles."""

import posixpath
from collections.abc import Iterable
from pathlib import Path

from pratique.cli.project import locate
from pratique.cli.scripts import record
from pratique.errors import ParseError


def approved_scripts(
    root: Path, locks: Iterable[str]
) -> tuple[frozenset[tuple[str, str]] | None, tuple[str, ...]]:
    """Return the approved artifacts, as (package URL and `@VERSION`, digest), and a sentence for each unreadable record.

    `locks` are the paths of the lockfiles, relative to `root`. The first part is None if there is no record.
    """
    found: set[tuple[str, str]] = set()
    problems: list[str] = []
    recorded = False
    for folder in sorted({posixpath.dirname(path) for path in locks}):
        path = posixpath.join(folder, record.FILENAME)
        if not (root / path).exists():
            continue
        recorded = True
        try:
            entries = record.parse(locate.from_disk(root)(path), path)
        except ParseError as error:
            problems.append(f"{error.message}; no install script counts as approved")
            continue
        found.update((f"{one.package}@{one.version}", one.digest) for one in entries if one.approved)
    return (frozenset(found) if recorded else None), tuple(problems)
