"""Parses expiry dates of ignores in the formats of other tools: dates, times, and seconds or milliseconds since 1970.

In other tools, an ignore ends at the start of its expiry date. `Ignore.expires` is the last day, in UTC, on which an
ignore applies. If the expiry is a time within a day, the ignore applies on that whole day.

Sources: osv-scanner (`ignoreUntil` must be after now), Trivy (`expired_at` before now), audit-ci and
better-npm-audit (`new Date(expiry)`, with the formats in its README), npm-audit-resolver (milliseconds),
Snyk's policy library.
"""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta

_FORMS = (
    "%Y/%m/%d",
    "%m/%d/%Y",
    "%m/%d/%Y, %H:%M:%S",
    "%d %B %Y",
    "%d %B %Y %H:%M",
    "%d %B %Y %I:%M %p",
    "%B %d, %Y",
    "%a, %d %b %Y %H:%M:%S GMT",
    "%a %b %d %Y %H:%M:%S GMT%z",
)
_LATEST_SECONDS = 100_000_000_000
"""Numbers above this limit count as milliseconds, because as seconds they would mean a time after the year 5000."""
_INSTANT = timedelta(microseconds=1)


def last_day(value: object) -> date:
    """Return the last day on which an ignore with this expiry applies.

    Raises ValueError for an invalid date or time.
    """
    try:
        return (_moment(value) - _INSTANT).date()
    except OverflowError:
        raise ValueError("the date is out of range") from None


def _moment(value: object) -> datetime:
    if isinstance(value, datetime):
        return _in_utc(value)
    if isinstance(value, date):
        return datetime.combine(value, time(), UTC)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _numbered(value)
    if isinstance(value, str):
        return _in_utc(_written(value.strip()))
    raise ValueError("the value is neither a date nor a time")


def _numbered(value: float) -> datetime:
    seconds = value / 1000 if abs(value) >= _LATEST_SECONDS else value
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)


def _written(text: str) -> datetime:
    if len(text) > 100:
        raise ValueError("the value is too long for a date")
    with suppress(ValueError):
        return datetime.fromisoformat(text)
    plain = text.partition(" (")[0]
    for form in _FORMS:
        with suppress(ValueError):
            return datetime.strptime(plain, form)  # noqa: DTZ007 - a time without a zone is in UTC
    raise ValueError(f"no date: {text!r}")


def _in_utc(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
