"""Ways for a registry to misbehave."""

import asyncio
import gzip
import io
from dataclasses import dataclass

from aiohttp import web


@dataclass(frozen=True, kw_only=True)
class Status:
    """Answer with a status and nothing of use."""

    code: int
    reason: str | None = None
    retry_after: str | None = None


@dataclass(frozen=True, kw_only=True)
class Replaced:
    """Answer with other bytes than the right ones."""

    data: bytes
    encoding: str | None = None


@dataclass(frozen=True, kw_only=True)
class Truncated:
    """Promise the right length and close the connection before the end."""

    missing_bytes: int = 1


@dataclass(frozen=True, kw_only=True)
class Redirect:
    """Point elsewhere."""

    location: str
    code: int = 302


@dataclass(frozen=True, kw_only=True)
class RedirectLoop:
    """Point to another path that points back; with `endless`, to a new path each time."""

    endless: bool = False


@dataclass(frozen=True, kw_only=True)
class Slow:
    """Give the right answer, with a pause before it or, with `dripping`, before each of its bytes."""

    delay_s: float
    dripping: bool = False


@dataclass(frozen=True, kw_only=True)
class GzipBomb:
    """Answer with few bytes that become many."""

    plain_bytes: int = 256 << 20


Fault = Status | Replaced | Truncated | Redirect | RedirectLoop | Slow | GzipBomb


async def misbehave(  # noqa: PLR0911 - one for each fault
    fault: Fault, request: web.Request, true: web.Response
) -> web.StreamResponse:
    """Answer with a fault in place of the true answer."""
    match fault:
        case Status(code=code, reason=reason, retry_after=wait):
            headers = {} if wait is None else {"Retry-After": wait}
            return web.Response(status=code, reason=reason, headers=headers, text="a fault on demand")
        case Replaced(data=data, encoding=encoding):
            headers = {} if encoding is None else {"Content-Encoding": encoding}
            return web.Response(body=data, headers=headers, content_type="application/octet-stream")
        case Redirect(location=location, code=code):
            return web.Response(status=code, headers={"Location": location})
        case RedirectLoop(endless=endless):
            step = int(request.query.get("step", "0"))
            following = step + 1 if endless else 1 - step
            return web.Response(status=302, headers={"Location": f"{request.path}?step={following}"})
        case GzipBomb(plain_bytes=size):
            return web.Response(body=_bomb(size), headers={"Content-Encoding": "gzip"})
        case Truncated(missing_bytes=missing):
            return await _truncated(request, true, missing)
        case Slow():
            return await _slow(request, true, fault)


async def _truncated(request: web.Request, true: web.Response, missing: int) -> web.StreamResponse:
    body = true.body
    assert isinstance(body, bytes)
    response = web.StreamResponse(status=true.status)
    response.content_length = len(body)
    await response.prepare(request)
    await response.write(body[:-missing])
    assert request.transport is not None
    request.transport.close()
    return response


async def _slow(request: web.Request, true: web.Response, fault: Slow) -> web.StreamResponse:
    if not fault.dripping:
        await asyncio.sleep(fault.delay_s)
        return true
    body = true.body
    assert isinstance(body, bytes)
    response = web.StreamResponse(status=true.status)
    response.content_length = len(body)
    await response.prepare(request)
    for index in range(len(body)):
        await response.write(body[index : index + 1])
        await asyncio.sleep(fault.delay_s)
    return response


def _bomb(size: int) -> bytes:
    out = io.BytesIO()
    block = bytes(1 << 20)
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9, mtime=0) as file:
        for _ in range(size >> 20):
            file.write(block)
    return out.getvalue()
