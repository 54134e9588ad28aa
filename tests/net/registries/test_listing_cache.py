"""A kept listing: what the registry client keeps of an answer."""

import asyncio
from datetime import UTC, datetime

from pratique.core.names import Ecosystem, PackageRef
from pratique.ecosystems import ECOSYSTEMS
from pratique.net.client.http import Http
from pratique.net.registries.listing_cache import CachedListing
from pratique.net.registries.registry import RegistryClient
from pratique.net.registries.upstreams import Upstream, Upstreams
from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease

NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Shelf:
    """Keeps what it is given."""

    def __init__(self) -> None:
        self.kept: list[CachedListing] = []

    def get(self, url: str, accept: str) -> CachedListing | None:
        return next((entry for entry in self.kept if (entry.url, entry.accept) == (url, accept)), None)

    def put(self, listing: CachedListing) -> None:
        self.kept.append(listing)

    def refresh(self, url: str, accept: str, *, at: datetime) -> None:
        raise AssertionError(f"{url} was asked twice ({accept}, {at})")


def test_full_and_short_answers_are_kept_apart_as_they_came() -> None:
    shelf = Shelf()
    package = PackageRef(Ecosystem.NPM, "left-pad")

    async def ask(registry: LoopbackRegistry) -> None:
        npm = Upstream(url=registry.npm_url, ecosystem=Ecosystem.NPM, origin="userconfig")
        ups = Upstreams(open={Ecosystem.NPM: (npm,)}, public={Ecosystem.NPM: registry.npm_url})
        async with Http(configured=ups.configured) as http:
            client = RegistryClient(http, ups, ecosystems=ECOSYSTEMS, now=lambda: NOW, cache=shelf)
            await client.listing(package)
            await client.listing(package, full=False)

    with LoopbackRegistry(
        npm=[NpmPackage(name="left-pad", releases=(NpmRelease(version="1.0.0"),))]
    ) as running:
        asyncio.run(ask(running))
        address = f"{running.npm_url}left-pad"

    assert [address, address] == [entry.url for entry in shelf.kept]
    assert ["application/json", "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8"] == [
        entry.accept for entry in shelf.kept
    ]
    assert [True, False] == [b'"time"' in entry.body for entry in shelf.kept]
    assert all(entry.etag and entry.fetched_at == NOW for entry in shelf.kept)
