"""Checks whether domains exist, with queries to the operator's DNS resolver.

The DNS resolver learns which domains are checked. The module has its own UDP client, because `socket.getaddrinfo` does
not distinguish "no such name" from a missing response.
"""

import asyncio
import ipaddress
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from pratique.core.evidence import Evidence, Known, NotAsked, Unknown
from pratique.errors import Reference
from pratique.net.dns.message import Code, code_of, query, question_name

PORT = 53
_MOST_SERVERS = 3
_ATTEMPTS = 2
_AT_ONCE = 8
_HINT = "set a different resolver in history.resolvers"


@dataclass(frozen=True, slots=True)
class Server:
    """A DNS resolver: an IP address and a port."""

    host: str
    port: int = PORT

    def __str__(self) -> str:
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return shown if self.port == PORT else f"{shown}:{self.port}"


def read_server(text: str) -> Server | None:
    """Parse a server such as `192.0.2.1`, `192.0.2.1:5353`, `::1` or `[::1]:5353`. Return None for other text."""
    host, port = text.strip(), ""
    if host.startswith("["):
        host, _, port = host[1:].partition("]")
        port = port.removeprefix(":")
    elif host.count(":") == 1:
        host, _, port = host.partition(":")
    try:
        ipaddress.ip_address(host)
        number = int(port) if port else PORT
    except ValueError:
        return None
    return Server(host, number) if 0 < number < 65_536 else None


def servers_of_machine(resolv_conf: str) -> tuple[Server, ...]:
    """Return the first three resolvers of a resolv.conf(5), the number that the C library uses."""
    found = []
    for line in resolv_conf.splitlines()[:1_000]:
        words = line.split()
        if len(words) >= 2 and words[0] == "nameserver" and (server := read_server(words[1])) is not None:
            found.append(server)
    return tuple(found[:_MOST_SERVERS])


class Domains:
    """Queries DNS resolvers once for each domain."""

    def __init__(self, servers: Sequence[Server], *, timeout_s: float = 3.0) -> None:
        """`timeout_s` applies to each query. Each server is queried at most twice."""
        self._servers = tuple(servers[:_MOST_SERVERS])
        self._timeout_s = timeout_s
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._flights: dict[str, asyncio.Task[Evidence[bool]]] = {}

    async def exists(self, domain: str) -> Evidence[bool]:
        """Return whether a domain exists.

        The result is Unknown for missing and inconclusive responses. No query is sent for an invalid domain.
        """
        if not self._servers:
            return NotAsked("no resolver is configured on this machine or in history.resolvers")
        name = question_name(domain)
        if name is None:
            return NotAsked(f"{domain[:100]} is not a domain that can be registered")
        if name not in self._flights:
            self._flights[name] = asyncio.create_task(self._ask(name))
        return await asyncio.shield(self._flights[name])

    async def close(self) -> None:
        """Cancel queries that no caller waits for."""
        flights = list(self._flights.values())
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)

    async def _ask(self, name: str) -> Evidence[bool]:
        why = ""
        async with self._slots:
            for server in self._servers * _ATTEMPTS:
                try:
                    async with asyncio.timeout(self._timeout_s):
                        code = await _answer(server, name)
                except TimeoutError:
                    why = f"the resolver {server} sent no response for {name} within {self._timeout_s:.0f} s"
                    continue
                except OSError as error:
                    why = f"the resolver {server} cannot be reached: {error.strerror or 'no route to host'}"
                    continue
                if code in {Code.FINE, Code.NO_SUCH_NAME}:
                    return Known(code == Code.FINE, f"the resolver {server}")
                words = Code(code).name.lower().replace("_", " ") if code in set(Code) else f"code {code}"
                why = f"the resolver {server} did not confirm whether {name} exists: {words}"
        return Unknown(why, Reference.REGISTRY_UNREACHABLE, "the resolver", _HINT)


async def _answer(server: Server, name: str) -> int:
    """Return the response code of one server. Unrelated packets are ignored. Raises OSError."""
    number = secrets.randbelow(65_536)
    loop = asyncio.get_running_loop()
    # Connected: nothing from another address is received, and the port of this side is one of chance.
    transport, waiting = await loop.create_datagram_endpoint(
        lambda: _Waiting(name, number), remote_addr=(server.host, server.port)
    )
    try:
        transport.sendto(query(name, number))
        return await waiting.code
    finally:
        transport.close()


class _Waiting(asyncio.DatagramProtocol):
    """Waits for the response to one DNS query."""

    def __init__(self, name: str, number: int) -> None:
        self._name = name
        self._number = number
        self.code: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def datagram_received(self, data: bytes, addr: object) -> None:  # noqa: ARG002 - asyncio's
        code = code_of(data, self._name, self._number)
        if code is not None and not self.code.done():
            self.code.set_result(code)

    def error_received(self, exc: Exception) -> None:
        if not self.code.done():
            self.code.set_exception(exc)
