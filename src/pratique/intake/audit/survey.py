"""Matches the contents of a project's lockfiles against an advisory index."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pratique.advisories.interface import Advisories
from pratique.advisories.match import gravity, match
from pratique.advisories.vendored.place import is_own_file
from pratique.core.advisory import AdvisoryKind, AdvisoryMatch, Product
from pratique.core.audit import Audited, AuditFinding, CopyKind, Retired, RetiredKind, VendoredCopy
from pratique.core.lock import ROOT, Lock, LockedPackage, SourceKind
from pratique.core.reading import NotJudged
from pratique.intake.audit.entries import Held, NotAudited, OutOfScope, place_of, wanted
from pratique.intake.audit.places import Met, Place
from pratique.intake.audit.runtime import Named
from pratique.intake.entries.chains import Chains
from pratique.intake.known_bad.widely_used import is_widely_used

_OWN = frozenset({SourceKind.WORKSPACE, SourceKind.LINK, SourceKind.PATH})
_MOST_PATHS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The result of an audit before ignores and fixes are applied."""

    met: tuple[Met, ...]
    inventory: tuple[Audited, ...]
    retired: tuple[Retired, ...]
    not_audited: tuple[NotJudged, ...]
    out_of_scope: tuple[NotJudged, ...]
    notes: tuple[str, ...] = ()
    """Advisories that were not applied, each with the reason."""


@dataclass(slots=True)
class _Sorted:
    held: dict[tuple[Product, str], list[Place]] = field(default_factory=lambda: defaultdict(list))
    outside: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    unheld: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))


def survey(
    index: Advisories,
    locks: Mapping[str, Lock],
    *,
    runtimes: Sequence[Named] = (),
    copies: Sequence[VendoredCopy] = (),
    groups: Collection[str] = (),
    private: Collection[str] = (),
) -> Survey:
    """Match the entries of lockfiles (by path), the runtimes and the copied files against an index.

    If `groups` lists dependency groups, only entries that one of these groups needs are included. `private` contains the URLs of
    private registries. Raises StoreError if the index cannot be read.
    """
    entries = _sorted(locks, groups, private)
    asked: dict[Product, set[str]] = defaultdict(set)
    for product, version in (
        *entries.held,
        *((named.product, named.release) for named in runtimes),
        *((copy.product, copy.version) for copy in copies),
    ):
        asked[product].add(version)
    chains = Chains()
    met: list[Met] = []
    retired = _deprecated(entries.held)
    notes: dict[str, None] = {}
    by_runtime = {(named.product, named.release): named for named in runtimes}
    by_copy: dict[tuple[Product, str], list[VendoredCopy]] = defaultdict(list)
    for copy in copies:
        by_copy[copy.product, copy.version].append(copy)
    for found in match(index, asked, widely_used=is_widely_used):
        at = (found.product, found.version)
        if found.note and not found.certain:
            notes[f"{found.purl}: {found.note}"] = None
            continue
        if found.kind is AdvisoryKind.UNMAINTAINED:
            retired.append(_unmaintained(found, entries.held.get(at, ())))
            continue
        if places := entries.held.get(at):
            met.append(Met(_finding(found, places, chains), tuple(places)))
        if named := by_runtime.get(at):
            own = found if named.exact else replace(found, version=named.text)
            met.append(Met(AuditFinding(match=own, sources=(named.source,), direct=True)))
        met += (
            Met(AuditFinding(match=found, sources=(copy.path,), copy=copy))
            for copy in by_copy.get(at, ())
            if not _said_already(copy, found, is_locked=at in entries.held)
        )
    lines = [named for named in runtimes if not named.exact]
    return Survey(
        met=tuple(sorted(met, key=lambda item: gravity(item.finding.match))),
        inventory=_inventory(entries.held, runtimes),
        retired=tuple(retired),
        not_audited=_listed(entries.unheld),
        out_of_scope=(*_listed(entries.outside), *map(_line_alone, lines)),
        notes=tuple(notes),
    )


def _said_already(copy: VendoredCopy, found: AdvisoryMatch, *, is_locked: bool) -> bool:
    if is_locked and is_own_file(copy):
        return True
    return found.kind is AdvisoryKind.MALWARE and copy.kind in {CopyKind.MANIFEST, CopyKind.FILENAME}


def _sorted(locks: Mapping[str, Lock], groups: Collection[str], private: Collection[str]) -> _Sorted:
    found = _Sorted()
    for path, lock in locks.items():
        for entry in lock.packages:
            if not wanted(entry, groups):
                continue
            place = Place(path, lock, entry)
            match place_of(lock, entry, private):
                case Held(product, version):
                    found.held[product, version].append(place)
                case OutOfScope(why):
                    found.outside[_purl(entry), why].append(place.source)
                case NotAudited(why):
                    found.unheld[_purl(entry), why].append(place.source)
    return found


def _purl(entry: LockedPackage) -> str:
    return (entry.ref or entry.package).purl


def _finding(found: AdvisoryMatch, places: Sequence[Place], chains: Chains) -> AuditFinding:
    ways = [chains.search(place.path, place.lock, place.entry, most=_MOST_PATHS) for place in places]
    paths = sorted(
        dict.fromkeys(chain for way, _ in ways for chain in way), key=lambda chain: (len(chain), chain)
    )
    groups = [place.entry.groups for place in places]
    return AuditFinding(
        match=found,
        sources=tuple(dict.fromkeys(place.source for place in places)),
        paths=tuple(paths[:_MOST_PATHS]),
        paths_complete=len(paths) <= _MOST_PATHS and all(complete for _, complete in ways),
        paths_total=sum(max(1, len(place.entry.parents)) for place in places),
        direct=any(is_direct(place) for place in places),
        groups=frozenset().union(*groups) if all(groups) else frozenset(),
    )


def is_direct(place: Place) -> bool:
    """Return True if the project or a workspace member depends directly on the entry."""
    parents = place.entry.parents
    if not parents or ROOT in parents:
        return True
    own = {package.key for package in place.lock.packages if package.source in _OWN}
    return not own.isdisjoint(parents)


def _deprecated(held: Mapping[tuple[Product, str], Sequence[Place]]) -> list[Retired]:
    return [
        Retired(
            purl=product.purl(version),
            kind=RetiredKind.DEPRECATED,
            text=text,
            sources=tuple(place.source for place in places),
        )
        for (product, version), places in held.items()
        if (text := next((place.entry.deprecated for place in places if place.entry.deprecated), None))
    ]


def _unmaintained(found: AdvisoryMatch, places: Iterable[Place]) -> Retired:
    return Retired(
        purl=found.purl,
        kind=RetiredKind.UNMAINTAINED,
        text=f"{found.summary} ({found.id})",
        sources=tuple(place.source for place in places),
    )


def _inventory(
    held: Mapping[tuple[Product, str], Sequence[Place]], runtimes: Iterable[Named]
) -> tuple[Audited, ...]:
    found = [
        Audited(
            product=product,
            version=version,
            sources=tuple(dict.fromkeys(place.source for place in places)),
        )
        for (product, version), places in held.items()
    ]
    found += (
        Audited(product=named.product, version=named.text, sources=(named.source,)) for named in runtimes
    )
    return tuple(sorted(found, key=lambda item: (item.product.type, item.product.name, item.version)))


def _line_alone(named: Named) -> NotJudged:
    why = "only a release line is specified; its newest release was looked up, but no older release"
    return NotJudged(purl=named.product.purl(named.text), why=why, sources=(named.source,))


def _listed(groups: Mapping[tuple[str, str], Sequence[str]]) -> tuple[NotJudged, ...]:
    return tuple(_items(groups))


def _items(groups: Mapping[tuple[str, str], Sequence[str]]) -> Iterator[NotJudged]:
    for (purl, why), sources in sorted(groups.items()):
        yield NotJudged(purl=purl, why=why, sources=tuple(dict.fromkeys(sources)))
