"""Decides whether a lockfile entry is judged, is skipped, or cannot be judged."""

from collections.abc import Collection
from dataclasses import dataclass

from pratique.core.lock import Lock, LockedPackage, SourceKind
from pratique.core.names import Ecosystem
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.interface import Platform
from pratique.intake.entries.places import LocalFiles, is_missing, trouble
from pratique.lockfiles.git_address import read_commit


@dataclass(frozen=True, slots=True)
class Judge:
    """The entry is judged."""


@dataclass(frozen=True, slots=True)
class OutOfScope:
    """The entry is skipped: it is part of the project, or not installed on this platform.

    A skipped entry does not make the result incomplete.
    """

    why: str


@dataclass(frozen=True, slots=True)
class CannotJudge:
    """The entry should be judged but has no artifact. An entry that cannot be judged makes the result incomplete."""

    why: str


Scope = Judge | OutOfScope | CannotJudge

_OWN = {
    SourceKind.WORKSPACE: "a workspace of the project itself",
    SourceKind.LINK: "a link to a folder of the project itself",
    SourceKind.PATH: "a path on this machine, part of the project itself",
}

_FROM_GIT = "comes from a git repository, not from a registry"
_FROM_ADDRESS = "comes from a URL, not from a registry"


def scope(
    lock: Lock,
    entry: LockedPackage,
    platform: Platform,
    *,
    git_hosts: Collection[str] = (),
    files: LocalFiles | None = None,
) -> Scope:
    """Return whether an entry is judged, skipped, or cannot be judged.

    `git_hosts` are the hosts whose repositories may be read. `files` contains the files of the judged repository.
    """
    outside = _outside(entry, platform)
    if outside is not None:
        return OutOfScope(outside)
    if entry.places:
        return _of_place(entry, files)
    if entry.source is SourceKind.URL:
        return CannotJudge(f"{_FROM_ADDRESS}: {entry.url or 'no URL given'}")
    if entry.source is SourceKind.GIT:
        return _of_commit(entry, git_hosts)
    if entry.version is None:
        return CannotJudge(f"{lock.format} does not pin an exact version")
    return Judge()


def is_installed(entry: LockedPackage, platform: Platform) -> bool:
    """Return True if an entry is installed on the platform and is not part of the project."""
    return _outside(entry, platform) is None


def _of_place(entry: LockedPackage, files: LocalFiles | None) -> Scope:
    if files is None:
        return CannotJudge(f"a path in the repository, which this command does not read: {entry.places[0]}")
    why = trouble(entry, files)
    if why is not None:
        return CannotJudge(why)
    if is_missing(entry, files):
        return OutOfScope("a link to a folder that does not exist")
    return Judge()


def _of_commit(entry: LockedPackage, git_hosts: Collection[str]) -> Scope:
    where = f"{_FROM_GIT}: {entry.url or 'no URL given'}"
    if entry.package.ecosystem is Ecosystem.RUBYGEMS:
        return CannotJudge(f"{where}; gems built from a repository are not judged")
    source = read_commit(entry.url)
    if source is None:
        return CannotJudge(f"{where}; the URL contains no full commit id")
    if source.host not in git_hosts:
        return CannotJudge(f"{where}; check.git_hosts does not list {source.host}")
    return Judge()


def _outside(entry: LockedPackage, platform: Platform) -> str | None:
    if entry.source in _OWN and not entry.places:
        return _OWN[entry.source]
    # `entry.bundled` is a mere flag in the lock, which no installer heeds: the source is what the reader made of it.
    if entry.source is SourceKind.BUNDLED:
        return "bundled in the artifact of another package, and judged with that artifact"
    if not ECOSYSTEMS[entry.package.ecosystem].matches_platform(entry.markers, platform):
        return f"not installed on {platform.name}: {', '.join(entry.markers)}"
    return None
