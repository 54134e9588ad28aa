"""Detects dependency confusion: private names that also exist in the public registry, where a client may find another package."""

from collections.abc import Collection
from dataclasses import dataclass

from pratique.core.evidence import Evidence, Known, NotAsked, Unknown
from pratique.core.names import PackageRef
from pratique.history.names.spelling import scope_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateNames:
    """The private names and scopes of a project."""

    names: Collection[str] = frozenset()
    """Names as the ecosystem spells them."""
    scopes: Collection[str] = frozenset()
    """npm scopes, with their `@`."""

    def holds(self, name: PackageRef) -> bool:
        """Return True if a name is private."""
        return name.name in self.names or scope_of(name.name) in (set(self.scopes) - {""})


def public_twin(name: PackageRef, private: PrivateNames, listed: Evidence[bool]) -> str | None:
    """Return one sentence if a private name exists in the public registry or if that is unknown.

    Returns None if it does not exist there or is not private.

    `listed` says whether the public registry lists the name. A request would disclose the name, so it is usually
    `NotAsked`.
    """
    if not private.holds(name):
        return None
    match listed:
        case Known(value=True, source=source):
            return (
                f"{name} is a private name here, and {source} lists a package of that name: "
                "an installer that asks there gets the stranger's"
            )
        case Known():
            return None
        case Unknown(why=why) | NotAsked(why=why):
            return f"{name} is a private name here, and whether it exists in public is not known: {why}"
