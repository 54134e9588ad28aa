"""The log of devpi-server.

Form: devpi-server 6.20 run: `TIME LEVEL [reqN] METHOD PATH` for each request, and `TIME ERROR [reqN] ... while handling URL:` if it
failed. The log has neither client nor status, and its times are those of the server's zone.
"""

import re

from pratique.respond.places.proxy_logs.request import OTHER, LogFormat, Request, iso_time

_LINE = re.compile(r"(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2},\d{3}) ([A-Z]{4,8}) +(.*)", re.ASCII)
_REQUEST = re.compile(r"\[(req\d{1,12})\] ([A-Z]{3,10}) (/\S*)\s*\Z", re.ASCII)
_FAILED = re.compile(r"\[(req\d{1,12})\] (?:\[[^\]]{0,40}\] ){0,4}while handling (\S+?):?\s*\Z", re.ASCII)
_OWN = re.compile(r"\[(?:req\d+|ASYN|[RW]tx\d+)\]|NOCTX", re.ASCII)


def _read(line: str) -> Request | None:
    match = _LINE.match(line)
    if match is None:
        return None
    at, request = iso_time(match[1]), _REQUEST.match(match[3])
    if request is not None:
        return Request(at=at, method=request[2], target=request[3], tag=request[1])
    failed = _FAILED.match(match[3])
    if failed is not None:
        return Request(at=at, method="GET", target=failed[2], tag=failed[1], failed=True)
    return OTHER


def _recognises(line: str) -> bool:
    match = _LINE.match(line)
    return match is not None and _OWN.match(match[3]) is not None


FORMAT = LogFormat(
    name="devpi-server log",
    recognises=_recognises,
    read=_read,
    caveat="devpi logs neither client nor status, and times without a zone",
)
