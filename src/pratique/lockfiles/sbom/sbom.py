"""Builds the dependency graph of an SBOM: its entries, the project, and components that are not entries.

Components without a registry (the project, a lockfile, a Java archive) may be between two entries. An entry below a component
without a registry counts as a dependency of the entries above the component, or of the project. Entries with equal
security-relevant fields become one entry, because npm installs one release in several folders and tools list each copy.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from pratique.core.lock import ROOT, LockedPackage, Problem, SourceKind
from pratique.core.names import Ecosystem
from pratique.lockfiles.npm.entry import installed_name, is_name
from pratique.lockfiles.pypi.graph import Edge, Request
from pratique.lockfiles.pypi.groups import groups_of
from pratique.lockfiles.reading.document import MOST_EDGES, first_problems, too_many
from pratique.lockfiles.reading.keys import keys_of
from pratique.lockfiles.reading.problem_list import ProblemList
from pratique.lockfiles.sbom.package_url import package_of, read_purl


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One component or package of an SBOM. A component without `package` is not an entry."""

    identity: str | None
    """The identity of the component in the SBOM; None if the SBOM specifies none."""
    package: LockedPackage | None


@dataclass(frozen=True, slots=True)
class Ask:
    """A dependency of one component on another, by identity; `group` is set if the dependency is not needed at run time."""

    parent: str
    child: str
    group: str | None = None


@dataclass(slots=True)
class Census:
    """Parses package URLs, and counts those of unsupported ecosystems for the report."""

    problems: ProblemList
    foreign: Counter[str] = field(default_factory=Counter)

    def read(self, purl: str, label: str, line: int | None) -> LockedPackage | None:
        """Return the entry that a package URL identifies; None, with a recorded problem, if its ecosystem is not supported."""
        try:
            told = read_purl(purl)
            package = package_of(told)
        except ValueError as error:
            self.problems.add(label, line, str(error))
            return None
        if package is None:
            self.foreign[told.type] += 1
            return None
        return replace(package, line=line)

    def listed(self) -> tuple[Problem, ...]:
        """Return the problems; the first ones report the unsupported types of packages."""
        return first_problems((*self._of_foreign(), *self.problems.found))

    def _of_foreign(self) -> Iterator[Problem]:
        for kind, count in sorted(self.foreign.items()):
            noun = "package" if count == 1 else "packages"
            yield Problem(f"pkg:{kind}", None, f"{count} {noun} of type {kind}: this type is not supported")


def at_path(package: LockedPackage, path: str | None) -> LockedPackage:
    """Return the entry with its installed path, if the SBOM lists one.

    An npm package outside `node_modules` is a project folder. If the folder has another name than the package, the entry has an
    alias.
    """
    if (
        not path
        or package.package.ecosystem is not Ecosystem.NPM
        or package.source is not SourceKind.REGISTRY
    ):
        return package
    installed = installed_name(path)
    if installed is None:
        return replace(package, source=SourceKind.PATH, url=path)
    is_alias = installed != package.package.name and is_name(installed)
    return replace(package, alias=installed) if is_alias else package


def assemble(
    parts: Sequence[Part],
    asks: Iterable[Ask],
    *,
    holds: Iterable[Ask] = (),
    roots: frozenset[str],
    what: str,
    most_edges: int = MOST_EDGES,
) -> tuple[LockedPackage, ...]:
    """Return the entries with keys, parents and the dependency groups that need them.

    `roots` contains the identities of the project itself. `holds` contains pairs of components where one contains the other. A pair
    counts as a dependency only if the contained component has no dependent. Raises ParseError if there are more than `most_edges`
    edges, or resolving them takes too many steps.
    """
    graph = _Graph(parts, roots, what, most_edges)
    for ask in asks:
        graph.join(ask)
    asked = {edge.child for edge in graph.edges}
    for hold in holds:
        graph.join(hold, unless=asked)
    groups = graph.groups()
    entries: dict[object, int] = {}
    merged: list[LockedPackage] = []
    entry_of: dict[int, int] = {}
    for position, part in enumerate(parts, 1):
        if part.package is None or graph.is_root(position):
            continue
        package = part.package if groups is None else _with_groups(part.package, groups[position])
        alike = (package.package, package.version, package.source, package.registry, package.url,
                 package.alias, package.files, package.markers)  # fmt: skip
        entry = entry_of[position] = entries.setdefault(alike, len(merged))
        if entry == len(merged):
            merged.append(package)
        else:
            merged[entry] = _both(merged[entry], package)
    keys = keys_of(merged)
    above = graph.askers(entry_of, len(merged))
    return tuple(
        replace(package, key=key, parents=tuple(_key(keys, asker) for asker in askers))
        for package, key, askers in zip(merged, keys, above, strict=True)
    )


def _key(keys: Sequence[str], asker: int) -> str:
    return ROOT if asker < 0 else keys[asker]


def _with_groups(package: LockedPackage, groups: frozenset[str]) -> LockedPackage:
    if not groups or package.groups:
        return package
    return replace(package, groups=groups, optional=package.optional or groups == {"optional"})


def _both(one: LockedPackage, other: LockedPackage) -> LockedPackage:
    """Return two equal entries as one entry, which is needed at run time if at least one of the two entries is."""
    groups = one.groups | other.groups if one.groups and other.groups else frozenset[str]()
    return replace(
        one,
        groups=groups,
        optional=one.optional and other.optional,
        bundled=one.bundled and other.bundled,
    )


_PROJECT = -1
_MOST_STEPS = 4 * MOST_EDGES


class _Graph:
    def __init__(self, parts: Sequence[Part], roots: frozenset[str], what: str, most_edges: int) -> None:
        self.what = what
        self.most_edges = most_edges
        self.count = len(parts) + 1
        self.positions = dict.fromkeys(roots, 0)
        self.roots = {n for n, part in enumerate(parts, 1) if part.identity in self.positions}
        for position, part in enumerate(parts, 1):
            if part.identity is not None:
                self.positions.setdefault(part.identity, position)
        self.edges: list[Edge] = []
        self.requests: dict[str | None, Request] = {}
        self.left = _MOST_STEPS

    def is_root(self, position: int) -> bool:
        """Return True if a component is the project itself."""
        return position in self.roots

    def join(self, ask: Ask, unless: set[int] | frozenset[int] = frozenset()) -> None:
        parent, child = self.positions.get(ask.parent), self.positions.get(ask.child)
        if parent is None or not child or child == parent or child in unless:
            return
        if len(self.edges) >= self.most_edges:
            raise too_many(self.what, most=self.most_edges, of="dependencies")
        request = self.requests.setdefault(ask.group, Request(name="", group=ask.group))
        self.edges.append(Edge(parent, child, request))

    def groups(self) -> list[frozenset[str]] | None:
        if self.requests.keys() <= {None}:
            return None
        return groups_of(self.count, self.edges, own={0}, what=self.what)

    def askers(self, entry_of: dict[int, int], count: int) -> list[dict[int, None]]:
        above: dict[int, list[int]] = {}
        for edge in self.edges:
            above.setdefault(edge.child, []).append(edge.parent)
        found: list[dict[int, None]] = [{} for _ in range(count)]
        owners: dict[int, dict[int, None]] = {}
        for position, entry in entry_of.items():
            for parent in above.get(position, (0,)):
                if parent == 0:
                    found[entry][_PROJECT] = None
                elif parent in entry_of:
                    found[entry][entry_of[parent]] = None
                else:
                    if parent not in owners:
                        owners[parent] = self._owners(parent, above, entry_of)
                    self._step(len(owners[parent]))
                    found[entry].update(owners[parent])
        for entry, asking in enumerate(found):
            asking.pop(entry, None)
        return found

    def _owners(self, start: int, above: dict[int, list[int]], entry_of: dict[int, int]) -> dict[int, None]:
        found: dict[int, None] = {}
        seen = {start}
        waiting = [start]
        while waiting:
            askers = above.get(waiting.pop(), (0,))
            self._step(len(askers))
            for parent in askers:
                if parent == 0:
                    found[_PROJECT] = None
                elif parent in entry_of:
                    found[entry_of[parent]] = None
                elif parent not in seen:
                    seen.add(parent)
                    waiting.append(parent)
        return found or {_PROJECT: None}

    def _step(self, count: int) -> None:
        """Count steps from one entry to another.

        Raises ParseError if there are more steps than the limit, because the number of steps can grow with the square
        of the input size.
        """
        self.left -= count
        if self.left < 0:
            raise too_many(self.what, most=_MOST_STEPS, of="steps between packages")
