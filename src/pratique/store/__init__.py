"""What this installation remembers. `opening.open_store` opens it, and is what imports SQLAlchemy."""

from pratique.store.interface import (
    Adoptions,
    Allowed,
    Artifacts,
    Blobs,
    Facts,
    Inspections,
    Listings,
    Store,
    Upkeep,
)
from pratique.store.record import (
    CACHES,
    Adopted,
    Adoption,
    AllowedBytes,
    FileName,
    InspectionKey,
    Kind,
    Room,
    Seen,
    StoredListing,
    Usage,
)

__all__ = [
    "CACHES",
    "Adopted",
    "Adoption",
    "Adoptions",
    "Allowed",
    "AllowedBytes",
    "Artifacts",
    "Blobs",
    "Facts",
    "FileName",
    "InspectionKey",
    "Inspections",
    "Kind",
    "Listings",
    "Room",
    "Seen",
    "Store",
    "StoredListing",
    "Upkeep",
    "Usage",
]
