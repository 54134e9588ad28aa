"""Checks whether a package is old and widely used, because advisories against all versions of such a package are doubtful."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from pratique.core.advisory import Product
from pratique.core.names import Ecosystem
from pratique.core.release import Dated, Listing, TimeSource

OLD = timedelta(days=730)
"""The minimum age of a widely used package. The popularity of a new package can be faked."""
_ECOSYSTEMS = {ecosystem.value: ecosystem for ecosystem in Ecosystem}


def is_widely_used(product: Product, *, listing: Listing | None = None, now: datetime | None = None) -> bool:
    """Return True if a package is in the shipped list of most downloaded names, and not known to be young.

    The age is checked only if `now` is given and `listing` has times from the registry itself, because the times of a mirror are
    unreliable. An unreadable list is treated as empty.
    """
    # Most runs meet no record of the kind that asks.
    from pratique.history.names.loading import popular_names  # noqa: PLC0415
    from pratique.history.names.popular import DamagedError  # noqa: PLC0415

    ecosystem = _ECOSYSTEMS.get(product.type)
    if ecosystem is None:
        return False
    try:
        listed = product.name in popular_names(ecosystem).places
    except (DamagedError, OSError):
        return False
    return listed and not (listing is not None and now is not None and _is_young(listing, now))


def _is_young(listing: Listing, now: datetime) -> bool:
    first = min((told.at for told in _times(listing) if told.source is TimeSource.REGISTRY), default=None)
    return first is not None and now - first < OLD


def _times(listing: Listing) -> Iterator[Dated]:
    yield from listing.removed.values()
    for release in listing.releases.values():
        for told in (release.published, *(artifact.published for artifact in release.artifacts)):
            if told is not None:
                yield told
