"""The snapshot that was downloaded, in the state folder."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pratique.errors import StoreError
from pratique.store.folder.home import Home
from pratique.store.folder.kept_snapshot import KeptSnapshot, Record

AT = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture
def kept(tmp_path: Path) -> KeptSnapshot:
    return KeptSnapshot(Home(tmp_path / "state"))


def test_nothing_is_kept_at_first(kept: KeptSnapshot) -> None:
    assert kept.record() == Record()
    assert kept.read(Record()) is None
    assert kept.stamp() == "none"


def test_the_newest_is_kept_and_the_one_before_goes(kept: KeptSnapshot) -> None:
    kept.keep(b"first", Record(serial=1))
    before = kept.stamp()
    kept.keep(b"second", Record(serial=2, etag='"2"', reached_at=AT))

    record = kept.record()
    assert kept.read(record) == b"second"
    assert (record.serial, record.etag, record.reached_at) == (2, '"2"', AT)
    assert len(list(kept.home.folder.glob("malicious-*"))) == 1
    assert kept.stamp() != before


def test_the_record_alone_can_change(kept: KeptSnapshot) -> None:
    record = kept.keep(b"first", Record(serial=1))
    kept.note(Record(file=record.file, size_bytes=record.size_bytes, serial=1, failure="no answer"))

    assert kept.read(kept.record()) == b"first"
    assert kept.record().failure == "no answer"


@pytest.mark.parametrize("data", [b"", b"{", b'{"file":"../a"}', b'{"asked_at":"2026-01-01T00:00:00"}'])
def test_a_damaged_record_is_named(kept: KeptSnapshot, data: bytes) -> None:
    kept.home.make()
    kept.home.snapshot.write_bytes(data)

    with pytest.raises(StoreError, match=r"snapshot\.json"):
        kept.record()


def test_a_file_that_is_gone_or_cut_off_is_named(kept: KeptSnapshot) -> None:
    record = kept.keep(b"first", Record(serial=1))
    file = kept.home.folder / record.file
    file.write_bytes(b"fi")
    with pytest.raises(StoreError, match="2 of 5 bytes"):
        kept.read(record)

    file.unlink()
    with pytest.raises(StoreError, match="damaged"):
        kept.read(record)
