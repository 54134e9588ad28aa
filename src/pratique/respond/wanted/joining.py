"""Joins the parts of a request."""

from collections.abc import Hashable, Iterable
from dataclasses import replace
from typing import TypeVar

from pratique.respond.wanted.value import Indicator, Wanted, WantedDigest, WantedReleases

_Item = TypeVar("_Item", WantedReleases, WantedDigest, Indicator)
_MOST_ORIGINS = 5


def joined(parts: Iterable[Wanted]) -> Wanted:
    """Return one request for all parts. Equal items become one item that names the origins of both."""
    every = list(parts)
    return Wanted(
        releases=_merged((item, (item.id, item.affected)) for part in every for item in part.releases),
        digests=_merged((item, (item.id, item.digest)) for part in every for item in part.digests),
        indicators=_merged((item, (item.id, item.kind)) for part in every for item in part.indicators),
        misread=tuple(dict.fromkeys(one for part in every for one in part.misread)),
        notes=tuple(dict.fromkeys(note for part in every for note in part.notes)),
    )


def _merged(keyed: Iterable[tuple[_Item, Hashable]]) -> tuple[_Item, ...]:
    first: dict[Hashable, _Item] = {}
    origins: dict[Hashable, dict[str, None]] = {}
    for item, key in keyed:
        first.setdefault(key, item)
        origins.setdefault(key, {})[item.origin] = None
    return tuple(replace(item, origin=_origins(list(origins[key]))) for key, item in first.items())


def _origins(origins: list[str]) -> str:
    more = len(origins) - _MOST_ORIGINS
    shown = "; ".join(origins[:_MOST_ORIGINS])
    return f"{shown}; and {more:,} more" if more > 0 else shown
