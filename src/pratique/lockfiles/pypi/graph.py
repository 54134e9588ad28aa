"""Builds the dependency edges of a Python lockfile: by normalised name, and by version if the lockfile lists it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from pratique.core.lock import ROOT, LockedPackage, LockRequest, Need
from pratique.lockfiles.reading.document import MOST_EDGES, too_many
from pratique.lockfiles.reading.keys import keys_of

MOST_SPECIFIER_CHARS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One dependency of an entry; `name` is normalised. `group` is the extra or dependency group of the dependency, if any."""

    name: str
    version: str | None = None
    range: str | None = None
    marker: str | None = None
    python: str | None = None
    """The Python versions on which the dependency applies, if the lockfile stores them separately from the marker."""
    source: str | None = None
    """The URL of the dependency, if the lockfile uses URLs to distinguish two entries."""
    group: str | None = None
    extras: tuple[str, ...] = ()
    """The normalised names of the extras that are installed with the dependency."""
    optional: bool = False
    """Whether the dependency applies only if an extra of the dependent is enabled.

    The extra is part of the marker of the dependency.
    """


@dataclass(frozen=True, slots=True)
class Draft:
    """A lockfile entry before its key and parents are determined, with its dependencies."""

    package: LockedPackage
    requests: tuple[Request, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """A resolved dependency: the positions of the dependent and of the resolved entry."""

    parent: int
    child: int
    request: Request


@dataclass(frozen=True, slots=True)
class Followed:
    """One dependency, with the positions of the dependent and of the entries of that name that may satisfy the dependency."""

    parent: int
    request: Request
    children: tuple[int, ...]


def edges_of(drafts: Sequence[Draft], *, what: str) -> list[Edge]:
    """Return the dependency edges that `follow` resolves. Raises ParseError if the number of edges exceeds the limit."""
    return edges(follow(drafts, what=what))


def edges(followed: Iterable[Followed]) -> list[Edge]:
    """Return an edge for each entry that satisfies each dependency."""
    return [Edge(one.parent, child, one.request) for one in followed for child in one.children]


def follow(drafts: Sequence[Draft], *, what: str) -> list[Followed]:
    """Return every resolved dependency.

    If the lockfile has several versions of a package, each of them satisfies a dependency, unless a version or range in the
    dependency excludes it. Raises ParseError if the number of edges exceeds the limit.
    """
    by_name: dict[str, list[int]] = {}
    for position, draft in enumerate(drafts):
        by_name.setdefault(draft.package.package.name, []).append(position)
    found: list[Followed] = []
    looked_at = 0
    for parent, draft in enumerate(drafts):
        for request in draft.requests:
            named = by_name.get(request.name, [])
            looked_at += 1
            if len(named) > 1:
                # Each clause of a range is held against each version.
                looked_at += len(named) * (2 + (request.range or "").count(","))
            if looked_at > MOST_EDGES:
                raise too_many(what, most=MOST_EDGES, of="dependencies")
            found.append(Followed(parent, request, tuple(_answers(request, named, drafts))))
    return found


def locked(
    drafts: Sequence[Draft],
    edges: Iterable[Edge],
    *,
    roots: Iterable[int] = (),
    project: int | None = None,
) -> tuple[LockedPackage, ...]:
    """Return the entries with keys and parents.

    `roots` contains the positions of direct dependencies. `project` is the position of the project's own entry: its dependencies
    are the direct dependencies, and it is not an entry of the result.
    """
    keys = keys_of([draft.package for draft in drafts])
    if project is not None:
        keys[project] = ROOT
    parents: list[dict[str, None]] = [{} for _ in drafts]
    for position in roots:
        parents[position][ROOT] = None
    for edge in edges:
        if edge.parent != edge.child:
            parents[edge.child][keys[edge.parent]] = None
    return tuple(
        replace(
            draft.package,
            key=keys[position],
            parents=tuple(parents[position]),
            dependencies=_ranges(draft.requests),
        )
        for position, draft in enumerate(drafts)
        if position != project
    )


def locked_alone(drafts: Sequence[Draft], followed: Iterable[Followed]) -> tuple[LockedPackage, ...]:
    """Return the entries of a lockfile that does not list the project.

    Entries without a dependent count as direct dependencies.
    """
    found = edges(followed)
    asked = {edge.child for edge in found if edge.parent != edge.child}
    return locked(drafts, found, roots=(one for one in range(len(drafts)) if one not in asked))


def requests_of(
    followed: Iterable[Followed],
    drafts: Sequence[Draft],
    counts: Callable[[Followed], bool],
    *,
    project: int | None = None,
    perhaps: Iterable[tuple[Followed, str]] = (),
    uncovered: Callable[[Followed, Sequence[LockedPackage]], str | None] = lambda _, __: None,
) -> tuple[LockRequest, ...]:
    """Return the dependencies in a lockfile with the keys of the entries that satisfy them.

    `counts` returns True if the package manager follows a dependency on some platform. `counts` is called only for
    dependencies without an entry, or with an entry that may be out of range. Dependencies of an entry on itself are
    omitted. `perhaps` contains dependencies without an entry that belong to an extra, if no entry enables this
    extra. `uncovered` returns a platform on which the package manager follows a dependency and accepts none of the
    platform-specific entries for it.
    """
    keys = keys_of([draft.package for draft in drafts])
    if project is not None:
        keys[project] = ROOT

    def request(one: Followed, answers: Sequence[int]) -> LockRequest:
        return LockRequest(
            asker=keys[one.parent],
            name=one.request.name,
            wanted=one.request.range or one.request.version or "",
            answers=tuple(keys[child] for child in answers),
            line=drafts[one.parent].package.line,
        )

    found: list[LockRequest] = []
    for one in followed:
        answers = [child for child in one.children if _is_named(one.request, drafts[child].package)]
        if one.parent in one.children:
            continue
        fitting = _fitting_for(one.request, [drafts[child].package for child in answers])
        if fitting or counts(one):
            found.append(request(one, answers))
            where = uncovered(one, fitting) if fitting else None
            if where is not None:
                wanted = f"{found[-1].wanted} on {where}".strip()
                found.append(found[-1]._replace(wanted=wanted, answers=()))
    found += (request(one, ())._replace(need=Need.OPTIONAL_PEER, extra=extra) for one, extra in perhaps)
    return tuple(found)


def every_marker(drafts: Iterable[Draft]) -> tuple[str, ...]:
    """Return all distinct markers of entries and dependencies."""
    return tuple(
        dict.fromkeys(
            marker
            for draft in drafts
            for marker in (*draft.package.markers, *(one.marker for one in draft.requests))
            if marker
        )
    )


def _is_named(request: Request, entry: LockedPackage) -> bool:
    if request.version is not None and entry.version != request.version:
        return False
    return request.source is None or request.source in {entry.registry, entry.url}


def _fitting_for(request: Request, answers: list[LockedPackage]) -> list[LockedPackage]:
    """Return the entries with a version that is certainly in the range, according to PEP 440."""
    if request.range is None:
        return answers
    fits = _fitting(request.range, [entry.version for entry in answers], unreadable=False)
    return [entry for entry, fit in zip(answers, fits, strict=True) if fit]


def _answers(request: Request, named: list[int], drafts: Sequence[Draft]) -> list[int]:
    if len(named) < 2:
        return named
    if request.version is not None:
        same = [position for position in named if drafts[position].package.version == request.version]
        named = same or named
    if request.source is not None:
        same = [
            position
            for position in named
            if request.source in {drafts[position].package.registry, drafts[position].package.url}
        ]
        named = same or named
    if request.range is not None and len(named) > 1:
        versions = [drafts[position].package.version for position in named]
        fits = _fitting(request.range, versions)
        named = [position for position, fit in zip(named, fits, strict=True) if fit] or named
    return named


def _fitting(text: str, versions: Sequence[str | None], *, unreadable: bool = True) -> list[bool]:
    """Return, for each version, whether it is in a range.

    Returns `unreadable` for every version if the range is not in PEP 440 syntax (Poetry's `^1`, `||`).
    """
    if text.strip() in {"", "*"}:
        return [version is not None for version in versions]
    try:
        specifier = _specifier(text)
    except InvalidSpecifier:
        return [unreadable] * len(versions)
    return [_fits(specifier, version) for version in versions]


@lru_cache(maxsize=1024)
def _specifier(text: str) -> SpecifierSet:
    return SpecifierSet(text[:MOST_SPECIFIER_CHARS])


def _fits(specifier: SpecifierSet, version: str | None) -> bool:
    """Return True if a version is in a range.

    Also returns True for a version that PEP 440 rejects, because it may be in the range.
    """
    try:
        return version is not None and specifier.contains(Version(version), prereleases=True)
    except InvalidVersion:
        return True


def _ranges(requests: Iterable[Request]) -> dict[str, str]:
    """Return names with ranges; several ranges of one name are joined by `||`."""
    ranges: dict[str, dict[str, None]] = {}
    for request in requests:
        ranges.setdefault(request.name, {})[request.range or request.version or "*"] = None
    return {name: " || ".join(told) for name, told in ranges.items()}
