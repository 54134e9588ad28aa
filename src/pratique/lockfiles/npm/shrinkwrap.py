"""Compares a package's npm-shrinkwrap.json with the project's lockfile.

For an entry with `hasShrinkwrap`, npm 10 and 11 install the releases in the package's own npm-shrinkwrap.json, including dev
dependencies, and ignore the project's lockfile; npm 12 follows the project's lockfile. Without `hasShrinkwrap`, npm 10, 11 and 12
all follow the project's lockfile (observed).
"""

from collections.abc import Iterator

from pratique.core.lock import Lock, LockedPackage, SourceKind
from pratique.lockfiles.npm.package_lock import parse


def overruled(lock: Lock, entry: LockedPackage, shrinkwrap: bytes) -> Iterator[str]:
    """Yield the releases in a package's npm-shrinkwrap.json that the project's lockfile lacks at the same location.

    Raises ParseError if the npm-shrinkwrap.json cannot be parsed.
    """
    held = {package.key: package for package in lock.packages}
    own = parse(shrinkwrap)
    yield from (f"{problem.what}: {problem.why}" for problem in own.problems)
    for package in own.packages:
        if package.source is SourceKind.BUNDLED:
            continue
        there = held.get(f"{entry.key}/{package.key}")
        if there is None:
            yield f"{_shown(package)}, and the lockfile has no entry for that release"
        elif not _same(package, there):
            yield f"{_shown(package)}, but the lockfile has {_shown(there)} with another digest or from another source"


def _same(own: LockedPackage, there: LockedPackage) -> bool:
    """Return True if the project's lockfile accepts every digest that the package's own lockfile accepts."""
    if (own.package, own.version, own.source) != (there.package, there.version, there.source):
        return False
    if any(digest.strong for digest in own.digests):
        return set(own.digests) <= set(there.digests)
    return own.url is None or _place(own) == _place(there)


def _place(package: LockedPackage) -> str:
    """Return the URL with the scheme https, because npm downloads every registry URL over https."""
    return (package.url or "").removeprefix("https:").removeprefix("http:")


def _shown(package: LockedPackage) -> str:
    return f"{package.package.name}@{package.version or package.url or 'no version'}"
