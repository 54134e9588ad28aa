"""Compares a package's npm-shrinkwrap.json with the project's lock.

Facts (observed with npm 10, 11 and 12): below an entry with `hasShrinkwrap`, npm 10 and 11 install the releases in the package's
own file, including dev dependencies, and ignore the lock; npm 12 follows the lock. Without `hasShrinkwrap` in the lock, all three
follow the lock.
"""

from collections.abc import Iterator

from pratique.core.lock import Lock, LockedPackage, SourceKind
from pratique.lockfiles.npm.package_lock import parse


def overruled(lock: Lock, entry: LockedPackage, shrinkwrap: bytes) -> Iterator[str]:
    """Yield the releases that a package installs by its own lock and that the project's lock does not have at that location.

    Raises ParseError if the package's own lock cannot be parsed.
    """
    held = {package.key: package for package in lock.packages}
    own = parse(shrinkwrap)
    yield from (f"{problem.what}: {problem.why}" for problem in own.problems)
    for package in own.packages:
        if package.source is SourceKind.BUNDLED:
            continue
        there = held.get(f"{entry.key}/{package.key}")
        if there is None:
            yield f"{_shown(package)}, and the lock has no entry for it"
        elif not _same(package, there):
            yield f"{_shown(package)}, and the lock holds {_shown(there)} with other bytes or from another place"


def _same(own: LockedPackage, there: LockedPackage) -> bool:
    """Return True if the project's lock accepts all bytes that the package's own lock accepts."""
    if (own.package, own.version, own.source) != (there.package, there.version, there.source):
        return False
    if any(digest.strong for digest in own.digests):
        return set(own.digests) <= set(there.digests)
    return own.url is None or _place(own) == _place(there)


def _place(package: LockedPackage) -> str:
    """Return the URL; npm requests registry URLs by https, whichever scheme is written."""
    return (package.url or "").removeprefix("https:").removeprefix("http:")


def _shown(package: LockedPackage) -> str:
    return f"{package.package.name}@{package.version or package.url or 'no version'}"
