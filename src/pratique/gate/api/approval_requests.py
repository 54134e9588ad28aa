"""Implements the endpoint for approval requests."""

import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from pratique.errors import ParseError, StoreError
from pratique.gate.access.authentication import Admission
from pratique.gate.decision.refusal import failed
from pratique.gate.holds.approval_requests import PATH, Requests
from pratique.gate.protocols.interface import Answer
from pratique.gate.server.client import client_of

_LOG = logging.getLogger(__name__)
_READS = frozenset({"GET", "HEAD"})


def is_request(path: str) -> bool:
    """Return True if a path belongs to this endpoint."""
    return path == PATH or path.startswith(f"{PATH}/")


async def requested(
    taker: Requests,
    request: web.BaseRequest,
    admission: Admission,
    *,
    base: str | None,
    address: str | None,
    body: Callable[[], Awaitable[bytes]],
) -> Answer:
    """Record an approval request, or return the state of an earlier request.

    `base` is the URL at which the client reaches the gate, None if unknown. `address` is the client's IP address.
    """
    headers = {name.lower(): value for name, value in request.headers.items()}
    admitted = admission.admit(headers)
    if isinstance(admitted, Answer):
        return admitted
    key = request.raw_path.partition("?")[0].removeprefix(PATH).removeprefix("/")
    answer = failed(405, f"this endpoint does not support {request.method}")
    try:
        if base is None:
            answer = failed(400, "the Host header contains no valid host")
        elif request.method == "POST" and not key:
            client = client_of(address, headers, who=admitted.who, ci=admitted.ci)
            answer = await taker.post(await body(), headers, client, base)
        elif request.method in _READS:
            answer = taker.get(key, base, admitted)
    except ParseError as error:
        answer = failed(400, error.message, hint=error.hint)
    except StoreError as error:
        _LOG.exception("could not process an approval request")
        answer = failed(503, f"the gate's state folder cannot be used: {error.message}")
    return answer
