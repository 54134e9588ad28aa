"""Finds the lowest version of each alternative of an npm range.

If a source contains only ranges of patched versions, the lowest version of an alternative counts as a fixed version.
"""

from collections.abc import Iterator

from pratique.ecosystems.npm.ranges import Comparator, Relation, parse_range
from pratique.ecosystems.npm.versions import spelt

_FROM = frozenset({Relation.AT_LEAST, Relation.EQUAL})


def first_versions(text: str) -> tuple[str, ...]:
    """Return the lowest version of each alternative that has a lower bound, in order; nothing for an invalid range."""
    found = parse_range(text)
    if found is None:
        return ()
    return tuple(dict.fromkeys(version for one in found.alternatives for version in _first(one)))


def _first(comparators: tuple[Comparator, ...]) -> Iterator[str]:
    bounds = [comparator.bound for comparator in comparators if comparator.relation in _FROM]
    if bounds:
        lowest = max(bounds)
        if all(comparator.holds(lowest) for comparator in comparators):
            yield spelt(lowest)
