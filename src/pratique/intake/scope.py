"""Which entries of a lock are judged, which are not ours to judge, and which cannot be. Pure."""

from dataclasses import dataclass

from pratique.core.lock import Lock, LockedPackage, SourceKind
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.interface import Platform


@dataclass(frozen=True, slots=True)
class Judge:
    """To be judged."""


@dataclass(frozen=True, slots=True)
class OutOfScope:
    """Not a stranger's artifact on this platform: listed, and never incomplete."""

    why: str


@dataclass(frozen=True, slots=True)
class CannotJudge:
    """In scope, and there is no artifact to judge: the answer is incomplete."""

    why: str


Scope = Judge | OutOfScope | CannotJudge

_OWN = {
    SourceKind.WORKSPACE: "a workspace of the project itself",
    SourceKind.LINK: "a link to a folder of the project itself",
    SourceKind.PATH: "a path on this machine, part of the project itself",
}

_ELSEWHERE = {
    SourceKind.GIT: "comes from a git repository, not from a registry",
    SourceKind.URL: "comes from an address of its own, not from a registry",
}


def scope(lock: Lock, entry: LockedPackage, platform: Platform) -> Scope:
    """Say what is to be done with an entry."""
    outside = _outside(entry, platform)
    if outside is not None:
        return OutOfScope(outside)
    if entry.source in _ELSEWHERE:
        return CannotJudge(f"{_ELSEWHERE[entry.source]}: {entry.url or 'no address told'}")
    if entry.version is None:
        return CannotJudge(f"{lock.format} pins no exact version for it")
    return Judge()


def _outside(entry: LockedPackage, platform: Platform) -> str | None:
    if entry.source in _OWN:
        return _OWN[entry.source]
    # `entry.bundled` is a mere flag in the lock, which no installer heeds: the source is what the reader made of it.
    if entry.source is SourceKind.BUNDLED:
        return "shipped inside the artifact of the package that bundles it, and judged with it"
    if not ECOSYSTEMS[entry.package.ecosystem].matches_platform(entry.markers, platform):
        return f"not installed on {platform.name}: {', '.join(entry.markers)}"
    return None
