"""The request log of Sonatype Nexus Repository 3, `request.log`.

Forms: Sonatype Nexus Repository documentation, "Logging", and the support article "Inspecting Inbound Request Headers in Nexus
Repository 3": `%clientHost %l %user [%date] "%requestURL" %statusCode %bytesSent %elapsedTime "%header{User-Agent}"`; newer versions
write the request's length before the bytes sent and the thread in brackets at the end.
"""

import re

from pratique.respond.places.proxy_logs.ncsa_log import common_line
from pratique.respond.places.proxy_logs.request import LogFormat, Request

_REST = re.compile(r'(?:-|\d+)(?: (?:-|\d+)){1,2} "[^"]*"(?: |$)', re.ASCII)
"""Numbers before the user agent: nginx has the referrer in quotes after one number."""


def _recognises(line: str) -> bool:
    found = common_line(line)
    return found is not None and _REST.match(found.rest) is not None


def _read(line: str) -> Request | None:
    found = common_line(line)
    return None if found is None else found.request


FORMAT = LogFormat(name="nexus request log", recognises=_recognises, read=_read)
