"""Defines the error for rejected source data."""

from pratique.errors import Reference, StoreError

ANEW = "download the file again; the stored data is unchanged"


def refused(what: str, why: str, *, hint: str = ANEW) -> StoreError:
    """Return the error for a source, or a file of one, that is rejected."""
    return StoreError(Reference.ADVISORIES_REFUSED, f"{what} is not taken in: {why}", hint=hint)
