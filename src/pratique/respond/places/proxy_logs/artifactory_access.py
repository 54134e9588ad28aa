"""The access log of JFrog Artifactory, `artifactory-access.log` and the older `access.log`.

Form: JFrog Platform Administration Documentation, "Access Log": time in UTC, trace id, `[ACCEPTED DOWNLOAD]` or `[DENIED DOWNLOAD]`,
`repository:path`, then `for account/address`, with the type of the credential or a dot behind it.
"""

import re

from pratique.respond.places.proxy_logs.request import OTHER, LogFormat, Request, account_of, iso_time

_LINE = re.compile(
    r"(\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}[,.]\d{1,9})Z?(?: \[[^\]]{0,80}\])? ?\|?\[(ACCEPTED|DENIED) ([A-Z_]+)\] ?(.*)",
    re.ASCII,
)
_CLIENT = re.compile(
    r"(?: \([^()]{0,400}\))? for (?:client ?:? ?)?(.{0,200}?) ?/ ?([0-9A-Fa-f.:]{2,60})(?: ?\[[^\]]{0,40}\])?\.?\s*\Z"
)


def _read(line: str) -> Request | None:
    match = _LINE.match(line)
    if match is None:
        return None
    if match[3] != "DOWNLOAD":
        return OTHER
    at, client = iso_time(match[1]), _CLIENT.search(match[4])
    if client is None:
        return None
    return Request(
        at=at,
        address=client[2].rstrip("."),
        account=account_of(client[1].strip()),
        method="GET",
        target=match[4][: client.start()].strip().replace(":", "/", 1),
        status=200 if match[2] == "ACCEPTED" else 403,
    )


FORMAT = LogFormat(
    name="artifactory access log", recognises=lambda line: _LINE.match(line) is not None, read=_read
)
