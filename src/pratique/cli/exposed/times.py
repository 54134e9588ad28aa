"""Reads the times of a command line."""

from datetime import UTC, datetime

from pratique.errors import Reference, UsageError


def read_time(text: str) -> datetime:
    """Return a time in UTC; a time without a zone is UTC. Raises UsageError."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            Reference.USAGE,
            f"{text[:50]!r} is not a time",
            hint="write a date or a time, such as 2026-03-31 or 2026-03-31T00:21Z",
        ) from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
