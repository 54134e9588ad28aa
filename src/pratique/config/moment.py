"""Parses the times that users write: a time in the future, such as an end, and a time in the past, such as a start."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta

from pratique.config.duration import parse_duration
from pratique.errors import ParseError, Reference, UsageError


def end_of(text: str, present: datetime, option: str) -> datetime:
    """Parse a future time: a span from now (`7d`), a time, or a day, which means the end of the day in UTC.

    `option` is the name of the option or the field for messages. Raise UsageError.
    """
    end = _end(text, present, option)
    if end <= present:
        raise UsageError(
            Reference.USAGE, f"{option} {text[:40]!r} is in the past", hint="specify a future time"
        )
    return end


def start_of(text: str, present: datetime, option: str) -> datetime:
    """Parse a day or a time in UTC, or a span before now (`7d`).

    `option` is the name of the option or the field for messages. Raise UsageError.
    """
    with suppress(ParseError, OverflowError):
        return present - parse_duration(text)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            Reference.USAGE,
            f"{option} {text[:40]!r} is not a date, a time or a span",
            hint="write 2026-11-26, 2026-11-26T18:00+00:00, or a span before now such as 7d",
        ) from None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _end(text: str, present: datetime, option: str) -> datetime:
    with suppress(ParseError, OverflowError):
        return present + parse_duration(text)
    with suppress(ValueError, OverflowError):
        day = date.fromisoformat(text)
        return datetime.combine(day, time(), UTC) + timedelta(days=1)
    with suppress(ValueError, OverflowError):
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo is not None else found.replace(tzinfo=UTC)).astimezone(UTC)
    raise UsageError(
        Reference.USAGE,
        f"{option} {text[:40]!r} is not a valid time",
        hint="write a span such as 7d, a day such as 2026-12-31, or 2026-12-31T18:00+00:00",
    )
