"""Finds dependencies that pip installs although no line of a requirements file pins them.

If the requirements file has hashes, pip rejects packages that are not listed. Without hashes, pip chooses the releases
of unlisted packages at install time, so those releases are not judged.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from posixpath import basename, dirname, join, normpath

from packaging.utils import canonicalize_name

from pratique.core.assessment import Assessment
from pratique.core.lock import Lock, LockedPackage, SourceKind
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action, Waiver
from pratique.core.reading import NotJudged, Trouble
from pratique.ecosystems.interface import Platform
from pratique.ecosystems.pypi.metadata import Required, read_required
from pratique.ecosystems.pypi.platform import MACHINES, holds
from pratique.errors import Reference
from pratique.intake.change import Changed
from pratique.intake.waivers import of_file

FORMAT = "requirements.txt"
OF_THE_ENVIRONMENT = frozenset({"pip", "setuptools"})
"""Packages that a Python environment already provides.

Tools omit pip and setuptools from generated requirements files.
"""

RULE = Reference.REQUEST_NOT_PINNED.value
"""The rule of a waiver that accepts all unpinned dependencies of one requirements file."""

_MOST_EXTRAS = 50
_MOST_CHARS = 120
_PLAIN = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*+)[^\[\]@]*\Z")

_OF_EXTRA = re.compile(r";\s*+extra\s*+==\s*+[\"'][^\"']++[\"']\s*+\Z")

_Where = tuple[tuple[str, str], tuple[int, int]]
"""A machine and a Python version."""
Which = tuple[PackageRef, str | None]
"""A distribution: its package, and its URL or version."""
Needs = Mapping[Which, Sequence[str] | None]
"""The dependencies of the judged distributions, in the syntax of Requires-Dist; None if they are unknown."""


@dataclass(frozen=True, slots=True)
class OpenNeed:
    """A dependency of a locked package that no line pins."""

    asker: LockedPackage
    required: Required | None
    """The required package and versions; None if the dependencies are unknown."""

    @property
    def same(self) -> tuple[Which, str, str]:
        """Return the identity of the dependency, for comparison with another lockfile."""
        required = self.required
        return which(self.asker), required.name if required else "", required.wanted if required else ""


def which(entry: LockedPackage) -> Which:
    """Return the distribution of a lockfile entry."""
    return entry.package, entry.url or entry.version


def resolves(path: str, lock: Lock) -> bool:
    """Return True if the installer of a lockfile also installs dependencies that no line of the lockfile pins."""
    if lock.format != FORMAT or "constraints" in basename(path):
        return False
    required = any(option.name == "--require-hashes" for option in lock.options)
    return not required and not any(entry.options.hashes_required for entry in lock.packages)


def needs_of(
    judged: Iterable[tuple[Iterable[LockedPackage], Sequence[Assessment]]],
) -> dict[Which, Sequence[str] | None]:
    """Return the dependencies of judged entries; None for unknown dependencies. Blocked entries are omitted."""
    found: dict[Which, Sequence[str] | None] = {}
    for entries, assessments in judged:
        read = [a.inspection for a in assessments if a.inspection is not None]
        if read and not any(a.verdict.action is Action.BLOCK for a in assessments):
            told = [one.requires for one in read]
            needs = tuple(dict.fromkeys(text for texts in told if texts is not None for text in texts))
            found |= {which(entry): None if None in told else needs for entry in entries}
    return found


def looser_askers(locks: Mapping[str, Lock], changed: Changed | None) -> Iterator[tuple[str, LockedPackage]]:
    """Yield the entries of requirements files that pin fewer packages than before.

    The yielded entries may need a dependency that is no longer pinned.
    """
    if changed is None:
        return
    for path, lock in locks.items():
        before = changed.before.get(path)
        if resolves(path, lock) and before is not lock and (before is None or _is_looser(before, lock)):
            yield from ((path, entry) for entry in lock.packages)


def unpinned(
    locks: Mapping[str, Lock],
    needs: Needs,
    platforms: Mapping[str, Platform],
    changed: Changed | None,
    waivers: Iterable[Waiver],
    today: date,
) -> tuple[tuple[NotJudged, ...], frozenset[Waiver]]:
    """Return the dependencies that no line pins, and the waivers that were applied.

    For a change, the dependencies of changed entries are included. A dependency of an unchanged entry is included only if the
    requirements file pinned it before the change.
    """
    judged = {(entry.package.name, entry.version) for lock in locks.values() for entry in lock.packages}
    said: dict[str, set[object]] = {}
    told: list[NotJudged] = []
    accepted_by: set[Waiver] = set()
    for path, lock in sorted(locks.items()):
        if not resolves(path, lock):
            continue
        found = open_needs(lock, needs, platforms[path], judged=judged)
        before = changed.before.get(path) if changed is not None else None
        if changed is not None and before is not None and resolves(path, before):
            old = {need.same for need in open_needs(before, needs, platforms[path], judged=judged)}
            mine = changed.entries
            found = [need for need in found if (path, need.asker.key) in mine or need.same not in old]
        said[path] = {need.same for need in found}
        accepting = of_file(waivers, RULE, path, today) if found else ()
        accepted_by.update(accepting)
        inner = {normpath(join(dirname(path), one)) for one in lock.taken_in}
        known = {same for one in inner for same in said.get(one, ())}
        told += [_not_judged(path, lock, need) for need in found if not accepting and need.same not in known]
    return tuple(told), frozenset(accepted_by)


def _is_looser(before: Lock, lock: Lock) -> bool:
    """Return True if a lockfile pins fewer packages or requests more extras than before."""
    extras = {entry.package: entry.extras for entry in before.packages}
    more = any(entry.extras - extras.get(entry.package, frozenset()) for entry in lock.packages)
    return more or not _answers(before) <= _answers(lock)


def open_needs(
    lock: Lock, needs: Needs, platform: Platform, *, judged: Iterable[tuple[str, str | None]] = ()
) -> list[OpenNeed]:
    """Return the dependencies that no line of a lockfile pins on a platform, in the order of the lockfile.

    `judged` contains names and versions that were judged for other lockfiles. A dependency that a constraint pins to a
    version in `judged` counts as pinned.
    """
    return list(_Search(lock, needs, platform, frozenset(judged)).found())


def _answers(lock: Lock) -> frozenset[object]:
    lines = ((entry.package, entry.url, entry.markers) for entry in lock.packages)
    return frozenset((*lines, *lock.constraints.items()))


@dataclass
class _Search:
    lock: Lock
    needs: Needs
    platform: Platform
    judged: frozenset[tuple[str, str | None]]
    named: dict[str, list[LockedPackage]] = field(default_factory=lambda: defaultdict(list))

    def found(self) -> Iterator[OpenNeed]:
        for entry in self.lock.packages:
            self.named[entry.package.name].append(entry)
        waiting = [(entry, extra) for entry in self.lock.packages for extra in ("", *sorted(entry.extras))]
        followed: dict[str, set[str]] = defaultdict(set)
        told: set[object] = set()
        for entry, extra in waiting:  # it grows
            extras = followed[entry.key]
            if extra in extras or len(extras) > _MOST_EXTRAS:
                continue
            extras.add(extra)
            for need, more in self._of(entry, extra, unread=len(extras) > _MOST_EXTRAS):
                waiting += more
                if need is not None and need.same not in told:
                    told.add(need.same)
                    yield need

    def _of(
        self, entry: LockedPackage, extra: str, *, unread: bool
    ) -> Iterator[tuple[OpenNeed | None, list[tuple[LockedPackage, str]]]]:
        needs = self.needs.get(which(entry), ())
        if needs is None or unread:
            yield OpenNeed(entry, None), []
            return
        for required in self._required(needs, extra):
            made = self._made(entry, required, extra)
            answers = [one for one in self.named.get(required.name, ()) if _at(required, one)]
            more = [(one, name) for one in answers for name in sorted(required.extras)] if made else []
            pinned = all(self._answered(answers, where, certain) for where, certain in made.items())
            yield None if pinned or self._constrained(required) else OpenNeed(entry, required), more

    def _required(self, needs: Sequence[str], extra: str) -> Iterator[Required]:
        for text in needs:
            others = "extra" not in text if extra else _OF_EXTRA.search(text) is not None
            if others or self._surely_pinned(text):
                continue
            required = read_required(text)
            if required is not None and required.name not in OF_THE_ENVIRONMENT:
                yield required

    def _surely_pinned(self, text: str) -> bool:
        found = _PLAIN.match(text.partition(";")[0])
        answers = self.named.get(canonicalize_name(found[1]), ()) if found else ()
        return any(not answer.markers for answer in answers)

    def _made(self, entry: LockedPackage, required: Required, extra: str) -> dict[_Where, bool]:
        markers = (*entry.markers, *((required.marker,) if required.marker else ()))
        truths = {where: _hold(markers, where, extra) for where in self._everywhere}
        return {where: truth is True for where, truth in truths.items() if truth is not False}

    def _answered(self, answers: Sequence[LockedPackage], where: _Where, certain: bool) -> bool:  # noqa: FBT001
        truths = [_hold(answer.markers, where, "") for answer in answers]
        return True in truths or (not certain and None in truths)

    def _constrained(self, required: Required) -> bool:
        version = self.lock.constraints.get(required.name)
        return version is not None and required.url is None and (required.name, version) in self.judged

    @cached_property
    def _everywhere(self) -> tuple[_Where, ...]:
        platform = self.platform
        machines = MACHINES if platform.os is None else ((platform.os, platform.cpu or ""),)
        return tuple((machine, python.version) for machine in machines for python in platform.pythons)


def _hold(markers: Iterable[str], where: _Where, extra: str) -> bool | None:
    truths = [holds(text, *where, extra) for text in markers]
    return False if False in truths else None if None in truths else True


def _at(required: Required, entry: LockedPackage) -> bool:
    """Return True if an entry satisfies a requirement. If a requirement has a URL, pip installs from it regardless of pins."""
    if required.url is None:
        return True
    return entry.source is not SourceKind.REGISTRY and _place(entry.url or "") == _place(required.url)


def _place(url: str) -> str:
    return url.partition("#")[0]


def _not_judged(path: str, lock: Lock, open_need: OpenNeed) -> NotJudged:
    asker, required = open_need.asker, open_need.required
    asking = f"{asker.package.name} {asker.version or ''}".rstrip()
    purl = (asker.ref or asker.package).purl
    why = f"the dependencies of {asking} are known only after it is built: pip may install unpinned packages"
    if required is not None:
        purl = PackageRef(Ecosystem.PYPI, required.name).purl
        wanted = f"{required.name}{' ' if required.url else ''}{required.wanted}"
        version = None if required.url else lock.constraints.get(required.name)
        why = "but no line pins this package: pip chooses a version at install time"
        why = (
            f"but only a constraints file pins this package ({version}): it is not judged" if version else why
        )
        why = f"{asking} needs {wanted[:_MOST_CHARS]}, {why}"
    return NotJudged(
        purl=purl,
        why=f"{path}: {why}",
        sources=(path if asker.line is None else f"{path}:{asker.line}",),
        trouble=Trouble(
            Reference.REQUEST_NOT_PINNED,
            f"{path}: pip chooses unpinned dependencies at install time",
            "list each dependency with its version (`pip-compile` and `uv pip compile` write a line for each package), or accept "
            f'it by a waiver (rule = "{RULE}", package = "{path}")',
        ),
    )
