"""Forwards a client's request to a registry once, with the client's own credential."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

import aiohttp

from pratique.errors import Reference, RegistryError
from pratique.net.client.authorization import Authorization
from pratique.net.client.body import read_body


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing:
    """A client's request to forward."""

    method: str
    url: str
    headers: Mapping[str, str]
    authorization: Authorization | None = None
    body: AsyncIterator[bytes] | None = None
    length: int | None = None
    """The size of the body in bytes; None if the size is unknown."""
    most_sent_bytes: int
    most_bytes: int
    """Maximum size of the response in bytes."""

    def sent_headers(self) -> dict[str, str]:
        """Return all headers of the forwarded request."""
        headers = {**self.headers, "Accept-Encoding": "identity"}
        if self.authorization is not None:
            headers["Authorization"] = self.authorization.header
        if self.body is not None and self.length is not None:
            headers["Content-Length"] = str(self.length)
        return headers

    async def parts(self) -> AsyncIterator[bytes]:
        """Yield the body in parts. Raises RegistryError if the body exceeds its size limit."""
        size = 0
        assert self.body is not None
        async for part in self.body:
            size += len(part)
            if size > self.most_sent_bytes:
                raise RegistryError(
                    Reference.BODY_TOO_LARGE,
                    "the request to forward is too large",
                    hint="send a smaller request",
                )
            yield part


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """The response to a forwarded request, with any status."""

    status: int
    reason: str
    headers: Mapping[str, str]
    """The headers with names in lower case. Of a repeated header, only the first value is included."""
    body: bytes


async def receive(response: aiohttp.ClientResponse, *, most_bytes: int) -> Passed:
    """Receive the response. Raises RegistryError for a redirect and for a body that is too large."""
    if 300 <= response.status < 400:
        # Where it leads, the credential and the body must not go.
        raise RegistryError(
            Reference.REDIRECT_REFUSED,
            f"{response.url.host} redirects a request that would change data",
            hint="set the target of the redirect as the registry",
        )
    headers: dict[str, str] = {}
    for name, value in response.headers.items():
        headers.setdefault(name.lower(), value)
    body = await read_body(response, max_bytes=most_bytes, decode=True)
    return Passed(status=response.status, reason=response.reason or "", headers=headers, body=body)


FAILURES = (aiohttp.ClientError, asyncio.TimeoutError, ValueError)
"""The exceptions that may occur while the request is forwarded."""
