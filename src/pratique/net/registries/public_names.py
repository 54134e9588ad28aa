"""Checks whether package names exist in the public registry.

The registry learns the names, so a setting must enable this check.
"""

import asyncio
from collections.abc import Mapping

from pratique.core.evidence import Evidence, Known, NotAsked, Unknown
from pratique.core.names import Ecosystem, PackageRef
from pratique.ecosystems.interface import EcosystemModule
from pratique.errors import Reference, RegistryError
from pratique.net.client.http import Http
from pratique.net.registries.upstreams import Upstreams

_MOST_BYTES = 4 * 1024 * 1024
"""Maximum number of bytes to read from a response, because only the existence of a listing matters."""


class PublicNames:
    """Queries the public registry of each ecosystem once for each name, without credentials."""

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

        The result is Unknown unless the response is a listing or "not found".
        """
        if self._offline:
            return NotAsked("offline: the public registry was not queried")
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
