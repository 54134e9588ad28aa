"""A small index that answers are made from."""

from datetime import datetime, timedelta

from pratique.advisories.coverage import Freshness
from pratique.advisories.memory import MemoryAdvisories
from pratique.core.advisory import Advisory, AdvisoryKind, Cover
from tests.advisories.made import THEN, state

ALL = tuple(
    Cover(type_, kind) for type_ in ("npm", "pypi", "gem") for kind in AdvisoryKind if kind != "unmaintained"
)


FRESH = Freshness(THEN, timedelta(days=7))
"""A moment at which an index of `index_of` is fresh."""


def index_of(
    *advisories: Advisory, covers: tuple[Cover, ...] = ALL, checked_at: datetime = THEN
) -> MemoryAdvisories:
    """An index of these advisories, complete for `covers`."""
    return MemoryAdvisories(advisories, [state("osv-npm", *covers, checked_at=checked_at)])
