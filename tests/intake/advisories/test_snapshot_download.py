"""Bring a newer snapshot: ask, verify, keep."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pratique.errors import ParseError, Reference, RegistryError
from pratique.intake.advisories.snapshot_download import SnapshotDownload, silent_for
from pratique.net.advisories.snapshot_origin import SnapshotOrigin
from pratique.net.client.address import origin, parse
from pratique.net.client.http import Http, HttpSettings
from pratique.net.client.route import Route
from pratique.store.folder.home import Home
from pratique.store.folder.kept_snapshot import KeptSnapshot, Record
from tests.publisher import Publisher, publishing


def run(publisher: Publisher, kept: KeptSnapshot) -> bool:
    async def once() -> bool:
        async with Http(HttpSettings(pauses_s=()), configured={origin(parse(publisher.url))}) as http:
            place = SnapshotOrigin(http=http, url=publisher.url, route=Route())
            download = SnapshotDownload(
                origin=place, keys=publisher.keys, kept=kept, now=lambda: datetime.now(UTC)
            )
            return await download.run()

    return asyncio.run(once())


@pytest.fixture
def kept(tmp_path: Path) -> KeptSnapshot:
    home = Home(tmp_path)
    home.make()
    return KeptSnapshot(home)


def test_a_new_one_is_kept_and_then_asked_about_by_its_etag(kept: KeptSnapshot) -> None:
    with publishing() as publisher:
        assert run(publisher, kept)
        assert not run(publisher, kept)
        publisher.publish(publisher.made(serial=2))
        assert run(publisher, kept)

    record = kept.record()
    assert publisher.statuses == [200, 304, 200]
    assert (record.serial, record.failure) == (2, "")
    assert kept.read(record) == publisher.bucket.objects["malicious.snapshot"]


def test_what_is_refused_leaves_the_one_before(kept: KeptSnapshot) -> None:
    with publishing() as publisher, publishing() as stranger:
        publisher.publish(publisher.made(serial=5))
        run(publisher, kept)
        before = kept.read(kept.record())
        for data, reference in (
            (publisher.made(serial=4), Reference.SNAPSHOT_ROLLED_BACK),
            (stranger.made(serial=6), Reference.SNAPSHOT_UNKNOWN_KEY),
            (b"<html>", Reference.SNAPSHOT_INVALID),
        ):
            publisher.publish(data)
            with pytest.raises(ParseError) as caught:
                run(publisher, kept)
            assert caught.value.reference is reference
            assert kept.read(kept.record()) == before
            assert kept.record().failure == caught.value.message
            assert kept.record().serial == 5


def test_a_refused_one_is_asked_for_again(kept: KeptSnapshot) -> None:
    with publishing(b"<html>") as publisher:
        for _ in range(2):
            with pytest.raises(ParseError):
                run(publisher, kept)

    assert publisher.statuses == [200, 200]


def test_a_silent_publisher_is_noted(kept: KeptSnapshot) -> None:
    with publishing() as publisher:
        run(publisher, kept)
        reached = kept.record().reached_at
        publisher.bucket.faults.status["malicious.snapshot"] = 503
        with pytest.raises(RegistryError):
            run(publisher, kept)

    record = kept.record()
    assert record.reached_at == reached
    assert record.failure
    assert reached is not None
    assert silent_for(record, reached + timedelta(hours=3)) == timedelta(hours=3)
    assert silent_for(Record(), reached) is None


def test_a_damaged_copy_is_brought_again_as_a_whole(kept: KeptSnapshot) -> None:
    with publishing() as publisher:
        run(publisher, kept)
        (kept.home.folder / kept.record().file).write_bytes(b"")
        assert run(publisher, kept)

    assert publisher.statuses == [200, 200]


def test_another_address_is_not_asked_by_the_etag_of_the_first(kept: KeptSnapshot) -> None:
    with publishing() as first, publishing() as second:
        second.publish(first.made(serial=2))
        run(first, kept)
        second.keys = first.keys
        assert run(second, kept)

    assert second.bucket.requests[0].headers.get("if-none-match") is None
