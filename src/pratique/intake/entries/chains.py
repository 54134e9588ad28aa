"""Finds the dependency chains from the project to a lockfile entry."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pratique.core.lock import Ancestry, Lock, LockedPackage


@dataclass(frozen=True, slots=True)
class Chains:
    """Finds dependency chains of `name@version` from the project to a lockfile entry.

    The graph of each lockfile is built only once.
    """

    known: dict[str, tuple[Ancestry, Mapping[str, str]]] = field(default_factory=dict)

    def of(self, path: str, lock: Lock, entry: LockedPackage) -> tuple[tuple[str, ...], ...]:
        """Return up to five of the shortest dependency chains to an entry of the lockfile at `path`, shortest first."""
        return self.search(path, lock, entry, most=5)[0]

    def search(
        self, path: str, lock: Lock, entry: LockedPackage, *, most: int
    ) -> tuple[tuple[tuple[str, ...], ...], bool]:
        """Return up to `most` dependency chains, and True if there are certainly no others."""
        if path not in self.known:
            by_key = {package.key: str(package.ref or package.package) for package in lock.packages}
            self.known[path] = (Ancestry.of(lock), by_key)
        ancestry, names = self.known[path]
        chains, complete = ancestry.search(entry.key, most=most)
        return tuple(tuple(names.get(key, key) for key in chain) for chain in chains), complete
