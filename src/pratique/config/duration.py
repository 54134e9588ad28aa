"""Parses and formats the durations in settings, such as `72h`, `14d` and `1d12h`."""

import re
from datetime import timedelta

from pratique.errors import ParseError, Reference

_UNIT_SECONDS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
_SHAPE = re.compile(
    r"(?:([0-9]{1,9})w)?(?:([0-9]{1,9})d)?(?:([0-9]{1,9})h)?(?:([0-9]{1,9})m)?(?:([0-9]{1,9})s)?\Z"
)
LONGEST = timedelta(days=3650)
"""The longest allowed duration in settings."""


def parse_duration(text: str) -> timedelta:
    """Parse a duration in whole weeks, days, hours, minutes and seconds, largest unit first, each at most once.

    The text `0` means zero.

    Raise ParseError for any other text, and for a duration of more than ten years.
    """
    stripped = text.strip()
    if stripped == "0":
        return timedelta(0)
    match = _SHAPE.match(stripped)
    if not stripped or match is None:
        raise _bad(text)
    counts = zip(match.groups(default="0"), _UNIT_SECONDS.values(), strict=True)
    seconds = sum(int(count) * unit for count, unit in counts)
    if seconds > LONGEST.total_seconds():
        raise ParseError(
            Reference.CONFIG_INVALID,
            f"{text!r} is longer than ten years",
            hint=f"the longest duration is {LONGEST.days}d",
        )
    return timedelta(seconds=seconds)


def format_duration(span: timedelta) -> str:
    """Return the duration as text for `parse_duration`.

    Raise ValueError for a negative duration or fractions of a second.
    """
    if span < timedelta(0) or span.microseconds:
        raise ValueError(f"not a duration in whole seconds: {span!r}")
    left = span.days * 86_400 + span.seconds
    parts: list[str] = []
    # Weeks are read but never written: 14d says more than 2w.
    for unit in "dhms":
        count, left = divmod(left, _UNIT_SECONDS[unit])
        if count:
            parts.append(f"{count}{unit}")
    # 72h is how the rule is spoken of.
    if span.days in {1, 2, 3} and not span.seconds:
        return f"{span.days * 24}h"
    return "".join(parts) or "0"


def _bad(text: str) -> ParseError:
    return ParseError(
        Reference.CONFIG_INVALID,
        f"not a duration: {text[:40]!r}",
        hint="write a whole number and a unit, such as 72h or 14d (w, d, h, m, s)",
    )
