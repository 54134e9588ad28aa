"""Compares two states of a project's lockfiles and finds the entries that a change adds.

The result contains artifacts that are new to the project, not entries that only moved within a lockfile. An entry is unchanged if
some lockfile contained the same release before, from the same kind of source and the same registry, with the same digests.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from pratique.core.assessment import Change, ChangeKind
from pratique.core.install_options import InstallOptions
from pratique.core.lock import Lock, LockedFile, LockedPackage, SourceKind
from pratique.core.names import Digest, PackageRef, ReleaseRef
from pratique.ecosystems import ECOSYSTEMS
from pratique.intake.entries.indexes import TakenFrom, option_changes

_OURS = frozenset({SourceKind.WORKSPACE, SourceKind.LINK, SourceKind.PATH, SourceKind.BUNDLED})


@dataclass(frozen=True, slots=True)
class Changed:
    """The lockfile entries that a change adds. An entry is identified by the path of its lockfile and its key."""

    entries: Mapping[tuple[str, str], Change]
    """Entries that differ from every earlier lockfile."""
    removed: tuple[ReleaseRef, ...] = ()
    """Releases that only the earlier lockfiles contain."""
    unchanged: int = 0
    """The number of unchanged entries."""
    accepted: Mapping[ReleaseRef, frozenset[Digest]] = field(default_factory=dict)
    """The digests that the earlier lockfiles accepted for the releases of `entries`."""
    before: Mapping[str, Lock] = field(default_factory=dict)
    """The lockfiles before the change, by path."""

    def with_added(self, keys: Iterable[tuple[str, str]]) -> "Changed":
        """Return the change with the given unchanged entries counted as added."""
        more = {key: Change(kinds=(ChangeKind.ADDED,)) for key in keys if key not in self.entries}
        return replace(self, entries={**self.entries, **more}, unchanged=self.unchanged - len(more))


Installs = Callable[[str, LockedPackage], bool]
"""A function that returns True if an entry of the lockfile at a path is installed on the platforms of that lockfile."""


def _everywhere(_path: str, _entry: LockedPackage) -> bool:
    return True


def compare(
    before: Mapping[str, Lock],
    after: Mapping[str, Lock],
    *,
    taken_from: TakenFrom,
    installed: Installs = _everywhere,
    installs: Installs = _everywhere,
) -> Changed:
    """Compare two states of a project's lockfiles, each by path.

    An entry that was not installed before the change (`installed`) but is installed after it (`installs`) counts as
    added. An earlier entry counts as installed if every file of the entry that is installed after the change was also
    installed before the change.
    """
    asked = list(_unlike(before, after))
    # Of the past only what is asked about: most changes are of a few packages, and most locks are as they were.
    past = _Past.of(before, {entry.package for _, entry in asked}, taken_from, installed, installs)
    entries = {
        (path, entry.key): Change(
            kinds=kinds,
            before=past.versions(path, entry.package),
            left_registry=ChangeKind.RESOURCED in kinds and past.left_registry(path, entry),
        )
        for path, entry in asked
        if (kinds := past.kinds(path, entry))
    }
    total = sum(1 for _ in _entries(after)) - len(entries)
    entries |= _became_members(before, after)
    accepted = {
        entry.ref: frozenset(past.releases[entry.package, entry.version].digests)
        for _, entry in asked
        if entry.ref is not None and (entry.package, entry.version) in past.releases
    }
    return Changed(entries, _gone(before, after), total, accepted, before)


def _became_members(
    before: Mapping[str, Lock], after: Mapping[str, Lock]
) -> Iterator[tuple[tuple[str, str], Change]]:
    for path, lock in _not_in(before, after).items():
        past = before[path].packages if path in before else ()
        versions: dict[PackageRef, set[str]] = defaultdict(set)
        for entry in past:
            if entry.source is SourceKind.REGISTRY and entry.version is not None:
                versions[entry.package].add(entry.version)
        known = {entry.package for entry in past if entry.source is SourceKind.WORKSPACE}
        for entry in lock.packages:
            if entry.source is SourceKind.WORKSPACE and entry.package in versions.keys() - known:
                told = sorted(versions[entry.package], key=ECOSYSTEMS[entry.package.ecosystem].sort_key)
                change = Change(kinds=(ChangeKind.RESOURCED,), before=tuple(told), left_registry=True)
                yield (path, entry.key), change


def _entries(locks: Mapping[str, Lock]) -> Iterator[tuple[str, LockedPackage]]:
    for path, lock in locks.items():
        for entry in lock.packages:
            if entry.source not in _OURS or entry.places:
                yield path, entry


def _unlike(before: Mapping[str, Lock], after: Mapping[str, Lock]) -> Iterator[tuple[str, LockedPackage]]:
    for path, lock in _not_in(before, after).items():
        held = {_like(entry) for entry in before[path].packages} if path in before else set()
        for _, entry in _entries({path: lock}):
            if _like(entry) not in held:
                yield path, entry


def _like(entry: LockedPackage) -> tuple[object, ...]:
    return (
        *(entry.package, entry.version, entry.source, entry.registry, entry.url),
        *(entry.files, entry.any_file, entry.like, entry.markers, entry.options),
    )


def _not_in(others: Mapping[str, Lock], locks: Mapping[str, Lock]) -> dict[str, Lock]:
    return {path: lock for path, lock in locks.items() if others.get(path) is not lock}


def _gone(before: Mapping[str, Lock], after: Mapping[str, Lock]) -> tuple[ReleaseRef, ...]:
    kept = {(entry.package, entry.version) for _, entry in _entries(after)}
    past = (entry for _, entry in _entries(_not_in(after, before)))
    gone = {entry.ref for entry in past if not {(entry.package, entry.version), (entry.package, None)} & kept}
    return tuple(sorted(ref for ref in gone if ref is not None))


@dataclass(slots=True)
class _Release:
    sources: set[SourceKind] = field(default_factory=set)
    urls: set[str | None] = field(default_factory=set)
    registries: set[str | None] = field(default_factory=set)
    """The registry URLs as spelled in the lockfiles."""
    digests: set[Digest] = field(default_factory=set)
    without_digest: set[LockedFile] = field(default_factory=set)
    """Files that have their own URL but no digest in the lockfile."""
    rows: set[tuple[str, Digest]] = field(default_factory=set)
    """The digests of files with their own URL, by file name."""
    installed: bool = False
    """Whether an entry of the release was installed on the chosen platforms."""
    options: set[InstallOptions] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Past:
    releases: Mapping[tuple[PackageRef, str | None], _Release]
    by_lock: Mapping[tuple[str, PackageRef], set[str]]
    sources: Mapping[tuple[str, PackageRef], set[SourceKind]]
    everywhere: Mapping[PackageRef, set[str]]
    names: frozenset[PackageRef]
    taken_from: TakenFrom
    installs: Installs

    @classmethod
    def of(
        cls,
        before: Mapping[str, Lock],
        asked: Collection[PackageRef],
        taken_from: TakenFrom,
        installed: Installs,
        installs: Installs,
    ) -> "_Past":
        releases: dict[tuple[PackageRef, str | None], _Release] = defaultdict(_Release)
        by_lock: dict[tuple[str, PackageRef], set[str]] = defaultdict(set)
        sources: dict[tuple[str, PackageRef], set[SourceKind]] = defaultdict(set)
        everywhere: dict[PackageRef, set[str]] = defaultdict(set)
        names = set()
        for path, entry in _entries(before):
            if entry.package not in asked:
                continue
            names.add(entry.package)
            sources[path, entry.package].add(entry.source)
            release = releases[entry.package, entry.version]
            release.sources.add(entry.source)
            release.urls.add(entry.url)
            release.registries.add(entry.registry)
            release.digests.update(entry.digests)
            release.without_digest.update(_without_digest(entry))
            release.rows.update(_rows(entry))
            release.installed = release.installed or installed(path, entry)
            release.options.add(entry.options)
            if entry.version is not None:
                by_lock[path, entry.package].add(entry.version)
                everywhere[entry.package].add(entry.version)
        return cls(
            dict(releases),
            dict(by_lock),
            dict(sources),
            dict(everywhere),
            frozenset(names),
            taken_from,
            installs,
        )

    def versions(self, path: str, package: PackageRef) -> tuple[str, ...]:
        """Return the earlier versions of a package in the given lockfile, or else in any lockfile, lowest first."""
        found = self.by_lock.get((path, package)) or self.everywhere.get(package, set())
        return tuple(sorted(found, key=ECOSYSTEMS[package.ecosystem].sort_key))

    def left_registry(self, path: str, entry: LockedPackage) -> bool:
        if entry.source is SourceKind.REGISTRY:
            return False
        everywhere = {kind for of_it in self._of(entry.package) for kind in of_it.sources}
        return SourceKind.REGISTRY in self.sources.get((path, entry.package), everywhere)

    def kinds(self, path: str, entry: LockedPackage) -> tuple[ChangeKind, ...]:
        """Return how an entry changed; empty if an earlier lockfile has an equal entry."""
        if entry.package not in self.names:
            return (ChangeKind.ADDED,)
        release = self.releases.get((entry.package, entry.version))
        if release is None:
            return tuple(self._unheld(path, entry))
        return tuple(dict.fromkeys(self._held(release, path, entry)))

    def _unheld(self, path: str, entry: LockedPackage) -> Iterator[ChangeKind]:
        before = self.versions(path, entry.package)
        if entry.version is not None and before:
            is_lowest = ECOSYSTEMS[entry.package.ecosystem].compare(entry.version, before[0]) < 0
            yield ChangeKind.DOWNGRADED if is_lowest else ChangeKind.UPGRADED
        kinds = {kind for of_it in self._of(entry.package) for kind in of_it.sources}
        if entry.source not in kinds:
            yield ChangeKind.RESOURCED
        elif entry.version is None or not before:
            yield ChangeKind.ADDED
        if self._moved((name for of_it in self._of(entry.package) for name in of_it.registries), entry):
            yield ChangeKind.MOVED

    def _held(self, release: _Release, path: str, entry: LockedPackage) -> Iterator[ChangeKind]:
        if not release.installed and self.installs(path, entry):
            yield ChangeKind.ADDED
        of_registry = entry.source is SourceKind.REGISTRY
        elsewhere = entry.url not in release.urls
        if entry.source not in release.sources or (elsewhere and not of_registry):
            yield ChangeKind.RESOURCED
        if self._moved(release.registries, entry) or (of_registry and elsewhere and not entry.tells_bytes):
            yield ChangeKind.MOVED
        if not {*_without_digest(entry)} <= release.without_digest:
            yield ChangeKind.MOVED
        yield from option_changes(release.options, entry, self.taken_from)
        swapped = {name for name, _ in _rows(entry) - release.rows} & {name for name, _ in release.rows}
        if swapped or _rehashed(release.digests, set(entry.digests)):
            yield ChangeKind.REHASHED

    def _moved(self, registries: Iterable[str | None], entry: LockedPackage) -> bool:
        known = set(registries)
        if entry.source is not SourceKind.REGISTRY or entry.registry in known:
            return False
        here = self.taken_from(entry.package, entry.registry)
        return all(here != self.taken_from(entry.package, name) for name in known)

    def _of(self, package: PackageRef) -> Iterable[_Release]:
        versions: set[str | None] = {None, *self.everywhere.get(package, set())}
        return (self.releases[package, v] for v in versions if (package, v) in self.releases)


def _without_digest(entry: LockedPackage) -> Iterator[LockedFile]:
    return (file for file in entry.files if file.url is not None and not file.digests)


def _rows(entry: LockedPackage) -> set[tuple[str, Digest]]:
    named = ((file.filename, file.digests) for file in entry.files if file.url is not None)
    return {(name, digest) for name, digests in named if name is not None for digest in digests}


def _rehashed(before: Collection[Digest], now: Collection[Digest]) -> bool:
    """Return True if a lockfile accepts bytes that it did not accept before.

    Adding digests, or replacing weak digests by strong ones, does not count.
    """
    strong_before, strong_now = _strong(before), _strong(now)
    if not strong_before and (strong_now or not before):
        return False
    return not now or not {*now} <= {*before} or bool(strong_before and not strong_now)


def _strong(digests: Iterable[Digest]) -> set[Digest]:
    return {digest for digest in digests if digest.strong}
