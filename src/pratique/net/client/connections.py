"""How long the HTTP client waits for connections, and which endpoints it has given up.

An endpoint is what a connection is made to: the host and port of an address, or those of its proxy. Without a network every
verb must say so within ten seconds, however many registries it asks.
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
"""Longest wait for a connection to an endpoint, retries included, since it was last connected to."""
FIRST_S = 6.0
"""Longest wait for the first connections of a client to all its endpoints together."""
LEAST_S = 0.5
"""What an endpoint gets when the others have used up that time."""
REMEMBERED_S = 10.0
"""How long an endpoint that was given up fails at once."""
Endpoint = tuple[str, int]


class NotConnectedError(TransientError):
    """A failed connection; `connecting` says until when another one may be tried."""

    def __init__(self, error: RegistryError, connecting: "Connecting") -> None:
        super().__init__(error)
        self.connecting = connecting


@dataclass(slots=True)
class _State:
    """What is known of an endpoint."""

    waiting_since: float | None = None
    """When the first of the attempts began that came to nothing; None after a connection."""
    given_up_until: float = 0.0
    error: RegistryError | None = None
    """Why it was given up."""


@dataclass(slots=True)
class Connecting:
    """One attempt to connect to an endpoint."""

    reach: "Reach"
    endpoint: Endpoint
    until: float
    bound: asyncio.Timeout
    connected: bool = False
    answered: bool = False
    """Whether the head of an answer came."""

    def succeed(self) -> None:
        """Note that there is a connection: the attempt is no longer bounded."""
        if not self.connected:
            self.connected = True
            self.bound.reschedule(None)
            self.reach.connected(self.endpoint)

    def give_up(self, error: RegistryError) -> None:
        """Note that no further attempt is made: the next ones fail at once with `error`."""
        self.reach.give_up(self.endpoint, error)


@dataclass(slots=True)
class Reach:
    """What one client knows of the endpoints it connects to."""

    monotonic: Callable[[], float]
    _states: dict[Endpoint, _State] = field(default_factory=dict)
    _none_since: float | None = None
    """When the first attempt of the client began; None once it has reached anything."""
    _reached: bool = False

    def begin(self, endpoint: Endpoint) -> Connecting:
        """Start an attempt; enter `bound` of the result. Raise RegistryError for an endpoint that was given up."""
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
        """Note a connection."""
        self._reached, self._none_since = True, None
        self._states[endpoint] = _State()

    def give_up(self, endpoint: Endpoint, error: RegistryError) -> None:
        """Note that an endpoint cannot be reached."""
        state = self._states.setdefault(endpoint, _State())
        state.error, state.given_up_until = error, self.monotonic() + REMEMBERED_S


def tracing() -> aiohttp.TraceConfig:
    """Report to each attempt when its connection is established."""

    async def connected(_: object, trace: SimpleNamespace, __: object) -> None:
        trace.trace_request_ctx.succeed()

    found = aiohttp.TraceConfig()
    found.on_connection_create_end.append(connected)
    found.on_connection_reuseconn.append(connected)
    return found


def failed(url: URL, error: Exception, proxy: Proxy | None, attempt: Connecting) -> Exception:
    """Return the error for a failed exchange: one without a connection may be tried again while its endpoint has time."""
    found = for_exception(url, error, proxy)
    if isinstance(found, TransientError) and not attempt.connected:
        return NotConnectedError(found.error, attempt)
    if isinstance(error, TimeoutError) and not attempt.answered:
        # Who took the connection and said nothing for so long says nothing the next time.
        return no_answer(url, proxy)
    return found
