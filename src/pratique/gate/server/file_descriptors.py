"""Manages the limit of open files and connections, and the response to clients beyond the limit.

Each client uses a file descriptor. The gate reserves some descriptors for its own work (store, workers, registries). A
client beyond the limit receives a clear response, so that running judgements do not fail for lack of descriptors.
"""

import asyncio
import os
import sys
from dataclasses import dataclass

from pratique.gate.decision.refusal import RETRY_AFTER_S, failed

if sys.platform != "win32":
    import resource

LOW = 1_024
"""The lowest limit of file descriptors that is sufficient for a gate with more than a few clients."""
_MOST = 65_536
"""The highest limit of file descriptors that the gate requests.

In some runtimes, a much higher limit would cost memory for tables.
"""
_KEPT_BACK = 256
_NEARLY = 0.9
_FOLDER = "/proc/self/fd"
_READ_S = 5.0
MOST_TOLD = 32
"""The maximum number of rejected clients that receive an explanation at once. Each explanation uses a reserved descriptor."""


def raise_limit() -> int:
    """Raise the limit of file descriptors as far as the system permits. Return the new limit."""
    if sys.platform == "win32":
        return _MOST  # It has no such limit for sockets.
    else:  # noqa: RET505 - mypy leaves out a branch of another system, and not what follows one
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = _MOST if hard == resource.RLIM_INFINITY else min(hard, _MOST)
        if soft == resource.RLIM_INFINITY or soft >= most:
            return _MOST if soft == resource.RLIM_INFINITY else soft
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        except (OSError, ValueError):
            return soft  # A system may have a lower bound of its own.
        return most


def room_for_clients(limit: int) -> int:
    """Return the maximum number of concurrent client connections."""
    return max(1, limit - min(_KEPT_BACK, limit // 2))


@dataclass(frozen=True, slots=True)
class Descriptors:
    """Reports the use of file descriptors for `/healthz`."""

    limit: int

    def problems(self) -> list[str]:
        """Return one sentence for each problem with file descriptors."""
        if self.limit < LOW:
            few = f"the system limits this gate to {self.limit} open files and connections"
            return [f"{few}: raise LimitNOFILE of the gate's service (ulimit -n) to {LOW} or more"]
        used = self.used()
        if used is not None and used > self.limit * _NEARLY:
            return [
                f"{used} of {self.limit} files and connections are in use: raise LimitNOFILE of the gate's service"
            ]
        return []

    def used(self) -> int | None:
        """Return the number of descriptors in use; None if the system does not report this number."""
        try:
            return len(os.listdir(_FOLDER))  # noqa: PTH208 - names are counted alone
        except OSError:
            return None


class Full(asyncio.Protocol):
    """Sends 503 with an explanation to a client beyond the limit of connections, and closes the connection."""

    def __init__(self, most: int, told: set["Full"]) -> None:
        """Create the handler. `told` is the set of rejected connections that are still open.

        If `told` contains `MOST_TOLD` connections, further connections are closed without a response.
        """
        self._most = most
        self._told = told
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait briefly for the request, because many clients ignore a response that precedes their request."""
        assert isinstance(transport, asyncio.Transport)
        if len(self._told) >= MOST_TOLD:
            transport.abort()
            return
        self._told.add(self)
        self._transport = transport
        self._timer = asyncio.get_running_loop().call_later(_READ_S, transport.close)

    def data_received(self, data: bytes) -> None:  # noqa: ARG002 - whatever it asks
        """Send the response."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(_no_room(self._most))
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - however it ended
        """Remove the connection from `told`."""
        self._told.discard(self)
        if self._timer is not None:
            self._timer.cancel()


def _no_room(most: int) -> bytes:
    answer = failed(
        503,
        f"this gate cannot accept another client: {most} are connected",
        hint="raise LimitNOFILE of the gate's service, or use a reverse proxy that shares connections",
        retry_after_s=RETRY_AFTER_S,
    )
    headers = {**answer.headers, "Content-Length": str(len(answer.body)), "Connection": "close"}
    lines = [f"HTTP/1.1 503 {answer.reason}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join((*lines, "", "")).encode("ascii") + answer.body
