"""Defines the cache that the registry client needs: registry responses, kept for conditional requests."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class CachedListing:
    """A registry's response, as received."""

    url: str
    """The requested URL."""
    accept: str
    """The `Accept` header of the request."""
    etag: str | None
    body: bytes
    fetched_at: datetime
    """When the registry last sent or confirmed it; aware UTC."""


class ListingCache(Protocol):
    """Caches responses by URL and `Accept` header."""

    def get(self, url: str, accept: str) -> CachedListing | None:
        """Return the cached response."""

    def put(self, listing: CachedListing) -> None:
        """Store a response, replacing an earlier one."""

    def refresh(self, url: str, accept: str, *, at: datetime) -> None:
        """Record that the registry confirmed the cached response (304)."""
