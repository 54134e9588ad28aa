"""Counts how many entries in the project's lockfiles depend on each package, directly and transitively."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pratique.core.lock import ROOT, Lock, LockedPackage, SourceKind
from pratique.core.names import PackageRef
from pratique.core.reading import NotJudged
from pratique.core.stewardship import Use

_MOST_STEPS = 30_000_000
"""The maximum total number of search steps for all packages. Beyond this limit, only direct dependents are counted."""
_MOST_PARENTS = 50


@dataclass(slots=True)
class _Draft:
    versions: dict[str, None] = field(default_factory=dict)
    direct: bool = False
    asked_by: int = 0
    dependants: int = 0
    groups: list[frozenset[str]] = field(default_factory=list)
    sources: dict[str, None] = field(default_factory=dict)
    parents: dict[str, None] = field(default_factory=dict)
    registry: str | None = None


def uses_of(locks: Mapping[str, Lock]) -> tuple[dict[PackageRef, Use], tuple[NotJudged, ...]]:
    """Return the use of every registry package, and the lockfile entries that are not registry packages."""
    drafts: dict[PackageRef, _Draft] = {}
    others: list[NotJudged] = []
    left = _MOST_STEPS
    for path, lock in locks.items():
        above = {entry.key: tuple(dict.fromkeys(entry.parents)) for entry in lock.packages}
        names = {entry.key: str(entry.package) for entry in lock.packages}
        mine: dict[PackageRef, list[str]] = {}
        for entry in lock.packages:
            if (why := _other(entry)) is not None:
                others.append(NotJudged(purl=entry.package.purl, why=why, sources=(path,)))
                continue
            _add(drafts.setdefault(entry.package, _Draft()), entry, path, names)
            mine.setdefault(entry.package, []).append(entry.key)
        for package, keys in mine.items():
            found, left = _above(keys, above, left)
            drafts[package].dependants += found
    return {package: _use(draft) for package, draft in drafts.items()}, tuple(others)


def _other(entry: LockedPackage) -> str | None:
    """Return the reason why a lockfile entry is not a registry release; None for a registry release."""
    if entry.source is not SourceKind.REGISTRY:
        return f"the package comes from a {entry.source.value}, not from a registry"
    return "the lockfile does not pin an exact version" if entry.version is None else None


def _add(draft: _Draft, entry: LockedPackage, path: str, names: Mapping[str, str]) -> None:
    assert entry.version is not None
    draft.versions.setdefault(entry.version)
    draft.sources.setdefault(path)
    draft.groups.append(entry.groups)
    draft.registry = draft.registry or entry.registry
    for parent in dict.fromkeys(entry.parents):
        if parent == ROOT:
            draft.direct = True
            continue
        draft.asked_by += 1
        if len(draft.parents) < _MOST_PARENTS:
            draft.parents.setdefault(names.get(parent, parent))


def _above(keys: list[str], above: Mapping[str, tuple[str, ...]], left: int) -> tuple[int, int]:
    """Return the number of entries that depend on the given entries, and the number of search steps that remain."""
    seen = {*keys}
    waiting = list(keys)
    while waiting and left > 0:
        for parent in above.get(waiting.pop(), ()):
            left -= 1
            if parent != ROOT and parent not in seen:
                seen.add(parent)
                waiting.append(parent)
    return len(seen) - len({*keys}), left


def _use(draft: _Draft) -> Use:
    only = sorted({name for groups in draft.groups for name in groups}) if all(draft.groups) else []
    return Use(
        versions=tuple(draft.versions),
        direct=draft.direct,
        asked_by=draft.asked_by,
        dependants=max(draft.dependants, draft.asked_by),
        only=tuple(only),
        sources=tuple(draft.sources),
        parents=tuple(draft.parents),
        registry=draft.registry,
    )


def foremost(uses: Mapping[PackageRef, Use]) -> Iterator[PackageRef]:
    """Return the packages, starting with the most used package."""
    yield from sorted(
        uses, key=lambda package: (-uses[package].dependants, not uses[package].direct, package)
    )
