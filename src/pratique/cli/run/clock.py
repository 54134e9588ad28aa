"""The one place that reads the clock."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present as an aware UTC time."""
    return datetime.now(UTC)  # noqa: TID251 - this is that place
