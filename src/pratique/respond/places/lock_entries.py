"""Finds the wanted releases and digests among the entries of a parsed lockfile."""

from collections.abc import Iterator
from dataclasses import dataclass

from pratique.core.lock import Ancestry, Lock, LockedPackage
from pratique.core.names import Digest, ReleaseRef
from pratique.lockfiles.revisions.reading import may_be_release
from pratique.respond.sighting import Basis
from pratique.respond.wanted.value import Wanted


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a lockfile that matches the request."""

    wanted: str
    """The id of the matched item."""
    basis: Basis
    ref: ReleaseRef | None
    digests: tuple[Digest, ...] = ()
    line: int | None = None
    through: tuple[str, ...] = ()
    """The packages from the project's own request down to this release."""
    note: str = ""


def entries(lock: Lock, wanted: Wanted) -> Iterator[Entry]:
    """Yield the matching entries of a lockfile in its order."""
    ancestry: Ancestry | None = None
    names = {package.key: package.package.name for package in lock.packages}
    for package in lock.with_client.packages:
        found = _match(package, wanted)
        if found is None:
            continue
        ancestry = ancestry or Ancestry.of(lock)
        path = next(iter(ancestry.chains(package.key, most=1)), ())
        through = tuple(names.get(key, key) for key in path if key)
        note = f"installed as {package.alias}" if package.alias else ""
        yield Entry(
            wanted=found[0],
            basis=found[1],
            ref=package.ref,
            digests=package.digests,
            line=package.line,
            through=through,
            note=note,
        )


def _match(package: LockedPackage, wanted: Wanted) -> tuple[str, Basis] | None:
    """Return the id of the item that an entry matches, by name and version before digests; None for others."""
    ref = package.package
    if package.version is not None and may_be_release(package):
        item = wanted.release(ref.ecosystem.value, ref.name, package.version)
        if item is not None:
            return item.id, Basis.RELEASE
    for digest in package.digests:
        if digest in wanted.by_digest:
            return wanted.by_digest[digest].id, Basis.DIGEST
    return None
