"""Who asks for whom in locks of yarn and bun, and which entries only some installations need.

The reader of a lock makes an `Edge` for each request that it can follow; all here is linear in their number.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pratique.core.lock import ROOT, LockRequest, Need

_GROUPS = {Need.OPTIONAL_PEER: Need.PEER}
"""Kinds of requests that are of the group of another kind."""


@dataclass(frozen=True, slots=True)
class Edge:
    """The entry `parent` (`ROOT`: the project) asks for the entry `child`."""

    parent: str
    child: str
    need: Need = Need.RUN


def edges_of(requests: Iterable[LockRequest]) -> Iterator[Edge]:
    """Yield an edge from each request to each entry that answers it."""
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
    """What the installation of each entry depends on.

    `groups` has the entries that are not needed at run time, with the groups that bring them in, as npm flags them:
    a group counts if every way from the project leads through it, or, where there are ways through several, each
    that alone suffices. `optional` are those that no way without an optional request leads to.
    """

    groups: Mapping[str, frozenset[str]]
    optional: frozenset[str]

    @classmethod
    def of(cls, edges: Sequence[Edge]) -> "Needs":
        """Read them off the ways that lead from the project to each entry."""
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
    """The edges by the entry that they start from."""

    def __init__(self, edges: Iterable[Edge]) -> None:
        self._below: dict[str, list[tuple[str, Need]]] = {}
        for edge in edges:
            self._below.setdefault(edge.parent, []).append((edge.child, edge.need))

    def reached(self, needs: set[Need]) -> set[str]:
        """Return what the project leads to by edges of these needs."""
        found = {ROOT}
        waiting = [ROOT]
        while waiting:
            for child, need in self._below.get(waiting.pop(), ()):
                if child not in found and need in needs:
                    found.add(child)
                    waiting.append(child)
        return found - {ROOT}
