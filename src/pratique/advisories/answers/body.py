"""The body of a request: bounded, unpacked, and of the shape that is asked for."""

import zlib
from typing import TypeVar

import msgspec

from pratique.errors import ParseError, Reference

MOST_BYTES = 8 * 1024 * 1024
"""Largest body, packed or unpacked: 20,000 packages have 1 MB."""

_GZIP = 16 + zlib.MAX_WBITS

T = TypeVar("T")


def read_body(body: bytes, shape: type[T], *, gzipped: bool = False) -> T:
    """Decode JSON of a shape.

    Raises ParseError when it is larger than `MOST_BYTES`, is no whole gzip stream, is not JSON or is of another shape.
    """
    data = _unpacked(body) if gzipped else body
    if len(data) > MOST_BYTES:
        raise _too_large()
    try:
        return msgspec.json.decode(data, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        # A validation error of msgspec names the place and the types, and nothing of the body.
        raise refused(f"the body of the request is not what is asked for: {error}") from None


def refused(message: str) -> ParseError:
    """Build the error for a request that cannot be understood."""
    return ParseError(
        Reference.USAGE, message, hint="send the request as the client's own documentation describes it"
    )


def _unpacked(body: bytes) -> bytes:
    stream = zlib.decompressobj(_GZIP)
    try:
        data = stream.decompress(body, MOST_BYTES + 1)
    except zlib.error as error:
        raise refused(f"the body of the request is not gzip: {error}") from None
    if len(data) > MOST_BYTES:
        raise _too_large()
    if not stream.eof or stream.unused_data:
        raise refused("the body of the request is not one whole gzip stream")
    return data


def _too_large() -> ParseError:
    return ParseError(
        Reference.BODY_TOO_LARGE,
        f"the body of the request has more than {MOST_BYTES} bytes",
        hint="ask for fewer packages at once",
    )
