"""Defines the error for rejected source data."""

from pratique.errors import Reference, StoreError

ANEW = "download the file again; the stored advisories are unchanged"


def refused(what: str, why: str, *, hint: str = ANEW) -> StoreError:
    """Return the error for a rejected source or a rejected file of a source."""
    return StoreError(Reference.ADVISORIES_REFUSED, f"{what} was not imported: {why}", hint=hint)
