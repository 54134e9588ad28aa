"""What the registry client wants of a store: registries' answers, kept for conditional questions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class CachedListing:
    """A registry's answer, as it came."""

    url: str
    """The address that was asked."""
    accept: str
    """The `Accept` header that it was asked with."""
    etag: str | None
    body: bytes
    fetched_at: datetime
    """When the registry last gave or confirmed it; aware UTC."""


class ListingCache(Protocol):
    """Keeps answers by address and `Accept` header."""

    def get(self, url: str, accept: str) -> CachedListing | None:
        """Return the cached answer."""

    def put(self, listing: CachedListing) -> None:
        """Keep an answer, in place of an earlier one."""

    def refresh(self, url: str, accept: str, *, at: datetime) -> None:
        """Note that the registry confirmed the kept answer (304)."""
