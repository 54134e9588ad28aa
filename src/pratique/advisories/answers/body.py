"""Decompresses and decodes the body of an HTTP request within size limits."""

import zlib
from typing import TypeVar

import msgspec

from pratique.errors import ParseError, Reference

MOST_BYTES = 8 * 1024 * 1024
"""The maximum size of a request body in bytes, before and after decompression. A request for 20,000 packages is about 1 MB long."""

_GZIP = 16 + zlib.MAX_WBITS

T = TypeVar("T")


def read_body(body: bytes, shape: type[T], *, gzipped: bool = False) -> T:
    """Decode the JSON body of a request into the type `shape`.

    Raises ParseError if the body is longer than `MOST_BYTES`, is not a single complete gzip stream, is not JSON or does not match
    `shape`.
    """
    data = _unpacked(body) if gzipped else body
    if len(data) > MOST_BYTES:
        raise _too_large()
    try:
        return msgspec.json.decode(data, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        # A validation error of msgspec names the place and the types, and nothing of the body.
        raise refused(f"the request body does not match the expected format: {error}") from None


def refused(message: str) -> ParseError:
    """Return the error for an invalid request."""
    return ParseError(
        Reference.USAGE, message, hint="send the request in the documented format of the endpoint"
    )


def _unpacked(body: bytes) -> bytes:
    stream = zlib.decompressobj(_GZIP)
    try:
        data = stream.decompress(body, MOST_BYTES + 1)
    except zlib.error as error:
        raise refused(f"the request body is not valid gzip: {error}") from None
    if len(data) > MOST_BYTES:
        raise _too_large()
    if not stream.eof or stream.unused_data:
        raise refused("the request body is not a complete gzip stream")
    return data


def _too_large() -> ParseError:
    return ParseError(
        Reference.BODY_TOO_LARGE,
        f"the request body is longer than {MOST_BYTES} bytes",
        hint="request fewer packages at once",
    )
