"""The access log of squid in its native format.

Form: squid configuration, `logformat squid`: time in seconds since 1970, duration, client, `RESULT/STATUS`, bytes, method, address,
account, `HIERARCHY/PEER`, content type. For encrypted connections squid logs only `CONNECT host:port`, so that it names no artifact.
"""

import re

from pratique.respond.places.proxy_logs.nginx import host_of
from pratique.respond.places.proxy_logs.request import LogFormat, Request, account_of, epoch_time

_LINE = re.compile(
    r"\s*(\d{1,12}\.\d{1,6})\s+-?\d+ (\S+) ([A-Z_]+)/(\d{3}) -?\d+ ([A-Z]+|NONE|-) (\S+) (\S+) [A-Z_]+/\S+",
    re.ASCII,
)
_DENIED = 403


def _read(line: str) -> Request | None:
    match = _LINE.match(line)
    if match is None:
        return None
    denied = "DENIED" in match[3]
    return Request(
        at=epoch_time(float(match[1])),
        address=match[2],
        account=account_of(match[7]),
        method=match[5],
        target=match[6],
        status=_DENIED if denied else int(match[4]),
        host=host_of(match[5], match[6]),
    )


FORMAT = LogFormat(name="squid access log", recognises=lambda line: _LINE.match(line) is not None, read=_read)
