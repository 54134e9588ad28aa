"""Whether a package is old and among the most downloaded ones, so that a record against all of it is doubted."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from pratique.core.advisory import Product
from pratique.core.names import Ecosystem
from pratique.core.release import Dated, Listing, TimeSource

OLD = timedelta(days=730)
"""Younger packages are not doubted: a new package can be made to look popular."""
_ECOSYSTEMS = {ecosystem.value: ecosystem for ecosystem in Ecosystem}


def is_widely_used(product: Product, *, listing: Listing | None = None, now: datetime | None = None) -> bool:
    """Return whether a package is in the shipped list of most downloaded names, and not known to be young.

    Its age counts where `listing` has times by the registry itself, and `now` is given: a mirror's times say nothing. A
    list that cannot be read names nothing.
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
