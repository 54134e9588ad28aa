"""Checks whether names exist in the public registry, which sees the names; only if enabled."""

import asyncio
from collections.abc import Mapping

from pratique.core.evidence import Evidence, Known, NotAsked, Unknown
from pratique.core.names import Ecosystem, PackageRef
from pratique.ecosystems.interface import EcosystemModule
from pratique.errors import Reference, RegistryError
from pratique.net.client.http import Http
from pratique.net.registries.upstreams import Upstreams

_MOST_BYTES = 4 * 1024 * 1024
"""Maximum size of a response that is read: its existence is sufficient."""


class PublicNames:
    """Sends requests to the public registry of each ecosystem, once for each name, without credentials."""

    def __init__(
        self,
        http: Http,
        upstreams: Upstreams,
        *,
        ecosystems: Mapping[Ecosystem, EcosystemModule],
        offline: bool,
    ) -> None:
        self._http = http
        self._upstreams = upstreams
        self._ecosystems = ecosystems
        self._offline = offline
        self._known: dict[PackageRef, asyncio.Task[Evidence[bool]]] = {}

    async def lists(self, package: PackageRef) -> Evidence[bool]:
        """Return whether the public registry lists a name.

        Any response other than a listing or a clear "not found" gives Unknown.
        """
        if self._offline:
            return NotAsked("offline: the public registry was not asked")
        if package not in self._known:
            self._known[package] = asyncio.create_task(self._ask(package))
        return await asyncio.shield(self._known[package])

    async def close(self) -> None:
        """Cancel requests that no caller waits for."""
        flights = list(self._known.values())
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)

    async def _ask(self, package: PackageRef) -> Evidence[bool]:
        address = self._upstreams.public[package.ecosystem]
        request = self._ecosystems[package.ecosystem].listing_request(package, address, full=False)
        # The way to the public registry is that of the registry that all other names are asked of.
        route = self._upstreams.open[package.ecosystem][-1].route
        try:
            await self._http.get(request.url, max_bytes=_MOST_BYTES, headers=request.headers, route=route)
        except RegistryError as error:
            if error.reference is Reference.REGISTRY_NOT_FOUND:
                return Known(False, "the public registry")
            if error.reference is not Reference.BODY_TOO_LARGE:
                return Unknown(error.message, error.reference, "the public registry", error.hint)
        return Known(True, "the public registry")
