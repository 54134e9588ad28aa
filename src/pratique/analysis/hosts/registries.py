"""Hosts of the registries of the supported ecosystems, as packageurl knows them."""

from functools import cache

from packageurl.contrib import purl2url

from pratique.analysis.hosts.reading import where
from pratique.core.names import Ecosystem


@cache
def registries() -> frozenset[str]:
    """Their names, each with the last two labels alone as well."""
    found: set[str] = set()
    for ecosystem in Ecosystem:
        purl = f"pkg:{ecosystem.value}/name@1.0.0"
        for url in purl2url.get_inferred_urls(purl):  # type: ignore[no-untyped-call]  # packageurl
            place = where(url)
            if place is not None:
                found |= {place.host, ".".join(place.host.split(".")[-2:])}
    return frozenset(found)
