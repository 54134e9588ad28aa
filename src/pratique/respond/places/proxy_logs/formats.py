"""The table of log formats, and the recognition of a file's format by its first lines."""

from collections.abc import Iterable

from pratique.respond.places.proxy_logs import (
    artifactory_access,
    artifactory_request,
    devpi,
    nexus,
    nginx,
    squid,
    verdaccio,
)
from pratique.respond.places.proxy_logs.request import LogFormat

FORMATS: tuple[LogFormat, ...] = (
    artifactory_request.FORMAT,
    artifactory_access.FORMAT,
    verdaccio.JSON,
    verdaccio.PRETTY,
    devpi.FORMAT,
    squid.FORMAT,
    # Nexus extends the common log format of web servers, which nginx's entry accepts in general.
    nexus.FORMAT,
    nginx.FORMAT,
)


def format_of(lines: Iterable[str]) -> LogFormat | None:
    """Return the format that recognises most of some lines, the first in the table if several do; None if none does."""
    texts = list(lines)
    counts = [sum(map(one.recognises, texts)) for one in FORMATS]
    most = max(counts)
    return FORMATS[counts.index(most)] if most else None
