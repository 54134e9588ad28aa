"""Downloads a published snapshot of malicious releases from one URL, unless its ETag is unchanged."""

from dataclasses import dataclass

from pratique.advisories.snapshot.layout import MOST_BYTES
from pratique.net.client.address import parse, shown
from pratique.net.client.http import Http
from pratique.net.client.route import Route


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The response of a snapshot's publisher."""

    data: bytes | None
    """The bytes of the snapshot; None if the snapshot has not changed."""
    etag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotOrigin:
    """Requests a snapshot from its publisher."""

    http: Http
    url: str
    route: Route

    @property
    def label(self) -> str:
        """Return the snapshot's URL for display."""
        return shown(parse(self.url))

    async def ask(self, etag: str) -> Published:
        """Return the snapshot, unless its ETag equals `etag`. Raises RegistryError if the snapshot cannot be downloaded."""
        answer = await self.http.get(
            self.url, max_bytes=MOST_BYTES, etag=etag or None, route=self.route, compressed=False
        )
        told = answer.headers.get("etag", "")
        return Published(
            data=None if answer.status == 304 else answer.body,
            etag=told if told.isascii() and len(told) < 1_000 else "",
        )
