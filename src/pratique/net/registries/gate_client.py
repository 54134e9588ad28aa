"""Sends requests to the API of a gate, without retries, with the client's token."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from pratique import __version__
from pratique.errors import Reference, RegistryError
from pratique.net.client.authorization import Authorization
from pratique.net.client.http import Http
from pratique.net.client.route import Route
from pratique.net.registries.forwarding import Passing


@dataclass(frozen=True, slots=True, kw_only=True)
class GateClient:
    """The connection to a gate's API."""

    http: Http
    url: str
    """The complete URL for requests."""
    authorization: Authorization | None = None
    route: Route = field(default_factory=Route)
    most_bytes: int = 64 * 1024**2

    async def post(self, body: bytes) -> bytes:
        """Send a JSON document, and return the response. Raises RegistryError for any status other than 200."""
        passing = Passing(
            method="POST",
            url=self.url,
            headers={"Content-Type": "application/json", "User-Agent": f"pratique/{__version__}"},
            authorization=self.authorization,
            body=_whole(body),
            length=len(body),
            most_sent_bytes=len(body),
            most_bytes=self.most_bytes,
        )
        answer = await self.http.pass_on(passing, route=self.route)
        if answer.status == 200:
            return answer.body
        unauthorized = answer.status in {401, 403}
        raise RegistryError(
            Reference.REGISTRY_UNAUTHORIZED if unauthorized else Reference.REGISTRY_FAILED,
            f"the gate answered {answer.status} {answer.reason}"[:200].rstrip(),
            hint="set PRATIQUE_GATE_TOKEN to a token of the gate"
            if unauthorized
            else "check that the URL is that of a gate",
        )


async def _whole(body: bytes) -> AsyncIterator[bytes]:
    yield body
