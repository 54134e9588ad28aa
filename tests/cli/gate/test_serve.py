"""The parts that the gate is made of."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from pratique.cli.gate.serve import Advice
from pratique.cli.run.settings import read_settings
from pratique.store.folder.home import Home, data_home
from pratique.store.folder.kept_snapshot import KeptSnapshot, Record
from pratique.store.opening import open_store
from tests.cli import spawning
from tests.cli.advising import Desk, osv_record
from tests.gate.aftermath import warn


def test_an_index_that_is_replaced_has_another_stamp_and_is_opened_anew(desk: Desk) -> None:
    settings = read_settings(None, {})
    with open_store(Home(data_home(os.environ))) as store, Advice(settings, store.held_records) as advice:
        assert "none" == advice.stamp()
        assert "no advisory index" in advice.open().warnings.why
        Path("a.json").write_bytes(osv_record("A-1", "calm"))
        assert 0 == desk.run("import", "a.json").code
        first = advice.stamp()
        assert "none" != first
        assert not advice.open().warnings.why
        Path("b.json").write_bytes(osv_record("B-1", "calm"))
        assert 0 == desk.run("import", "b.json").code
        assert first != advice.stamp()
        assert advice.open().warnings.index is not None
    assert Home(data_home(os.environ)).advisories.exists()


def test_a_new_snapshot_and_its_expiry_have_other_stamps_and_another_question_has_not(desk: Desk) -> None:
    kept, now = KeptSnapshot(Home(data_home(os.environ))), datetime.now(UTC)
    settings = read_settings(None, {})
    with open_store(Home(data_home(os.environ))) as store, Advice(settings, store.held_records) as advice:
        record = kept.keep(b"first", Record(serial=1, expires_at=now + timedelta(days=1)))
        first = advice.stamp()
        kept.note(msgspec.structs.replace(record, asked_at=now))
        assert first == advice.stamp() != "none"
        kept.note(msgspec.structs.replace(record, expires_at=now))
        assert advice.stamp() == f"{first} expired"
        kept.keep(b"second", record)
        assert first != advice.stamp()


def told_at_start(folder: Path) -> str:
    """What a gate says of the advisories that it lacks."""
    with spawning.started("gate", "serve", "--listen", "127.0.0.1:0", folder=folder) as process:
        assert process.stderr is not None
        return next(line for line in process.stderr if line.startswith("advisories about"))


def test_a_gate_says_at_its_start_of_whose_packages_it_does_not_know_what_is_malicious(
    tmp_path: Path,
) -> None:
    without = told_at_start(tmp_path)
    warn(tmp_path, calm=["1.0.1"])
    small = told_at_start(tmp_path)

    assert "advisories about npm, pypi, gem: not checked: there is no advisory index" in without
    assert "`pratique advisories sync`" in without
    assert small.startswith(
        "advisories about npm: not checked: snapshot, the source for malicious releases of npm packages, is "
    )
