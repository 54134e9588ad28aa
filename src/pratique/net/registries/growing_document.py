"""Incrementally fetches a document that only grows: the list of all gems of a gem server.

Only the bytes after the stored state are requested. The new bytes are accepted only if the complete document has the
sha256 that the server states (`Repr-Digest`, RFC 9530). If the digest differs, the complete document is fetched.
Bundler fetches the list of all gems in the same way.
"""

import asyncio
import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import aiohttp

from pratique.net.client.address import parse
from pratique.net.client.body import read_body
from pratique.net.client.http import Http, Response
from pratique.net.registries.upstreams import Upstream

_PARTIAL = 206
_NOT_MODIFIED = 304
_OUT_OF_RANGE = 416


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    """The fetched document with its ETag."""

    body: bytes
    etag: str | None


@dataclass(frozen=True, slots=True)
class _Since:
    """Requests the bytes after the stored state of a document."""

    before: Grown
    max_bytes: int

    more_s: ClassVar[float] = 0.0

    @property
    def statuses(self) -> frozenset[int]:
        return frozenset({200, _PARTIAL, _NOT_MODIFIED, _OUT_OF_RANGE})

    def headers(self) -> Mapping[str, str]:
        # A part of a packed body could not be put to a plain one.
        told = {"Accept-Encoding": "identity", "Range": f"bytes={len(self.before.body) - 1}-"}
        return told if self.before.etag is None else {**told, "If-None-Match": self.before.etag}

    async def receive(self, response: aiohttp.ClientResponse) -> bytes:
        if response.status in {_NOT_MODIFIED, _OUT_OF_RANGE}:
            return b""
        return await read_body(response, max_bytes=self.max_bytes, decode=True)


async def ask_grown(
    http: Http, address: str, upstream: Upstream, *, accept: str, before: Grown | None, max_bytes: int
) -> Grown:
    """Return the current document, or `before` itself if no bytes were added. Raises RegistryError as `Http.get` does."""
    authorization = upstream.authorization_for(parse(address))
    headers = {"Accept": accept}
    if before is not None and before.body:
        since = _Since(before, max_bytes)
        response = await http.ask(
            address, since, headers=headers, authorization=authorization, route=upstream.route
        )
        if response.status == _NOT_MODIFIED:
            return before
        found = await asyncio.to_thread(_joined, before, response, max_bytes)
        if found is not None:
            return found
    response = await http.get(
        address, max_bytes=max_bytes, headers=headers, authorization=authorization, route=upstream.route
    )
    return Grown(body=response.body, etag=response.headers.get("etag"))


def _joined(before: Grown, response: Response, max_bytes: int) -> Grown | None:
    """Return the complete document, or None if the response does not match the stored bytes."""
    etag = response.headers.get("etag")
    if response.status == 200:
        return before if response.body == before.body else Grown(body=response.body, etag=etag)
    size = len(before.body)
    told = response.headers.get("content-range", "")
    digest = sha256_told(response.headers)
    if response.status != _PARTIAL or digest is None or not told.startswith(f"bytes {size - 1}-"):
        return None
    if response.body[:1] != before.body[-1:] or size + len(response.body) > max_bytes:
        return None
    body = before.body + response.body[1:]
    if hashlib.sha256(body).digest() != digest:
        return None
    return before if len(body) == size else Grown(body=body, etag=etag)


def sha256_told(headers: Mapping[str, str]) -> bytes | None:
    """Return the sha256 of the complete document from the header `Repr-Digest`, or from the older header `Digest`."""
    for item in headers.get("repr-digest", headers.get("digest", ""))[:1_000].split(","):
        name, _, value = item.strip().partition("=")
        if name.lower() != "sha-256":
            continue
        text = value.strip()
        # As a byte sequence; in quotes or bare as some servers send it.
        for mark in (":", '"'):
            text = text.removeprefix(mark).removesuffix(mark)
        try:
            return base64.b64decode(text, validate=True)
        except (ValueError, binascii.Error):
            return None
    return None
