"""Finds releases that cannot be installed because no allowed version satisfies one of their dependencies.

A clean release may depend on a package whose matching versions are all refused (axios 1.14.1 needed plain-crypto-js
^4.2.1). While a listing offers a release that cannot be installed, every install by a version range fails. The gate
therefore marks a release with a refused dependency like a refused release, so that version ranges resolve to another
version. The file of the release is still judged and served, because a lockfile may contain the dependency.

A dependency is considered only if one of its versions is refused for a reason other than a cooldown, or if none of
its versions is allowed. If the allowed versions of a dependency are unknown, the gate does not hide the releases that
require the dependency.

This module does no I/O.
"""

import hashlib
import sys
from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.core.release import Listing, Release
from pratique.core.verdict import HoldKind
from pratique.ecosystems import ECOSYSTEMS
from pratique.gate.decision.listing_decision import MOST_WORDS, Marking
from pratique.gate.decision.nearest_allowed import Ladder
from pratique.gate.decision.refusal import moment, one_line
from pratique.gate.protocols.interface import Behind, Mark, Marks

_ALIAS = "npm:"
_ANY = frozenset({"", "*"})
_MOST_NAME, _MOST_RANGE = 80, 40
MOST_EFFORT = 1_000_000
"""The budget for comparing ranges with versions in one listing, in characters.

When the budget is used up, no more releases are hidden.
"""

MOST_REFUSED = 5_000
"""The maximum number of packages per ecosystem with known refused versions.

Beyond this number, the refused versions of the least recently used package are discarded and looked up again.
"""
MOST_SUSPECTS = 50_000
"""The maximum number of packages per ecosystem that wait for a lookup.

Beyond this number, the oldest package is dropped; its own files stay refused.
"""

Stamp = tuple[tuple[str, str], ...]
"""The names of dependencies, each with an identifier of the refused versions of the dependency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The refused and the allowed versions of a package."""

    package: PackageRef
    stops: Mapping[str, Behind]
    """The versions that contain only refused files."""
    free: frozenset[str]
    stamp: str

    def behind(self, wanted: str, effort: "_Effort") -> tuple[Behind, ...]:
        """Return the refused versions that satisfy a range, highest first.

        Return an empty tuple if an allowed version satisfies the range, or if no version satisfies the range.
        """
        module = ECOSYSTEMS[self.package.ecosystem]
        if (wanted.strip() in _ANY and self.free) or not effort.allows(wanted, self.stops):
            return ()
        # Few are refused and many are free: most ranges need not be compared with these.
        inside = [version for version in self.stops if module.satisfies(version, wanted)]
        if not inside or not effort.allows(wanted, self.free):
            return ()
        if any(module.satisfies(version, wanted) for version in self.free):
            return ()
        return tuple(self.stops[one] for one in sorted(inside, key=module.sort_key, reverse=True))


@dataclass(slots=True)
class _Effort:
    """The remaining budget for comparisons in one listing. The budget is limited, because the ranges in a listing are untrusted."""

    left: int = MOST_EFFORT

    def allows(self, wanted: str, versions: Collection[str]) -> bool:
        """Subtract the cost of comparing a range with the versions from the budget.

        Return False if the budget is exceeded.
        """
        self.left -= (len(wanted) + 1) * len(versions)
        return self.left >= 0


def refused_of(listing: Listing, marks: Marks) -> Refused | None:
    """Return the refused versions of a package; None if they do not prevent other packages from being installed."""
    stopping = [mark for mark in marks.values() if mark.stops]
    if not stopping:
        return None
    stops: dict[str, Behind] = {}
    free: set[str] = set()
    for version, release in listing.releases.items():
        told = [(file.filename, marks.get(file.filename)) for file in release.artifacts]
        against = [(name, mark) for name, mark in told if mark is not None and mark.stops]
        if told and len(against) == len(told):
            stops[version] = Behind(release.ref.purl, *against[0], release.ref.package.name)
        else:
            free.add(version)
    if not stops or (free and all(mark.kind is HoldKind.WAIT for mark in stopping)):
        return None
    text = "\n".join((*sorted(map(repr, stops.items())), "", *sorted(free)))
    stamp = hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:16]
    return Refused(package=listing.package, stops=stops, free=frozenset(free), stamp=stamp)


def needs_of(listing: Listing) -> frozenset[str]:
    """Return the names of all required dependencies of the listed releases."""
    found: set[str] = set()
    before: Release | None = None
    for release in listing.releases.values():
        # Most releases need what the one before did.
        if before is None or (release.dependencies, release.optional) != (
            before.dependencies,
            before.optional,
        ):
            found.update(name for name, _ in _needs(release))
        before = release
    return frozenset(map(sys.intern, found))


@dataclass(slots=True)
class Doors:
    """Tracks packages with refused files, and which of their versions are refused."""

    most_refused: int = MOST_REFUSED
    most_suspects: int = MOST_SUSPECTS
    _refused: dict[Ecosystem, OrderedDict[str, Refused]] = field(
        default_factory=lambda: defaultdict(OrderedDict)
    )
    _suspects: dict[Ecosystem, OrderedDict[str, None]] = field(
        default_factory=lambda: defaultdict(OrderedDict)
    )

    def suspect(self, packages: Iterable[PackageRef]) -> None:
        """Schedule a lookup for packages that contain a refused file."""
        for package in packages:
            self._suspect(package.ecosystem, package.name)

    def learn(self, package: PackageRef, refused: Refused | None) -> None:
        """Record the refused versions of a package, as determined from the package's listing."""
        self._suspects[package.ecosystem].pop(package.name, None)
        known = self._refused[package.ecosystem]
        if refused is None:
            known.pop(package.name, None)
            return
        known[package.name] = refused
        known.move_to_end(package.name)
        while len(known) > self.most_refused:
            dropped, _ = known.popitem(last=False)
            # What is no longer known is not taken for free: it is asked again before anything that needs it is shown.
            self._suspect(package.ecosystem, dropped)

    def lose(self, package: PackageRef) -> None:
        """Record that the refused versions of a package are unknown for now."""
        self._refused[package.ecosystem].pop(package.name, None)
        self._suspect(package.ecosystem, package.name)

    def is_sure(self, package: PackageRef, needs: frozenset[str]) -> bool:
        """Return True if every relevant dependency of a package was looked up."""
        return not (self._suspects[package.ecosystem].keys() & needs) - {package.name}

    def among(self, package: PackageRef, needs: frozenset[str]) -> list[str]:
        """Return the names of the dependencies that have refused versions or wait for a lookup."""
        refused, suspects = self._refused[package.ecosystem], self._suspects[package.ecosystem]
        if not needs or not (refused or suspects):
            return []
        return sorted(((refused.keys() & needs) | (suspects.keys() & needs)) - {package.name})

    def stamp(self, package: PackageRef, needs: frozenset[str]) -> Stamp:
        """Return an identifier of the refused versions among the dependencies of a package."""
        refused = self._refused[package.ecosystem]
        found = [name for name in self.among(package, needs) if name in refused]
        for name in found:
            refused.move_to_end(name)
        return tuple((name, refused[name].stamp) for name in found)

    def marked(self, listing: Listing, own: Marking, stamp: Stamp, contact: str) -> Marking:
        """Return the marks of a listing, including marks for the releases that cannot be installed.

        `stamp` identifies the refused versions to use.
        """
        refused = self._refused[listing.package.ecosystem]
        known = {
            name: self._grounded(one)
            for name, at in stamp
            if (one := refused.get(name)) is not None and one.stamp == at
        }
        effort = _Effort()
        stopped = {mark.version for mark in own.marks.values() if mark.stops}
        asked: dict[tuple[str, str], tuple[Behind, ...]] = {}
        shut: dict[str, list[tuple[str, str, tuple[Behind, ...]]]] = {}
        for version, release in listing.releases.items():
            for name, wanted in _needs(release) if version not in stopped else ():
                if name not in known:
                    continue
                key = (name, wanted)
                if key not in asked:
                    asked[key] = known[name].behind(wanted, effort)
                if asked[key]:
                    shut.setdefault(version, []).append((name, wanted, asked[key]))
        if not shut:
            return own
        free = (version for version in listing.releases if version not in stopped and version not in shut)
        ladder = Ladder.of(listing.package.ecosystem, free)
        marks = dict(own.marks)
        for version, why in shut.items():
            mark = _mark(listing.releases[version], why, ladder, contact)
            marks |= {file.filename: mark for file in listing.releases[version].artifacts}
        ends = [mark.until for mark in marks.values() if mark.behind is not None and mark.until is not None]
        changes_at = min((at for at in (own.changes_at, *ends) if at is not None), default=None)
        return replace(own, marks=marks, ladder=ladder, changes_at=changes_at)

    def _suspect(self, ecosystem: Ecosystem, name: str) -> None:
        known = self._suspects[ecosystem]
        known[name] = None
        known.move_to_end(name)
        while len(known) > self.most_suspects:
            known.popitem(last=False)

    def _grounded(self, refused: Refused) -> Refused:
        """Return the refused versions, except those that were refused only because of a dependency that is no longer refused.

        This exception keeps two packages that depend on each other from staying refused because of each other.
        """
        gone = {
            version
            for version, one in refused.stops.items()
            if not self._stands(refused.package.ecosystem, one.mark.behind)
        }
        if not gone:
            return refused
        stops = {version: one for version, one in refused.stops.items() if version not in gone}
        return replace(refused, stops=stops, free=refused.free | gone)

    def _stands(self, ecosystem: Ecosystem, root: Behind | None) -> bool:
        """Return True if the dependency that caused a refusal is still refused, or if `root` is None (no dependency)."""
        if root is None:
            return True
        of_root = self._refused[ecosystem].get(root.name)
        now = None if of_root is None else of_root.stops.get(root.mark.version)
        return now is not None and now.mark.behind is None


def _needs(release: Release) -> Iterator[tuple[str, str]]:
    """Yield the names and ranges of required dependencies. For an alias of npm, yield the name and range of its target."""
    for name, wanted in release.dependencies.items():
        if name in release.optional:
            continue
        if wanted.startswith(_ALIAS) and release.ref.package.ecosystem is Ecosystem.NPM:
            told = wanted.removeprefix(_ALIAS)
            real, _, asked = told.rpartition("@")
            # A scope begins with the same sign.
            yield (real, asked) if real else (told, "*")
        else:
            yield name, wanted


def _mark(
    release: Release, why: Collection[tuple[str, str, tuple[Behind, ...]]], ladder: Ladder, contact: str
) -> Mark:
    # What is refused itself says more than what cannot be installed either.
    name, wanted, behind = min(why, key=lambda one: one[2][0].mark.behind is not None)
    ends = [_end(one) for _, _, one in why]
    until = None if None in ends else max((at for at in ends if at is not None), default=None)
    asked = f" {one_line(wanted, most=_MOST_RANGE)}" if wanted else ""
    first = behind[0].mark
    head = (
        f"{release.ref} cannot be installed: its dependency {one_line(name, most=_MOST_NAME)}{asked} has no allowed version: "
        f"{first.version} {_state(first)}"
    )
    rule = f" [{first.rule}]" if first.rule else ""
    others = f" and {len(why) - 1} more of its dependencies" if len(why) > 1 else ""
    nearest = ladder.nearest(release.ref.version)
    take = f"; use {release.ref.package.at(nearest)}" if nearest else ""
    ask = "" if until is not None or _is_lost(first) else f"; contact {contact}"
    tail = one_line(f"{rule}{others}{take}{ask}", most=MOST_WORDS // 2)
    return Mark(
        version=release.ref.version,
        words=one_line(head, most=MOST_WORDS - len(tail)) + tail,
        action=Action.HOLD,
        kind=HoldKind.REVIEW if until is None else HoldKind.WAIT,
        until=until,
        rule=first.rule,
        behind=first.behind or behind[0],
    )


def _end(behind: Iterable[Behind]) -> datetime | None:
    """Return the time at which the first refused version becomes allowed; None if there is no such time."""
    return min((one.mark.until for one in behind if one.mark.until is not None), default=None)


def _state(mark: Mark) -> str:
    if mark.action is Action.BLOCK:
        return "is blocked"
    if _is_lost(mark):
        return "was removed from its registry"
    return f"is held until {moment(mark.until)}" if mark.until is not None else "is held for review"


def _is_lost(mark: Mark) -> bool:
    """Return True if the file is no longer available and cannot be approved."""
    return mark.action is Action.HOLD and mark.kind is None
