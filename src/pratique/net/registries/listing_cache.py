"""Defines the cache of the registry client, which stores registry responses for conditional requests."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class CachedListing:
    """A cached response of a registry, unparsed."""

    url: str
    """The URL of the request."""
    accept: str
    """The `Accept` header of the request."""
    etag: str | None
    body: bytes
    fetched_at: datetime
    """The time when the registry last sent the response or confirmed that it is current, in UTC."""


class ListingCache(Protocol):
    """Caches responses by URL and `Accept` header."""

    def get(self, url: str, accept: str) -> CachedListing | None:
        """Return the cached response to a request, or None."""

    def put(self, listing: CachedListing) -> None:
        """Store a response, and replace an earlier response to the same request."""

    def refresh(self, url: str, accept: str, *, at: datetime) -> None:
        """Record that the registry confirmed the cached response (304)."""
