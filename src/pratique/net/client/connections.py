"""Limits the time that the HTTP client waits for connections, and records unreachable endpoints.

An endpoint is the host and port of a URL or of its proxy. Without a network, every command must fail within ten
seconds, for any number of registries.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace

import aiohttp
from yarl import URL

from pratique.errors import RegistryError
from pratique.net.client.failure import TransientError, for_exception, no_answer
from pratique.net.client.proxies import Proxy

CONNECT_S = 4.0
"""Maximum wait for a connection to an endpoint, including retries.

The wait starts with the first attempt after the last successful connection.
"""
FIRST_S = 6.0
"""Maximum wait for the first connections of a client to all its endpoints together."""
LEAST_S = 0.5
"""Minimum wait for an endpoint after other endpoints have used the total waiting time."""
REMEMBERED_S = 10.0
"""Time during which requests to an unreachable endpoint fail immediately."""
Endpoint = tuple[str, int]


class NotConnectedError(TransientError):
    """The error of a failed connection. `connecting` contains the deadline for another attempt."""

    def __init__(self, error: RegistryError, connecting: "Connecting") -> None:
        super().__init__(error)
        self.connecting = connecting


@dataclass(slots=True)
class _State:
    """The connection state of an endpoint."""

    waiting_since: float | None = None
    """The start time of the first failed attempt; None after a successful connection."""
    given_up_until: float = 0.0
    error: RegistryError | None = None
    """The error that prevents further attempts."""


@dataclass(slots=True)
class Connecting:
    """One attempt to connect to an endpoint."""

    reach: "Reach"
    endpoint: Endpoint
    until: float
    bound: asyncio.Timeout
    connected: bool = False
    answered: bool = False
    """True if the headers of a response were received."""

    def succeed(self) -> None:
        """Record that the connection is established, which ends the time limit of the attempt."""
        if not self.connected:
            self.connected = True
            self.bound.reschedule(None)
            self.reach.connected(self.endpoint)

    def give_up(self, error: RegistryError) -> None:
        """Record a permanent failure: later attempts fail immediately with `error`."""
        self.reach.give_up(self.endpoint, error)


@dataclass(slots=True)
class Reach:
    """The state of all endpoints of one HTTP client."""

    monotonic: Callable[[], float]
    _states: dict[Endpoint, _State] = field(default_factory=dict)
    _none_since: float | None = None
    """The start time of the client's first attempt; None after the first connection."""
    _reached: bool = False

    def begin(self, endpoint: Endpoint) -> Connecting:
        """Start an attempt to connect.

        The caller must enter the context manager `bound` of the returned attempt. Raises RegistryError for an
        endpoint that is recorded as unreachable.
        """
        now = self.monotonic()
        state = self._states.setdefault(endpoint, _State())
        if state.error is not None and now < state.given_up_until:
            raise RegistryError(state.error.reference, state.error.message, hint=state.error.hint)
        if state.error is not None:
            state.error, state.waiting_since = None, None
        if state.waiting_since is None:
            state.waiting_since = now
        if self._none_since is None and not self._reached:
            self._none_since = now
        until = state.waiting_since + CONNECT_S
        if self._none_since is not None:
            until = min(until, max(self._none_since + FIRST_S, now + LEAST_S))
        return Connecting(self, endpoint, until, asyncio.timeout(max(0.0, until - now)))

    def connected(self, endpoint: Endpoint) -> None:
        """Record a successful connection."""
        self._reached, self._none_since = True, None
        self._states[endpoint] = _State()

    def give_up(self, endpoint: Endpoint, error: RegistryError) -> None:
        """Record that an endpoint cannot be reached."""
        state = self._states.setdefault(endpoint, _State())
        state.error, state.given_up_until = error, self.monotonic() + REMEMBERED_S


def tracing() -> aiohttp.TraceConfig:
    """Return an aiohttp trace configuration that notifies each attempt when its connection is established."""

    async def connected(_: object, trace: SimpleNamespace, __: object) -> None:
        trace.trace_request_ctx.succeed()

    found = aiohttp.TraceConfig()
    found.on_connection_create_end.append(connected)
    found.on_connection_reuseconn.append(connected)
    return found


def failed(url: URL, error: Exception, proxy: Proxy | None, attempt: Connecting) -> Exception:
    """Return the error for a request that failed.

    If no connection was established, the request can be retried until the endpoint's deadline.
    """
    found = for_exception(url, error, proxy)
    if isinstance(found, TransientError) and not attempt.connected:
        return NotConnectedError(found.error, attempt)
    if isinstance(error, TimeoutError) and not attempt.answered:
        # Who took the connection and said nothing for so long says nothing the next time.
        return no_answer(url, proxy)
    return found
