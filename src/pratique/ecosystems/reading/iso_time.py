"""Times as registries write them."""

import re
from datetime import UTC, datetime

_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)\Z", re.ASCII)


def parse_time(value: object) -> datetime | None:
    """Read an ISO 8601 time with a zone as aware UTC; None for anything else.

    A time without a zone is not told: it may be off by a day.
    """
    if not isinstance(value, str) or not _TIME.match(value):
        return None
    try:
        return datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
