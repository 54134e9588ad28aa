"""Which snapshot is used: the downloaded one or the one that ships with Pratique."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pratique.cli.advisories.snapshot_opening import open_snapshot, trusted_keys
from pratique.config.settings import AdvisorySettings
from pratique.errors import UsageError
from pratique.store.folder.home import Home, data_home
from pratique.store.folder.kept_snapshot import KeptSnapshot, Record
from tests.publisher import Publisher, publishing

NOW = datetime.now(UTC)


@pytest.fixture
def kept() -> KeptSnapshot:
    return KeptSnapshot(Home(data_home(os.environ)))


def keep(kept: KeptSnapshot, publisher: Publisher, data: bytes) -> AdvisorySettings:
    (key_id,) = publisher.keys
    kept.keep(data, Record(serial=1, key_id=key_id, url=publisher.url))
    return AdvisorySettings(snapshot_keys=(publisher.key,))


def test_the_one_that_ships_is_used_where_nothing_was_downloaded(kept: KeptSnapshot) -> None:
    opened = open_snapshot(AdvisorySettings(), kept.home, NOW)

    assert opened.snapshot is not None
    assert opened.snapshot.header.rows > 35_000
    assert opened.trouble == ""
    assert open_snapshot(AdvisorySettings(snapshot=False), kept.home, NOW).snapshot is None


def test_the_newer_one_is_used(kept: KeptSnapshot) -> None:
    with publishing() as publisher:
        settings = keep(kept, publisher, publisher.made())
        opened = open_snapshot(settings, kept.home, NOW)
        assert opened.snapshot is not None
        assert opened.snapshot.header.rows == 5
        keep(kept, publisher, publisher.made(age=timedelta(days=2_000)))
        older = open_snapshot(settings, kept.home, NOW)

    assert older.snapshot is not None
    assert older.snapshot.header.rows > 35_000


def test_one_whose_key_is_not_trusted_any_more_is_not_used(kept: KeptSnapshot) -> None:
    with publishing() as publisher:
        settings = keep(kept, publisher, publisher.made())

    opened = open_snapshot(replace(settings, snapshot_keys=()), kept.home, NOW)

    assert "no longer trusted" in opened.trouble
    assert opened.snapshot is not None
    assert opened.snapshot.header.rows > 35_000


def test_a_damaged_one_is_named_and_the_other_is_used(kept: KeptSnapshot) -> None:
    with publishing() as publisher:
        settings = keep(kept, publisher, publisher.made())
    (kept.home.folder / kept.record().file).write_bytes(b"x")

    opened = open_snapshot(settings, kept.home, NOW)

    assert "damaged" in opened.trouble
    assert opened.snapshot is not None


def test_keys_that_are_none_are_named() -> None:
    with pytest.raises(UsageError, match="not a public key"):
        trusted_keys(AdvisorySettings(snapshot_keys=("ed25519:" + "A" * 42 + "B=",)))
