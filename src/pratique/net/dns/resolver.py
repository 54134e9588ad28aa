"""Resolves host names for the HTTP client, and rejects private IP addresses of unconfigured hosts.

aiohttp connects only to the IP addresses that `Resolver.resolve` returns. A change of the DNS record after the address
check therefore has no effect.
"""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from ipaddress import ip_address
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from pratique.errors import Reference, RegistryError
from pratique.net.client.address import Origin, is_public, origin, written_address

Lookup = Callable[[str, int, int], Sequence[tuple[Any, ...]]]
"""A function that resolves a host, a port and a family like `socket.getaddrinfo`. Raises OSError."""
_FLAGS = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV


def system_lookup(host: str, port: int, family: int) -> Sequence[tuple[Any, ...]]:
    """Query the system's resolver. Raises OSError."""
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, family=family)


class Resolver(AbstractResolver):
    """Resolves host names for one HTTP client. `configured` contains the origins in the user's own configuration."""

    def __init__(self, configured: Iterable[Origin] = (), *, lookup: Lookup = system_lookup) -> None:
        self._lookup = lookup
        self._configured = {endpoint for one in configured for endpoint in _endpoints(one)}
        self._known: dict[int, set[str]] = {}
        """The cached IP addresses of the configured hosts, by port."""

    def configure(self, proxy: Origin) -> None:
        """Allow the origin of a proxy from the user's own configuration."""
        self._configured.add((proxy.host, proxy.port))

    def check(self, url: URL) -> None:
        """Raise RegistryError (registry-not-configured) if the host is an IP address that is not allowed."""
        address = written_address(url)
        if address is not None and not is_public(address) and not self._is_configured(url):
            raise not_public(str(origin(url)))

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the IP addresses of a host.

        Raises OSError, and RegistryError (registry-not-configured) for an address that is not allowed.
        """
        infos = await _aside(lambda: self._lookup(host, port, family))
        found = [
            ResolveResult(
                hostname=host, host=str(info[4][0]), port=port, family=info[0], proto=info[2], flags=_FLAGS
            )
            for info in infos
        ]
        if (host, port) not in self._configured:
            inside = {
                one["host"] for one in found if not is_public(ip_address(one["host"].partition("%")[0]))
            }
            if inside and not inside <= await self._asked_anyway(port, family):
                raise not_public(f"{host}:{port}")
        return found

    async def _asked_anyway(self, port: int, family: socket.AddressFamily) -> set[str]:
        """Return the IP addresses of the configured hosts at a port.

        Other host names may resolve to the addresses of configured hosts, because a local mirror can serve several
        registry names from one address.
        """
        if port not in self._known:
            found: set[str] = set()
            for name in sorted(host for host, at in self._configured if at == port):
                # A configured host that cannot be resolved permits nothing.
                with suppress(OSError):
                    infos = await _aside(partial(self._lookup, name, port, family))
                    found |= {str(info[4][0]) for info in infos}
            self._known[port] = found
        return self._known[port]

    async def close(self) -> None:
        """Do nothing; aiohttp requires this method."""

    def _is_configured(self, url: URL) -> bool:
        at = origin(url)
        return (at.host, at.port) in self._configured


def _endpoints(one: Origin) -> set[tuple[str, int]]:
    found = {(one.host, one.port)}
    # Who names http://host/ is sent on to https://host/ by most servers.
    return found | {(one.host, 443)} if (one.scheme, one.port) == ("http", 80) else found


def not_public(where: str) -> RegistryError:
    """Return the error for a private IP address of an unconfigured host."""
    return RegistryError(
        Reference.REGISTRY_NOT_CONFIGURED,
        f"Pratique does not connect to {where}: its IP address is not public, and no configuration contains the host",
        hint="for your own registry, add its URL to [[registries]] in the settings",
    )


async def _aside(work: Callable[[], Sequence[tuple[Any, ...]]]) -> Sequence[tuple[Any, ...]]:
    """Run `work` in a thread that does not delay the exit, because a resolver may block for a minute without a network."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Sequence[tuple[Any, ...]]] = loop.create_future()

    def settle(found: Sequence[tuple[Any, ...]] | Exception) -> None:
        if future.done():
            return
        if isinstance(found, Exception):
            future.set_exception(found)
        else:
            future.set_result(found)

    def run() -> None:
        found: Sequence[tuple[Any, ...]] | Exception
        try:
            found = work()
        except (OSError, ValueError, RegistryError) as error:
            found = error
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, found)

    threading.Thread(target=run, name="pratique-resolver", daemon=True).start()
    return await future
