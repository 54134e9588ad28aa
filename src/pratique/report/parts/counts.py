"""Formats counts, times and commits for all reports."""

import re
from datetime import UTC, datetime

_HEX = re.compile(r"[0-9a-fA-F]{7,64}\Z")


def plural(count: int, noun: str, many: str = "") -> str:
    """Return a count such as `1 package` or `2,000 packages`.

    `many` is an irregular plural.
    """
    return f"{count:,} {noun if count == 1 else many or f'{noun}s'}"


def moment(value: datetime) -> str:
    """Return a time in UTC as text, to the minute."""
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def is_commit(reference: str) -> bool:
    """Return True if a reference looks like a commit id."""
    return _HEX.match(reference) is not None
