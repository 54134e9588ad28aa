"""The request log of JFrog Artifactory, `artifactory-request.log` and the older `request.log`.

Forms: JFrog Platform Administration Documentation, "Request Log" (version 7: time in UTC, trace id, address, account, method, path,
status, request length, response length, duration, user agent), and the Artifactory User Guide, "Artifactory Log Files" (up to version
6: time, duration, type, address, account, method, path, protocol, status, length).
"""

import re

from pratique.respond.places.proxy_logs.request import OTHER, LogFormat, Request, account_of, iso_time

_NEW = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{1,9}Z?\|", re.ASCII)
_OLD = re.compile(r"\d{14}\|-?\d+\|[A-Z]+\|", re.ASCII)
_NEW_FIELDS = 10
_OLD_FIELDS = 9


def _recognises(line: str) -> bool:
    return _read(line) is not None


def _read(line: str) -> Request | None:
    if _NEW.match(line):
        # The user agent is the last field and may contain the separator.
        at, _, address, account, method, target, status, *_rest = [
            *line.split("|", _NEW_FIELDS),
            *[""] * _NEW_FIELDS,
        ]
        return _request(at, address, account, method, target, status)
    if _OLD.match(line):
        parts = [*line.split("|", _OLD_FIELDS), *[""] * _OLD_FIELDS]
        at, _, kind, address, account, method, target, _, status, *_rest = parts
        at = f"{at[:8]}T{at[8:]}"
        return _request(at, address, account, method, target, status) if kind == "REQUEST" else OTHER
    return None


def _request(at: str, address: str, account: str, method: str, target: str, status: str) -> Request | None:
    if not (method.isalpha() and status.isdecimal()):
        return None
    return Request(
        at=iso_time(at),
        address=address,
        account=account_of(account),
        method=method,
        target=target,
        status=int(status[:4]),
    )


FORMAT = LogFormat(name="artifactory request log", recognises=_recognises, read=_read)
