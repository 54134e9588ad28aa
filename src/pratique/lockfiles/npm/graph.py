"""Builds the dependency graph of yarn and bun locks, and finds the entries that only some installations need.

The reader of a lock creates an `Edge` for each request that it can resolve; all functions are linear in the number of edges.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pratique.core.lock import ROOT, LockRequest, Need

_GROUPS = {Need.OPTIONAL_PEER: Need.PEER}
"""Kinds of requests that belong to the group of another kind."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A request of the entry `parent` (`ROOT`: the project) for the entry `child`."""

    parent: str
    child: str
    need: Need = Need.RUN


def edges_of(requests: Iterable[LockRequest]) -> Iterator[Edge]:
    """Yield an edge from each request to each entry that satisfies it."""
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
    """The groups and optional requests that the installation of each entry depends on.

    `groups` maps entries that are not needed at run time to the groups that require them, as npm flags them: a group counts if
    every path from the project uses it, or, with several paths, each group that is sufficient by itself. `optional` contains the
    entries that are reachable only through an optional request.
    """

    groups: Mapping[str, frozenset[str]]
    optional: frozenset[str]

    @classmethod
    def of(cls, edges: Sequence[Edge]) -> "Needs":
        """Compute the needs from the paths between the project and each entry."""
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
    """The edges, indexed by the parent entry."""

    def __init__(self, edges: Iterable[Edge]) -> None:
        self._below: dict[str, list[tuple[str, Need]]] = {}
        for edge in edges:
            self._below.setdefault(edge.parent, []).append((edge.child, edge.need))

    def reached(self, needs: set[Need]) -> set[str]:
        """Return the entries that are reachable from the project by edges of these needs."""
        found = {ROOT}
        waiting = [ROOT]
        while waiting:
            for child, need in self._below.get(waiting.pop(), ()):
                if child not in found and need in needs:
                    found.add(child)
                    waiting.append(child)
        return found - {ROOT}
