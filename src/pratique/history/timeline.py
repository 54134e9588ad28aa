"""Builds the timeline of a listing: all releases in order, each with its changes and its signals.

The chronicle determines the order and the baseline of each release. The accounts of a release are compared with the
accounts of the previous release. Without trusted publish times, releases are ordered by version. A mirror's times are
not trusted, because they state when the mirror cached a release.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pratique.core.history import Entry, Event, EventKind, Line, Mark, Presence, Timeline, Unread
from pratique.core.release import ArtifactKind, Dated, Hook, Listing, Release
from pratique.ecosystems import ECOSYSTEMS
from pratique.history.untold import untold
from pratique.history.version_line import line_of

if TYPE_CHECKING:
    from pratique.ecosystems.interface import EcosystemModule
    from pratique.history.chronicle import Chronicle

Signals = Callable[[str], tuple[Sequence[Mark], Sequence[Unread]]]
"""Returns the signals of one version: those that fired, and those that could not be evaluated."""

_JUMP = 3
_JUMP_BYTES = 256 * 1024
"""The minimum growth in bytes that counts as a jump in size; the size must also at least triple.

docs/how-to/history.md states how often this happens.
"""
_FIRST = datetime.min.replace(tzinfo=UTC)


def no_signals(_version: str) -> tuple[Sequence[Mark], Sequence[Unread]]:
    """Return no signals."""
    return (), ()


def timeline_of(
    chronicle: Chronicle, *, judged: str | None = None, signals: Signals = no_signals
) -> Timeline:
    """Return the timeline of a listing. `judged` is the requested version in the spelling of the listing."""
    listing = chronicle.listing
    module = ECOSYSTEMS[listing.package.ecosystem]
    order = _order(chronicle, module)
    entries: list[Entry] = []
    events: list[Event] = []
    walk = _Walk(chronicle, order)
    for version in order.versions:
        entry, happened = walk.step(version)
        marks, unread = signals(version)
        entries.append(replace(entry, marks=tuple(marks), unread=tuple(unread)))
        events += happened
    events += _since(listing, walk.people)
    events += _behind(listing, module, order)
    return Timeline(
        package=listing.package,
        registry=listing.registry,
        entries=tuple(entries),
        events=tuple(events),
        by_time=order.by_time,
        lines=_lines(entries, order),
        people=_people(entries, listing),
        tags=listing.tags,
        status=listing.status,
        status_reason=listing.status_reason,
        times=listing.times,
        judged=judged,
        untold=tuple(untold(entries, chronicle.why_untimed)),
        problems=listing.problems,
    )


@dataclass(frozen=True, slots=True)
class _Order:
    """All versions in timeline order, including removed versions, with their positions in version order."""

    versions: tuple[str, ...]
    ranks: Mapping[str, int]
    by_time: bool


def _order(chronicle: Chronicle, module: EcosystemModule) -> _Order:
    listing = chronicle.listing
    told = {*listing.releases, *listing.removed}
    ranked = sorted(told, key=lambda version: (module.sort_key(version), version))
    ranks = {version: rank for rank, version in enumerate(ranked)}
    if chronicle.why_untimed:
        return _Order(tuple(ranked), ranks, by_time=False)
    times = {version: chronicle.times[place] for version, place in chronicle.places.items()}
    times |= {version: at.at for version, at in listing.removed.items() if version not in listing.releases}
    versions = sorted(ranked, key=lambda version: (times.get(version, _FIRST), ranks[version]))
    return _Order(tuple(versions), ranks, by_time=True)


class _Walk:
    """Iterates over the releases in timeline order, and remembers the state after the earlier releases."""

    def __init__(self, chronicle: Chronicle, order: _Order) -> None:
        self._chronicle = chronicle
        self._listing = chronicle.listing
        self._order = order
        self._last: datetime | None = None
        self.people: tuple[str, ...] | None = None
        """The maintainers in the latest release that lists maintainers."""
        releases = self._listing.releases.values()
        # Where the registry tells no accounts, the maintainers of a version are what its manifest says.
        self._accounts_told = self._listing.maintainers is not None or any(
            release.publisher is not None for release in releases
        )
        self._needs_told = any(release.dependencies or release.hooks is not None for release in releases)

    def step(self, version: str) -> tuple[Entry, list[Event]]:
        """Return the entry of the next version, and the events of this version."""
        release = self._listing.releases.get(version)
        if release is None:
            return self._removed(version)
        before = self._chronicle.compared.get(version)
        timed = version in self._chronicle.places
        entry = Entry(
            version=version,
            line=line_of(version),
            published=release.published,
            compared_with=None if before is None else before.ref.version,
            publisher=release.publisher.name if release.publisher else None,
            maintainers=_names(release) if self._accounts_told else None,
            dependencies=len(release.dependencies) if self._needs_told else None,
            hooks=None if release.hooks is None else tuple(hook.name for hook in release.hooks),
            size_bytes=_size(release)[1],
            provenance=release.provenance,
            trusted_publisher=release.trusted_publisher,
            deprecated=release.deprecated,
            yanked=release.yanked,
            silence_days=self._silence(release.published) if timed else None,
        )
        events = [
            Event(kind=EventKind.RELEASE, version=version, at=entry.published, subject=entry.publisher or "")
        ]
        events += _moved(version, entry.published, self.people, entry.maintainers)
        events += [] if before is None else _changed(before, release)
        events += _afterwards(release)
        self.people = self.people if entry.maintainers is None else entry.maintainers
        return entry, events

    def _removed(self, version: str) -> tuple[Entry, list[Event]]:
        at = self._listing.removed[version]
        silence = self._silence(at)
        entry = Entry(
            version=version, line=line_of(version), published=at, removed=True, silence_days=silence
        )
        return entry, [
            Event(kind=EventKind.RELEASE, version=version, at=at),
            Event(kind=EventKind.REMOVED, version=version, at=at, later=True),
        ]

    def _silence(self, published: Dated | None) -> int | None:
        if published is None or not self._order.by_time:
            return None
        last, self._last = self._last, published.at
        return None if last is None else (published.at - last).days


def _names(release: Release) -> tuple[str, ...] | None:
    told = release.maintainers
    return None if told is None else tuple(dict.fromkeys(account.name for account in told))


def _size(release: Release) -> tuple[str, int | None]:
    """Return the size of a release: the kind of size, such as `unpacked`, and the number of bytes.

    Two sizes are comparable only if they are of the same kind.
    """
    unpacked = [item.unpacked_bytes for item in release.artifacts if item.unpacked_bytes is not None]
    if unpacked:
        return "unpacked", max(unpacked)
    for kind in (ArtifactKind.SDIST, None):
        sizes = [
            item.size_bytes
            for item in release.artifacts
            if item.size_bytes is not None and (kind is None or item.kind is kind)
        ]
        if sizes:
            return kind.value if kind else "file", max(sizes)
    return "", None


def _moved(
    version: str | None,
    at: Dated | None,
    before: Iterable[str] | None,
    after: Iterable[str] | None,
    *,
    later: bool = False,
) -> Iterator[Event]:
    """Yield added and removed accounts. Yield nothing if one of the lists is unknown."""
    if before is None or after is None:
        return
    old, new = dict.fromkeys(before), dict.fromkeys(after)
    for kind, names, other in ((EventKind.PERSON_IN, new, old), (EventKind.PERSON_OUT, old, new)):
        for name in names:
            if name not in other:
                yield Event(kind=kind, version=version, at=at, subject=name, later=later)


def _changed(before: Release, after: Release) -> Iterator[Event]:
    """Yield an event for each difference between a release and its baseline."""
    version, at = after.ref.version, after.published
    for name, wanted in after.dependencies.items():
        if name not in before.dependencies:
            kind = EventKind.DEPENDENCY_ADDED
            yield Event(kind=kind, version=version, at=at, subject=name, after=wanted)
    for name, wanted in before.dependencies.items():
        if name not in after.dependencies:
            kind = EventKind.DEPENDENCY_REMOVED
            yield Event(kind=kind, version=version, at=at, subject=name, before=wanted)
    if before.hooks is not None and after.hooks is not None:
        yield from _hooks(version, at, before.hooks, after.hooks)
    (old_way, old), (new_way, new) = _size(before), _size(after)
    if (
        old is not None
        and new is not None
        and old_way == new_way
        and new >= _JUMP * old
        and new - old >= _JUMP_BYTES
    ):
        yield Event(kind=EventKind.SIZE_JUMP, version=version, at=at, before=str(old), after=str(new))
    if (
        before.provenance is not None
        and after.provenance is not None
        and before.provenance != after.provenance
    ):
        kind = EventKind.PROVENANCE_GAINED if after.provenance else EventKind.PROVENANCE_LOST
        yield Event(kind=kind, version=version, at=at)


def _hooks(version: str, at: Dated | None, before: Sequence[Hook], after: Sequence[Hook]) -> Iterator[Event]:
    old, new = ({hook.name: hook.command for hook in hooks} for hooks in (before, after))
    for name, command in new.items():
        if name not in old:
            yield Event(kind=EventKind.HOOK_ADDED, version=version, at=at, subject=name, after=command)
        elif old[name] != command:
            kind = EventKind.HOOK_CHANGED
            yield Event(kind=kind, version=version, at=at, subject=name, before=old[name], after=command)
    for name, command in old.items():
        if name not in new:
            yield Event(kind=EventKind.HOOK_REMOVED, version=version, at=at, subject=name, before=command)


def _afterwards(release: Release) -> Iterator[Event]:
    """Yield the events of a release that happened after its publication."""
    version, at = release.ref.version, release.published
    if release.deprecated is not None:
        text = release.deprecated
        yield Event(kind=EventKind.DEPRECATED, version=version, at=at, subject=text, later=True)
    if release.yanked:
        text = next((item.yanked for item in release.artifacts if item.yanked), "")
        yield Event(kind=EventKind.YANKED, version=version, at=at, subject=text, later=True)


def _since(listing: Listing, people: Iterable[str] | None) -> Iterator[Event]:
    """Yield the changes from the maintainers of the last release to the current maintainers in the listing."""
    if listing.maintainers is not None:
        now = [account.name for account in listing.maintainers]
        yield from _moved(None, None, people, now, later=True)


def _behind(listing: Listing, module: EcosystemModule, order: _Order) -> Iterator[Event]:
    told = listing.tags.get("latest")
    if told is None or told not in listing.releases or module.is_prerelease(told):
        return
    final = (version for version in listing.releases if not module.is_prerelease(version))
    newest = max(final, key=order.ranks.__getitem__)
    if order.ranks[newest] > order.ranks[told]:
        yield Event(
            kind=EventKind.TAG_BEHIND,
            version=None,
            at=None,
            subject="latest",
            before=newest,
            after=told,
            later=True,
        )


def _lines(entries: Sequence[Entry], order: _Order) -> tuple[Line, ...]:
    found: dict[str, list[str]] = {}
    for entry in entries:
        found.setdefault(entry.line, []).append(entry.version)
    by_version = {name: sorted(versions, key=order.ranks.__getitem__) for name, versions in found.items()}
    names = sorted(by_version, key=lambda name: order.ranks[by_version[name][-1]], reverse=True)
    return tuple(
        Line(name=name, releases=len(by_version[name]), first=by_version[name][0], last=by_version[name][-1])
        for name in names
    )


def _people(entries: Sequence[Entry], listing: Listing) -> tuple[Presence, ...]:
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    newest: Iterable[str] = ()
    for place, entry in enumerate(entries):
        for name in entry.maintainers or ():
            first.setdefault(name, place)
            last[name] = place
        newest = newest if entry.maintainers is None else entry.maintainers
    if listing.maintainers is not None:
        newest = dict.fromkeys(account.name for account in listing.maintainers)
        for name in newest:
            first.setdefault(name, max(0, len(entries) - 1))
            last[name] = max(0, len(entries) - 1)
    still = set(newest)
    published = Counter(entry.publisher for entry in entries if entry.publisher is not None)
    return tuple(
        Presence(name=name, first=place, last=last[name], releases=published[name], still=name in still)
        for name, place in sorted(first.items(), key=lambda item: item[1])
    )
