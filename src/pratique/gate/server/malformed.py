"""Keeps requests that are no HTTP out of the log: each would be a traceback, and repeat a header that may be a secret."""

import logging

from aiohttp.http_exceptions import HttpProcessingError


class NoMalformed(logging.Filter):
    """Lets everything through but what a client wrote wrongly, which has its answer: 400."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return True if a record is written."""
        error = record.exc_info[1] if record.exc_info else None
        return not isinstance(error, HttpProcessingError)


def server_log() -> logging.Logger:
    """Return the logger of the HTTP server."""
    log = logging.getLogger("pratique.gate.http")
    if not any(isinstance(one, NoMalformed) for one in log.filters):
        log.addFilter(NoMalformed())
    return log
