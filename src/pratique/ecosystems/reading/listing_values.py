"""Parses values in listings: times, URLs of files, and problems."""

import re
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import urldefrag, urljoin, urlsplit

_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)\Z", re.ASCII)


_USUAL_LENGTH = 500
"""The maximum length of a URL whose parsed form is remembered, in characters."""


def parse_time(value: object) -> datetime | None:
    """Return an ISO 8601 time with a time zone, converted to UTC; None for any other value.

    A time without a zone counts as unknown, because it may be off by a day.
    """
    if not isinstance(value, str) or not _TIME.match(value):
        return None
    try:
        return datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def web_address(written: str | None, base: str) -> str | None:
    """Return an http or https URL of printable characters, without its fragment; None for any other value.

    A relative URL is resolved against `base`, the URL of the listing.
    """
    if written is None:
        return None
    return (_address if len(written) <= _USUAL_LENGTH else _address.__wrapped__)(written, base)


@lru_cache(maxsize=16_384)
def _address(written: str, base: str) -> str | None:
    if not written.isprintable() or " " in written:
        return None
    try:
        url = written if written.startswith(("https://", "http://")) else urljoin(base, written)
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return None
        url = parts.scheme + url[len(parts.scheme) :]
        return urldefrag(url).url if "#" in url else url
    except ValueError:
        return None


_MOST = 100


def told_problems(problems: list[str]) -> tuple[str, ...]:
    """Return the problems. If there are more than 100 problems, return the first ones and the number of the rest."""
    if len(problems) <= _MOST:
        return tuple(problems)
    return (*problems[: _MOST - 1], f"and {len(problems) - _MOST + 1} more versions or files")
