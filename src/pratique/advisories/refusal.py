"""Why what a source gives does not take the place of what is held of it."""

from pratique.errors import Reference, StoreError

ANEW = "get the file anew; what was held before is unchanged"


def refused(what: str, why: str, *, hint: str = ANEW) -> StoreError:
    """The error for a source, or a file of one, that is not taken in."""
    return StoreError(Reference.ADVISORIES_REFUSED, f"{what} is not taken in: {why}", hint=hint)
