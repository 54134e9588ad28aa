"""Parses the exceptions of `npm audit` tools, with the fields `active`, `notes` and `expiry`."""

from dataclasses import dataclass
from datetime import date

from pratique.advisories.ignores.document import text_of
from pratique.advisories.ignores.ends import last_day


@dataclass(frozen=True, slots=True)
class Record:
    """One exception from an ignore file."""

    active: bool
    reason: str
    expires: date | None


def read_record(value: object, *, active: bool) -> Record:
    """Parse an exception, which is an object, or a string with only the notes.

    The parameter `active` is the default for an object without the field `active`.

    Raises ValueError for any other type of exception and for an invalid expiry.
    """
    if isinstance(value, str):
        return Record(active=True, reason=value, expires=None)
    if isinstance(value, dict):
        expiry = value.get("expiry")
        return Record(
            active=bool(value.get("active", active)),
            reason=text_of(value, "notes", "reason"),
            expires=last_day(expiry) if expiry else None,
        )
    raise ValueError("the exception is neither a string nor an object")
