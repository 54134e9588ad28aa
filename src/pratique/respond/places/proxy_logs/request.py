"""One request in the log of a proxy, and what the module of a format provides."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One line of a log. All texts are untrusted."""

    at: datetime | None = None
    """The time in UTC; None if the format has none."""
    address: str = ""
    """The network address of the client; "" if the format has none."""
    account: str = ""
    """The account; "" for an anonymous client."""
    method: str = ""
    """The HTTP method; "" for a line that is no request."""
    target: str = ""
    """The requested path or address, as the log spells it."""
    status: int | None = None
    """The HTTP status; None if the format has none."""
    host: str = ""
    """The host that a web proxy was asked for, in lower case."""
    half: bool = False
    """Whether another line describes the same request."""
    tag: str = ""
    """What connects this line with a later one about the same request."""
    failed: bool = False
    """Whether the line says that the request with the same tag failed."""


OTHER = Request()
"""A line of the format that is no request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFormat:
    """One format of a log."""

    name: str
    """The name in reports."""
    recognises: Callable[[str], bool]
    """Returns True if only this format has such a line."""
    read: Callable[[str], Request | None]
    """Returns the request of a line, `OTHER`, or None for a line that the format does not have."""
    caveat: str = ""
    """What the format does not record, as a clause for notes."""


_ANONYMOUS = frozenset({"", "-", "anonymous", "null", "undefined", "NA", "non_authenticated_user"})
_MONTHS = {
    name: number
    for number, name in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1
    )
}
_COMMON = re.compile(
    r"(\d{2})/([A-Z][a-z]{2})/(\d{4}):(\d{2}):(\d{2}):(\d{2})(?:\.\d+)? ([+-])(\d{2})(\d{2})", re.ASCII
)


def account_of(text: str) -> str:
    """Return an account, or "" for a word that means none."""
    return "" if text in _ANONYMOUS else text


def common_time(text: str) -> datetime | None:
    """Return the time of the common log format, such as `27/Nov/2023:15:15:05 -0400`, in UTC."""
    match = _COMMON.fullmatch(text)
    if match is None or match[2] not in _MONTHS:
        return None
    offset = timedelta(hours=int(match[8]), minutes=int(match[9]))
    try:
        zone = timezone(-offset if match[7] == "-" else offset)
        day = int(match[3]), _MONTHS[match[2]], int(match[1])
        return datetime(*day, int(match[4]), int(match[5]), int(match[6]), tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def iso_time(text: str) -> datetime | None:
    """Return an ISO 8601 time in UTC. A time without a zone is read as UTC; a comma may separate milliseconds."""
    try:
        found = datetime.fromisoformat(text.replace(",", "."))
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def epoch_time(seconds: float) -> datetime | None:
    """Return the time of a number of seconds since 1970."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
