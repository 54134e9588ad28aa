"""Finds the extras and dependency groups that need each entry of a Python lockfile, along the dependency edges."""

from collections.abc import Sequence

from pratique.lockfiles.pypi.graph import Edge
from pratique.lockfiles.reading.document import MOST_EDGES, too_many

_RUN_TIME = 1


def groups_of(count: int, edges: Sequence[Edge], *, own: set[int], what: str) -> list[frozenset[str]]:
    """Return the extras and dependency groups that need each of `count` entries.

    The result is empty for an entry that is needed at run time or not needed at all. `own` contains the project and its workspace
    members: they are needed at run time, and only their extras and groups count. Raises ParseError if the number of groups exceeds
    the limit.
    """
    labels: dict[str, int] = {}
    masks = [_RUN_TIME if position in own else 0 for position in range(count)]
    followed: list[list[tuple[int, int | None]]] = [[] for _ in range(count)]
    for edge in edges:
        group = edge.request.group if edge.parent in own else None
        label = None if group is None else labels.setdefault(group, 2 << len(labels))
        followed[edge.parent].append((edge.child, label))
    waiting = sorted(own)
    steps = 0
    while waiting:
        position = waiting.pop()
        steps += len(followed[position])
        if steps > 4 * MOST_EDGES:
            raise too_many(what, most=4 * MOST_EDGES, of="dependencies of groups")
        for child, label in followed[position]:
            mask = masks[child] | (masks[position] if label is None else label)
            if mask != masks[child]:
                masks[child] = mask
                waiting.append(child)
    return [_named(mask, labels) for mask in masks]


def _named(mask: int, labels: dict[str, int]) -> frozenset[str]:
    if mask & _RUN_TIME:
        return frozenset()
    return frozenset(group for group, label in labels.items() if mask & label)
