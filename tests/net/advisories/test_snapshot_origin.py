"""The publisher of a snapshot, asked by ETag."""

import asyncio

import pytest

from pratique.advisories.snapshot.layout import MOST_BYTES
from pratique.errors import Reference, RegistryError
from pratique.net.advisories.snapshot_origin import Published, SnapshotOrigin
from pratique.net.client.address import origin, parse
from pratique.net.client.http import Http, HttpSettings
from pratique.net.client.route import Route
from tests.publisher import Publisher, publishing


def ask(publisher: Publisher, etag: str = "") -> Published:
    async def run() -> Published:
        async with Http(HttpSettings(pauses_s=()), configured={origin(parse(publisher.url))}) as http:
            place = SnapshotOrigin(http=http, url=publisher.url, route=Route())
            assert "127.0.0.1" in place.label
            return await place.ask(etag)

    return asyncio.run(run())


def test_it_is_brought_once_and_then_only_asked_about() -> None:
    with publishing(b"first") as publisher:
        first = ask(publisher)
        again = ask(publisher, first.etag)
        publisher.publish(b"second")
        newer = ask(publisher, first.etag)

    assert (first.data, again.data, newer.data) == (b"first", None, b"second")
    assert publisher.statuses == [200, 304, 200]


def test_a_failure_is_named() -> None:
    with publishing(bytes(MOST_BYTES + 1)) as publisher:
        with pytest.raises(RegistryError) as caught:
            ask(publisher)
        assert caught.value.reference is Reference.BODY_TOO_LARGE
        publisher.bucket.objects.clear()
        with pytest.raises(RegistryError) as caught:
            ask(publisher)
        assert caught.value.reference is Reference.REGISTRY_NOT_FOUND
