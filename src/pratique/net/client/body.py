"""Reads the body of a response. A size limit applies before and after decompression."""

import zlib

from aiohttp import ClientPayloadError, ClientResponse

from pratique.errors import Reference, RegistryError
from pratique.net.client.address import shown

_GZIP = 16 + zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f\x8b"
_CHUNK = 1 << 16


async def read_body(response: ClientResponse, *, max_bytes: int, decode: bool) -> bytes:
    """Read a complete body of at most `max_bytes`, after decompression if `decode` is set.

    Raises RegistryError (`body-too-large`, or `registry-failed` for an unrequested encoding), and aiohttp's
    ClientPayloadError for a truncated body.
    """
    # Without decompression the length is a promise about what is counted; with it, it is no bound either way.
    if not decode and (response.content_length or 0) > max_bytes:
        raise too_large(response, max_bytes)
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if not decode or encoding in {"", "identity"}:
        return await _read_plain(response, max_bytes)
    if encoding not in {"gzip", "x-gzip"}:
        raise RegistryError(
            Reference.REGISTRY_FAILED,
            f"{shown(response.url)} has an encoding that was not requested",
            hint="Pratique accepts only gzip; a proxy or mirror in between sends a wrong response",
        )
    return await _read_gzip(response, max_bytes)


async def _read_plain(response: ClientResponse, max_bytes: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    async for chunk in response.content.iter_any():
        size += len(chunk)
        if size > max_bytes:
            raise too_large(response, max_bytes)
        chunks.append(chunk)
    return b"".join(chunks)


async def _read_gzip(response: ClientResponse, max_bytes: int) -> bytes:
    chunks: list[bytes] = []
    room = max_bytes
    stream = zlib.decompressobj(_GZIP)
    async for chunk in response.content.iter_any():
        waiting = chunk
        while waiting:
            if stream.eof:
                # Another member may follow; anything else after the end is padding.
                if not waiting.startswith(_GZIP_MAGIC):
                    break
                stream = zlib.decompressobj(_GZIP)
            try:
                plain = stream.decompress(waiting, min(_CHUNK, room + 1))
            except zlib.error:
                raise RegistryError(
                    Reference.REGISTRY_FAILED,
                    f"{shown(response.url)} is declared as gzip, but has another format",
                    hint="a proxy or mirror in between sends a wrong response",
                ) from None
            room -= len(plain)
            if room < 0:
                raise too_large(response, max_bytes)
            chunks.append(plain)
            waiting = stream.unused_data if stream.eof else stream.unconsumed_tail
    if not stream.eof:
        raise ClientPayloadError("the gzip stream is truncated")
    return b"".join(chunks)


def too_large(response: ClientResponse, max_bytes: int) -> RegistryError:
    """Return the error for a body that exceeds the size limit."""
    return RegistryError(
        Reference.BODY_TOO_LARGE,
        f"{shown(response.url)} is larger than {max_bytes:,} bytes",
        hint="the limit protects memory and disk; for artifacts, see the setting `run.max_artifact_mb`",
    )
