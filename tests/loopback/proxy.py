"""A forward proxy on this machine: plain http by absolute address, https by CONNECT."""

import asyncio
import base64
import contextlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit


@dataclass(frozen=True, kw_only=True)
class Proxied:
    """One request that came to the proxy. `target` is an address, or `host:port` of a CONNECT."""

    method: str
    target: str
    authorization: str | None
    """The `Proxy-Authorization` header."""


class LoopbackProxy:
    """A proxy for tests; a context manager. With `user` and `password` it refuses those who do not give them.

    `hosts` are names that it knows by itself, with the address of this machine that each stands for: so a registry
    can be asked as if it were elsewhere.
    """

    def __init__(
        self, *, user: str | None = None, password: str = "", hosts: Mapping[str, str] | None = None
    ) -> None:
        self._hosts = hosts or {}
        self._wanted = None
        if user is not None:
            self._wanted = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._port = 0
        self._busy: set[asyncio.Task[None]] = set()
        self.requests: list[Proxied] = []

    @property
    def host(self) -> str:
        """`host:port` of the proxy."""
        return f"127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._started.wait(20), "the loopback proxy did not start"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(20)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._accept, "127.0.0.1", 0))
        self._port = server.sockets[0].getsockname()[1]
        self._started.set()
        try:
            self._loop.run_forever()
        finally:
            server.close()
            for task in self._busy:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*self._busy, return_exceptions=True))
            self._loop.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._busy.add(task)
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                await self._serve(reader, writer)
        finally:
            self._busy.discard(task)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        line, *fields = head.split("\r\n")
        method, target, _ = line.split(" ")
        headers = {
            name.lower(): value.strip() for name, _, value in (field.partition(":") for field in fields)
        }
        authorization = headers.get("proxy-authorization")
        self.requests.append(Proxied(method=method, target=target, authorization=authorization))
        if self._wanted is not None and authorization != self._wanted:
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
            return
        parts = urlsplit(target if "://" in target else f"//{target}")
        host, _, port = self._hosts.get(
            parts.hostname or "", f"{parts.hostname}:{parts.port or 80}"
        ).partition(":")
        out_reader, out_writer = await asyncio.open_connection(host, int(port))
        if method == "CONNECT":
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            kept = [f"{n}: {v}" for n, v in headers.items() if n and not n.startswith("proxy-")]
            request = [
                f"{method} {path} HTTP/1.1",
                *(f for f in kept if "connection" not in f.partition(":")[0]),
            ]
            out_writer.write("\r\n".join([*request, "connection: close", "", ""]).encode("latin-1"))
        try:
            await asyncio.gather(_pump(reader, out_writer), _pump(out_reader, writer))
        finally:
            out_writer.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()
