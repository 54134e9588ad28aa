"""Detects dependency confusion: private names that are also the names of other packages in the public registry."""

from collections.abc import Collection
from dataclasses import dataclass

from pratique.core.evidence import Evidence, Known, NotAsked, Unknown
from pratique.core.names import PackageRef
from pratique.history.names.spelling import scope_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateNames:
    """The private names and scopes of a project, which come from a private registry."""

    names: Collection[str] = frozenset()
    """Private package names in the spelling of the ecosystem."""
    scopes: Collection[str] = frozenset()
    """Private npm scopes, with their `@`."""

    def holds(self, name: PackageRef) -> bool:
        """Return True if a name, or the scope of a name, is private."""
        return name.name in self.names or scope_of(name.name) in (set(self.scopes) - {""})


def public_twin(name: PackageRef, private: PrivateNames, listed: Evidence[bool]) -> str | None:
    """Return one sentence if a private name exists in the public registry, or if this is unknown.

    Returns None if the name is not private or does not exist in the public registry.

    `listed` states whether the public registry lists the name. `listed` is usually `NotAsked`, because a request would
    disclose the name to the public registry.
    """
    if not private.holds(name):
        return None
    match listed:
        case Known(value=True, source=source):
            return (
                f"{name} is a private name in this project, but {source} also lists a package with this name: "
                "an installer that uses this registry gets a stranger's package"
            )
        case Known():
            return None
        case Unknown(why=why) | NotAsked(why=why):
            return f"{name} is a private name in this project; it is unknown whether a public package has this name: {why}"
