"""Suggests the releases that may pin a given release.

Callers verify that a suggested release pins the given release.
"""

import re
from collections import OrderedDict
from collections.abc import Iterator

from pratique.core.names import Ecosystem, PackageRef, ReleaseRef
from pratique.core.release import Release
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import ParseError

_EXACT = re.compile(r"\s{0,4}=?\s{0,4}v?([0-9][0-9A-Za-z.+!-]{0,100})\s{0,4}\Z")
_MOST_REMEMBERED = 20_000
_MOST_PARENTS = 8
_MOST_NAMES = 12


def exact_pin(wanted: str) -> str | None:
    """Return the exact version that a range pins; None for other ranges. Callers must check that the version is listed."""
    found = _EXACT.match(wanted)
    return found[1] if found else None


def namesakes(package: PackageRef) -> tuple[PackageRef, ...]:
    """Return the npm packages to which a platform-specific package may belong, such as `next` for `@next/swc-linux-x64-gnu`."""
    if package.ecosystem is not Ecosystem.NPM:
        return ()
    scope, slash, base = package.name.rpartition("/")
    parts = base.split("-")
    prefixes = ["-".join(parts[:count]) for count in range(len(parts) - 1, 0, -1)]
    names = [f"{scope}{slash}{prefix}" for prefix in prefixes[-_MOST_NAMES:]]
    if scope:
        names += [scope.removeprefix("@"), f"{scope}/{scope.removeprefix('@')}"]
    return tuple(dict.fromkeys(found for name in names if (found := _package(name)) and found != package))


def _package(name: str) -> PackageRef | None:
    try:
        return ECOSYSTEMS[Ecosystem.NPM].normalise(name)
    except ParseError:
        return None


class Pins:
    """Records which releases pin exact versions of which other releases. The least recently used records are dropped first."""

    def __init__(self) -> None:
        self._parents: OrderedDict[ReleaseRef, dict[ReleaseRef, None]] = OrderedDict()

    def note(self, release: Release) -> None:
        """Record the releases that a release pins exactly."""
        for ref in pinned(release):
            self.hint(ref, release.ref)

    def hint(self, pinned_: ReleaseRef, parent: ReleaseRef) -> None:
        """Record that the release `parent` may pin another release."""
        parents = self._parents.setdefault(pinned_, {})
        self._parents.move_to_end(pinned_)
        if len(parents) < _MOST_PARENTS:
            parents[parent] = None
        while len(self._parents) > _MOST_REMEMBERED:
            self._parents.popitem(last=False)

    def of(self, ref: ReleaseRef) -> tuple[ReleaseRef, ...]:
        """Return the releases that may pin a release."""
        return tuple(self._parents.get(ref, ()))


def pinned(release: Release) -> Iterator[ReleaseRef]:
    """Yield the releases that a release pins exactly, according to its dependencies."""
    module = ECOSYSTEMS[release.ref.package.ecosystem]
    for name, wanted in release.dependencies.items():
        version = exact_pin(wanted)
        if version is None:
            continue
        try:
            yield module.normalise(name).at(version)
        except ParseError:
            continue
