"""The log of Verdaccio, as JSON and as text for people (`pretty`, `pretty-timestamped`).

Forms: Verdaccio documentation, "Logger", and Verdaccio 6.8.0 run with npm 11. It writes two lines for one response: the first when the
response begins, with 0 bytes sent. A line about a request to its own upstream has no client.
"""

import json
import re
from typing import Any

from pratique.respond.places.proxy_logs.request import (
    OTHER,
    LogFormat,
    Request,
    account_of,
    epoch_time,
    iso_time,
)

_PRETTY = re.compile(
    r" ?(?:\[([0-9-]{10} [0-9:]{8})\] )?(?:fatal|error|warn|http|info|debug|trace) *(?:<--|-->|---|-=-) (.*)",
    re.ASCII,
)
_ANSWER = re.compile(
    r"(\d{3}), user: (.{0,200}?)\(([^()]{0,200})\), req: '([A-Z]{1,20}) ([^' ]+)'(?:, bytes: (\d+)/(\d+))?",
    re.ASCII,
)
_MOST_LEVELS = 12
"""More than this many opening brackets: no line of Verdaccio, and `json` must not recurse deeply."""


def _read_pretty(line: str) -> Request | None:
    match = _PRETTY.match(line)
    if match is None:
        return None
    answer = _ANSWER.match(match[2])
    if answer is None:
        return OTHER
    return Request(
        at=iso_time(match[1]) if match[1] else None,
        address=answer[3],
        account=account_of(answer[2]),
        method=answer[4],
        target=answer[5],
        status=int(answer[1]),
        half=answer[7] == "0" and answer[1] == "200",
    )


def _loaded(line: str) -> dict[str, Any] | None:
    if not line.lstrip().startswith("{") or line.count("{") + line.count("[") > _MOST_LEVELS * 10:
        return None
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _read_json(line: str) -> Request | None:
    found = _loaded(line)
    if found is None or not isinstance(found.get("level"), int | str) or "msg" not in found:
        return None
    request, status, address = found.get("request"), found.get("status"), found.get("remoteIP")
    if not (isinstance(request, dict) and isinstance(status, int) and isinstance(address, str)):
        return OTHER
    sent = found["bytes"].get("out") if isinstance(found.get("bytes"), dict) else None
    at = found.get("time")
    return Request(
        at=iso_time(at) if isinstance(at, str) else epoch_time(at / 1000) if isinstance(at, int) else None,
        address=address,
        account=account_of(str(found.get("user") or "")),
        method=str(request.get("method", "")),
        target=str(request.get("url", "")),
        status=status,
        half=sent == 0 and status == 200,
    )


def _recognises_json(line: str) -> bool:
    found = _loaded(line)
    if found is None or "level" not in found:
        return False
    return "remoteIP" in found or "verdaccio" in str(found.get("msg", "")) + str(found.get("name", ""))


JSON = LogFormat(name="verdaccio log (json)", recognises=_recognises_json, read=_read_json)
PRETTY = LogFormat(
    name="verdaccio log (pretty)",
    recognises=lambda line: _PRETTY.match(line) is not None,
    read=_read_pretty,
    caveat="times are absent or in the time zone of the server",
)
