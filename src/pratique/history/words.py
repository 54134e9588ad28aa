"""Formats lists and durations for signals."""

from collections.abc import Sequence
from datetime import timedelta

_MOST = 3


def listed(names: Sequence[str], most: int = _MOST) -> str:
    """Return the first names of a list, and the number of the remaining names."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def span(length: timedelta) -> str:
    """Return a duration in whole days; shorter durations in hours or minutes. Durations are never rounded up."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 120:
        return f"{minutes} min"
    hours = minutes // 60
    return f"{hours} h" if hours < 48 else f"{hours // 24} d"
