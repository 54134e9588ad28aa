"""A small index that answers are made from."""

from pratique.advisories.memory import MemoryAdvisories
from pratique.core.advisory import Advisory, AdvisoryKind, Cover
from tests.advisories.made import state

ALL = tuple(
    Cover(type_, kind) for type_ in ("npm", "pypi", "gem") for kind in AdvisoryKind if kind != "unmaintained"
)


def index_of(*advisories: Advisory, covers: tuple[Cover, ...] = ALL) -> MemoryAdvisories:
    """An index of these advisories, complete for `covers`."""
    return MemoryAdvisories(advisories, [state("osv-npm", *covers)])
