"""The access log of nginx: the formats `combined` and `common`, with other fields before or behind.

Form: nginx documentation, module `ngx_http_log_module`: `$remote_addr - $remote_user [$time_local] "$request" $status
$body_bytes_sent "$http_referer" "$http_user_agent"`. Apache's httpd writes the same formats. If a field behind the user agent lists
network addresses, as `$http_x_forwarded_for` does, the first one is reported as the client, `via` the address of the connection.
"""

import re
from dataclasses import replace
from ipaddress import ip_address
from urllib.parse import urlsplit

from pratique.respond.places.proxy_logs.ncsa_log import common_line
from pratique.respond.places.proxy_logs.request import LogFormat, Request

_REST = re.compile(r"(?:-|\d+)(?: |$)", re.ASCII)
_FORWARDED = re.compile(r'"([0-9A-Fa-f.:, ]{3,200})"', re.ASCII)


def _recognises(line: str) -> bool:
    found = common_line(line)
    return found is not None and _REST.match(found.rest) is not None


def _read(line: str) -> Request | None:
    found = common_line(line)
    if found is None:
        return None
    request = found.request
    for match in _FORWARDED.finditer(found.rest):
        client = match[1].partition(",")[0].strip()
        if _is_address(client):
            request = replace(request, address=f"{client} via {request.address}")
            break
    return replace(request, host=host_of(request.method, request.target))


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def host_of(method: str, target: str) -> str:
    """Return the host that a web proxy was asked for, in lower case; "" for a path."""
    if method == "CONNECT":
        return target.rpartition(":")[0].strip("[]").lower()
    if "://" not in target:
        return ""
    try:
        return (urlsplit(target).hostname or "").lower()
    except ValueError:
        return ""


FORMAT = LogFormat(name="nginx access log", recognises=_recognises, read=_read)
