"""Selects the lock entries that advisories apply to. Does no I/O.

An advisory applies to a name in a public registry. An entry from elsewhere may have the same name with different
content, so it is never matched by name.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pratique.core.advisory import Product
from pratique.core.lock import Lock, LockedPackage, SourceKind

PRODUCTION = "prod"
"""The group name for entries that are needed at run time, which belong to no group."""

_OWN = {
    SourceKind.WORKSPACE: "a workspace of the project itself",
    SourceKind.LINK: "a link to a folder of the project itself",
    SourceKind.PATH: "a path on this machine, part of the project itself",
}
_ELSEWHERE = {
    SourceKind.GIT: "it comes from a git repository, and advisories are about registry packages",
    SourceKind.URL: "it comes from a URL, and advisories are about registry packages",
}


@dataclass(frozen=True, slots=True)
class Held:
    """An entry that is matched against advisories."""

    product: Product
    version: str


@dataclass(frozen=True, slots=True)
class OutOfScope:
    """An entry that advisories do not apply to. It is listed and never makes the audit incomplete."""

    why: str


@dataclass(frozen=True, slots=True)
class NotAudited:
    """An entry in scope that cannot be matched against advisories: it makes the audit incomplete."""

    why: str


def place_of(lock: Lock, entry: LockedPackage, private: Collection[str]) -> Held | OutOfScope | NotAudited:
    """Return how an entry is audited. `private` contains the URLs of private registries."""
    if entry.source in _OWN:
        return OutOfScope(_OWN[entry.source])
    if entry.source in _ELSEWHERE:
        return NotAudited(f"{_ELSEWHERE[entry.source]}: {entry.url or 'no address given'}")
    if _is_private(entry, private):
        return OutOfScope("from a private registry: public advisories do not apply")
    if entry.version is None:
        return NotAudited(f"{lock.format} pins no exact version for it")
    return Held(Product.of(entry.package), entry.version)


def wanted(entry: LockedPackage, groups: Collection[str]) -> bool:
    """Return True if an entry belongs to one of the requested groups; without groups, every entry does."""
    return not groups or bool((entry.groups or {PRODUCTION}) & set(groups))


def _is_private(entry: LockedPackage, private: Iterable[str]) -> bool:
    told = [place for place in (entry.registry, entry.url) if place]
    return any(place.rstrip("/").startswith(address.rstrip("/")) for address in private for place in told)
