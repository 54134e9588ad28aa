"""Sends responses. Large files are sent in pieces, so that a slow client uses no more memory than one piece.

If a client ends the connection, the gate logs one line.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping

from aiohttp import web

from pratique.errors import StoreError
from pratique.gate.protocols.interface import Answer, Large
from pratique.report.parts.escape import escape

_LOG = logging.getLogger(__name__)
_MOST_PATH = 200


async def send(
    request: web.BaseRequest, answer: Answer, headers: Mapping[str, str], doubt: Callable[[str], None]
) -> web.StreamResponse:
    """Send a response.

    If a piece does not match its digest, close the connection instead of sending the piece, and call `doubt` with the
    file's digest.
    """
    if request.transport is None:
        _log_hang_up(request, "before the response")
        return web.Response(status=answer.status)
    told = {**headers, **answer.headers}
    if answer.large is None:
        response = web.Response(status=answer.status, reason=answer.reason, body=answer.body, headers=told)
        _end_after(request, response)
        return response
    whole = web.StreamResponse(status=answer.status, reason=answer.reason, headers=told)
    whole.content_length = answer.size_bytes
    _end_after(request, whole)
    try:
        await whole.prepare(request)
        if request.method != "HEAD":
            await _pieces(request, whole, answer.large, doubt)
    except ConnectionError:
        _log_hang_up(request, f"during a response of {answer.size_bytes:,} bytes")
    return whole


async def _pieces(
    request: web.BaseRequest, response: web.StreamResponse, large: Large, doubt: Callable[[str], None]
) -> None:
    try:
        for number, part in large.pieces.between(large.first, large.last):
            data = await asyncio.to_thread(large.pieces.read, number)
            await response.write(data[part])
    except StoreError as error:
        _LOG.error("a file was sent incompletely: %s", error.message)
        doubt(large.sha256)
        if request.transport is not None:
            # Whoever gets less than was announced knows that it is not the file.
            request.transport.abort()


def _log_hang_up(request: web.BaseRequest, when: str) -> None:
    path = escape(request.raw_path)[:_MOST_PATH]
    _LOG.warning("the client %s ended the connection %s: %s %s", request.remote, when, request.method, path)


def _end_after(request: web.BaseRequest, response: web.StreamResponse) -> None:
    if not request.content.at_eof():
        # What was not read of a body would be taken for the next request.
        response.force_close()
