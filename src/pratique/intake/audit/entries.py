"""Selects the lockfile entries that are matched against advisories.

An advisory applies to a package in a public registry. A package from another source may have the same name but different content,
so it is never matched by name.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pratique.core.advisory import Product
from pratique.core.lock import Lock, LockedPackage, SourceKind

PRODUCTION = "prod"
"""The name of the group of run-time dependencies."""

_OWN = {
    SourceKind.WORKSPACE: "a workspace of the project itself",
    SourceKind.LINK: "a link to a folder of the project itself",
    SourceKind.PATH: "a path on this machine, part of the project itself",
}
_ELSEWHERE = {
    SourceKind.GIT: "the package comes from a git repository, and advisories are about registry packages",
    SourceKind.URL: "the package comes from a URL, and advisories are about registry packages",
}


@dataclass(frozen=True, slots=True)
class Held:
    """A lockfile entry that is matched against advisories."""

    product: Product
    version: str


@dataclass(frozen=True, slots=True)
class OutOfScope:
    """A lockfile entry that advisories do not apply to.

    An entry that is out of scope never makes the audit incomplete.
    """

    why: str


@dataclass(frozen=True, slots=True)
class NotAudited:
    """A lockfile entry that advisories may apply to but that cannot be matched.

    An entry that cannot be matched makes the audit incomplete.
    """

    why: str


def place_of(lock: Lock, entry: LockedPackage, private: Collection[str]) -> Held | OutOfScope | NotAudited:
    """Return whether an entry is audited, is out of scope, or cannot be audited.

    `private` contains the URLs of private registries.
    """
    if entry.source in _OWN:
        return OutOfScope(_OWN[entry.source])
    if entry.source in _ELSEWHERE:
        return NotAudited(f"{_ELSEWHERE[entry.source]}: {entry.url or 'no URL given'}")
    if _is_private(entry, private):
        return OutOfScope("from a private registry: public advisories do not apply")
    if entry.version is None:
        return NotAudited(f"{lock.format} does not pin an exact version")
    return Held(Product.of(entry.package), entry.version)


def wanted(entry: LockedPackage, groups: Collection[str]) -> bool:
    """Return True if an entry belongs to one of the requested dependency groups, or if no groups were requested."""
    return not groups or bool((entry.groups or {PRODUCTION}) & set(groups))


def _is_private(entry: LockedPackage, private: Iterable[str]) -> bool:
    told = [place for place in (entry.registry, entry.url) if place]
    return any(place.rstrip("/").startswith(address.rstrip("/")) for address in private for place in told)
