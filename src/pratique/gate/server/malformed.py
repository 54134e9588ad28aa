"""Keeps malformed HTTP requests out of the log, because each would log a traceback and possibly a secret header."""

import logging

from aiohttp.http_exceptions import HttpProcessingError


class NoMalformed(logging.Filter):
    """A log filter that drops records of malformed requests, which already receive status 400."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return True if the record should be logged."""
        error = record.exc_info[1] if record.exc_info else None
        return not isinstance(error, HttpProcessingError)


def server_log() -> logging.Logger:
    """Return the logger of the HTTP server."""
    log = logging.getLogger("pratique.gate.http")
    if not any(isinstance(one, NoMalformed) for one in log.filters):
        log.addFilter(NoMalformed())
    return log
