"""Where a source of advisories is published."""

import asyncio
from pathlib import Path

import pytest

from pratique.errors import ParseError, Reference, RegistryError
from pratique.net.advisories.origin import Origin, Place
from pratique.net.client.http import Http, HttpSettings
from pratique.net.client.route import Route
from tests.loopback.advisory_bucket import AdvisoryBucket

URL = "https://bucket.registry.example/npm/all.zip"
LIST = "https://bucket.registry.example/npm/modified_id.csv"


def test_the_published_place_is_as_it_is_told() -> None:
    place = Place.at(URL, LIST)
    assert (URL, LIST, None) == (place.url, place.deltas, place.authorization)
    assert ("all.zip", URL) == (place.filename, place.label)
    assert "https://bucket.registry.example/npm/MAL-1.json" == place.record("MAL-1")
    assert "https://bucket.registry.example/npm/..%2Fx.json" == place.record("../x")


def test_a_mirror_has_its_list_beside_its_whole() -> None:
    place = Place.at(URL, LIST, mirror="https://me:secret@mirror.registry.example/osv/all.zip?sig=abc")
    assert "https://mirror.registry.example/osv/all.zip?sig=abc" == place.url
    assert "https://mirror.registry.example/osv/modified_id.csv" == place.deltas
    assert place.authorization is not None
    assert ("all.zip", "https://mirror.registry.example/osv/all.zip?...") == (place.filename, place.label)
    assert "secret" not in repr(place)


def test_a_mirror_of_a_source_whose_list_is_elsewhere_has_none() -> None:
    elsewhere = "https://bucket.registry.example/modified_id.csv"
    assert Place.at(URL, elsewhere, mirror="https://mirror.registry.example/all.zip").deltas is None
    assert Place.at(URL, None, mirror="https://mirror.registry.example/all.zip").deltas is None


@pytest.mark.parametrize(
    "mirror", ["", "all.zip", "file:///etc/passwd", "ftp://registry.example/x", "https://"]
)
def test_what_is_no_web_address_is_refused(mirror: str) -> None:
    with pytest.raises(ParseError, match="not an http or https URL"):
        Place.at(URL, LIST, mirror=mirror)


def left_in(folder: Path) -> set[str]:
    return {item.name for item in folder.iterdir()}


def test_the_whole_the_list_and_the_records_are_asked_for(tmp_path: Path) -> None:
    with AdvisoryBucket(
        {"npm/all.zip": b"zip", "npm/modified_id.csv": b"list", "npm/A-1.json": b"{}"}
    ) as bucket:

        async def run() -> None:
            place = Place.at(bucket.url("npm/all.zip"), bucket.url("npm/modified_id.csv"))
            async with Http(HttpSettings(pauses_s=()), configured=place.origins) as http:
                origin = Origin(http, place, tmp_path / "osv-npm.part", Route())
                assert b"list" == await origin.changes()
                assert b"{}" == await origin.record("A-1", most_bytes=10)
                assert await origin.record("A-2", most_bytes=10) is None
                brought = await origin.whole(None)
                assert tmp_path / "osv-npm.part" == brought.path
                origin.discard()
                assert set() == left_in(tmp_path)
                assert (await origin.whole(brought.etag)).unchanged
                bucket.faults.status["npm/A-1.json"] = 503
                with pytest.raises(RegistryError) as raised:
                    await origin.record("A-1", most_bytes=10)
                assert Reference.REGISTRY_FAILED is raised.value.reference
                assert await Origin(http, Place(url=place.url), tmp_path, Route()).changes() is None

        asyncio.run(run())
