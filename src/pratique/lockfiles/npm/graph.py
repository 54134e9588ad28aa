"""Builds the dependency graph of yarn and bun lockfiles and finds the entries that only some dependency groups need.

The lockfile parser creates an `Edge` for each resolved dependency. The run time of all functions is linear in the number of edges.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pratique.core.lock import ROOT, LockRequest, Need

_GROUPS = {Need.OPTIONAL_PEER: Need.PEER}
"""The kinds of dependencies that count as another kind: optional peer dependencies count as peer dependencies."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A dependency of the entry `parent` (`ROOT` is the project) on the entry `child`."""

    parent: str
    child: str
    need: Need = Need.RUN


def edges_of(requests: Iterable[LockRequest]) -> Iterator[Edge]:
    """Yield an edge from each dependent to each entry that satisfies its dependency."""
    for request in requests:
        need = _GROUPS.get(request.need, request.need)
        for key in request.answers:
            yield Edge(request.asker, key, need)


def parents_of(edges: Iterable[Edge]) -> dict[str, tuple[str, ...]]:
    """Return the dependents of each entry without duplicates, in the order of the edges."""
    found: dict[str, dict[str, None]] = {}
    for edge in edges:
        if edge.parent != edge.child:
            found.setdefault(edge.child, {})[edge.parent] = None
    return {child: tuple(parents) for child, parents in found.items()}


@dataclass(frozen=True, slots=True)
class Needs:
    """The dependency groups and optional dependencies that require each entry.

    `groups` maps each entry that is not needed at run time to the groups that require the entry, like the flags of entries in npm
    lockfiles. A group is listed if every path from the project to the entry contains a dependency of the group. If there are
    several paths, each group that requires the entry by itself is listed. `optional` contains the entries that are reachable only
    through an optional dependency.
    """

    groups: Mapping[str, frozenset[str]]
    optional: frozenset[str]

    @classmethod
    def of(cls, edges: Sequence[Edge]) -> "Needs":
        """Compute the groups and optional dependencies from the paths between the project and each entry."""
        graph = _Graph(edges)
        everything = {edge.need for edge in edges} | {Need.RUN}
        reached = graph.reached(everything)
        others = reached - graph.reached({Need.RUN})
        kinds = sorted(everything - {Need.RUN})
        without = {kind: graph.reached(everything - {kind}) for kind in kinds}
        alone = {kind: graph.reached({Need.RUN, kind}) for kind in kinds}
        groups: dict[str, frozenset[str]] = {}
        for key in others:
            needed = [kind for kind in kinds if key not in without[kind]]
            sufficient = [kind for kind in kinds if key in alone[kind]]
            groups[key] = frozenset(kind.value for kind in needed or sufficient or kinds)
        optional = reached - without.get(Need.OPTIONAL, reached)
        return cls(groups, frozenset(optional))


class _Graph:
    """The dependency edges, indexed by the parent entry."""

    def __init__(self, edges: Iterable[Edge]) -> None:
        self._below: dict[str, list[tuple[str, Need]]] = {}
        for edge in edges:
            self._below.setdefault(edge.parent, []).append((edge.child, edge.need))

    def reached(self, needs: set[Need]) -> set[str]:
        """Return the entries that are reachable from the project by edges of the given kinds."""
        found = {ROOT}
        waiting = [ROOT]
        while waiting:
            for child, need in self._below.get(waiting.pop(), ()):
                if child not in found and need in needs:
                    found.add(child)
                    waiting.append(child)
        return found - {ROOT}
