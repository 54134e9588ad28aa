"""The part that the logs of Nexus and nginx share: the common log format of web servers."""

import re
from dataclasses import dataclass

from pratique.respond.places.proxy_logs.request import Request, account_of, common_time

_TIME = re.compile(r" \[(\d{2}/[A-Z][a-z]{2}/\d{4}:\d{2}:\d{2}:\d{2}(?:\.\d+)? [+-]\d{4})\] ", re.ASCII)
_REQUEST = re.compile(r'"([A-Z]{1,20}) (\S+)(?: HTTP/[0-9.]+)?" (\d{3})(?: |$)', re.ASCII)
_BROKEN = re.compile(r'"[^"]*" (\d{3})(?: |$)', re.ASCII)
_CLIENT_FIELDS = 3


@dataclass(frozen=True, slots=True)
class CommonLine:
    """A parsed line."""

    request: Request
    rest: str
    """The text behind the status."""


def common_line(line: str) -> CommonLine | None:
    """Parse `ADDRESS IDENT ACCOUNT [TIME] "METHOD TARGET PROTOCOL" STATUS ...`, with or without other fields before ADDRESS."""
    time = _TIME.search(line)
    if time is None:
        return None
    before = line[: time.start()].split()
    if len(before) < _CLIENT_FIELDS:
        return None
    match = _REQUEST.search(line, time.end())
    if match is None:
        broken = _BROKEN.search(line, time.end())
        return None if broken is None else CommonLine(Request(at=common_time(time[1])), line[broken.end() :])
    request = Request(
        at=common_time(time[1]),
        address=before[-3],
        account=account_of(before[-1]),
        method=match[1],
        target=match[2],
        status=int(match[3]),
    )
    return CommonLine(request, line[match.end() :])
