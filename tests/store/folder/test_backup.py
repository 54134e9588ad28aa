"""A backup is complete or refused, and never restored over a gate or over data."""

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from pratique.errors import StoreError
from pratique.store.folder.backup import Backup, back_up, restore, retained, verify
from pratique.store.folder.home import Home
from pratique.store.folder.locks import shared
from pratique.store.interface import Store
from pratique.store.log.part import Looked, Query
from pratique.store.opening import open_store
from tests.store.builders import sha256
from tests.store.gate.test_decisions import NOW, decided


def filled(store: Store, home: Path) -> list[str]:
    """Two decisions of which one was moved, two artifacts of which one was served, tokens, and what is nobody's business."""
    served = sha256("served")
    assert () == retained(Home(home / "none"))
    with pytest.raises(StoreError, match="contains no database"):
        back_up(Home(home / "none"), home / "copy", artifacts=[], settings=[], at=NOW, by="0.9")
    store.blobs.put(served, b"served")
    store.blobs.put(sha256("other"), b"other")
    old, new = NOW - timedelta(days=90), NOW
    store.decisions.add_many([decided(at=old, sha256=served), decided(at=new, sha256=served)])
    store.served.catch_up(epoch="e", ruleset="r")
    assert 1 == len(list(store.moving.move(before=NOW)))
    (home / "gate-tokens.json").write_text("{}")
    (home / "advisories.sqlite3.lock").write_text("")
    (home / "pratique.sqlite3.damaged-1").write_text("")
    assert [served] == retained(Home(home))
    return [served]


def made(store: Store, home: Path, target: Path) -> Backup:
    settings = home.parent / "operator.toml"
    settings.write_text("")
    return back_up(Home(home), target, artifacts=filled(store, home), settings=[settings], at=NOW, by="0.9")


def test_what_is_restored_elsewhere_is_what_was_backed_up(store: Store, home: Path, tmp_path: Path) -> None:
    backup, other = tmp_path / "b" / "one", Home(tmp_path / "other")
    said = made(store, home, backup)

    assert said == verify(backup)
    found, aside = restore(backup, other, replaces=False)

    assert (said, None) == (found, aside)
    assert (1, 1, 1) == tuple(said.rows[name] for name in ("decisions", "served", "log_parts"))
    served = f"artifacts/{sha256('served')[:2]}/{sha256('served')}"
    names = {
        "pratique.sqlite3",
        "gate-tokens.json",
        "log/2025-12.jsonl.gz",
        served,
        "settings/1-operator.toml",
    }
    assert names == set(said.files)
    assert not (other.folder / "settings").exists()
    assert 0o600 == other.database.stat().st_mode & 0o777
    with open_store(other) as again:
        assert list(store.log.read(Query(), Looked())) == list(again.log.read(Query(), looked := Looked()))
        assert [] == looked.lost
        assert b"served" == again.blobs.get(sha256("served"))


def test_a_backup_that_was_damaged_is_not_restored(store: Store, home: Path, tmp_path: Path) -> None:
    backup, other = tmp_path / "one", Home(tmp_path / "other")
    made(store, home, backup)
    manifest = (backup / "backup.json").read_text()
    with pytest.raises(StoreError, match="already exists"):
        back_up(Home(home), backup, artifacts=[], settings=[], at=NOW, by="0.9")

    def refused(why: str) -> None:
        with pytest.raises(StoreError, match=why):
            restore(backup, other, replaces=False)
        assert not other.folder.exists()

    def changed(**values: object) -> None:
        (backup / "backup.json").write_text(json.dumps(json.loads(manifest) | values))

    (backup / "gate-tokens.json").write_text("[]")
    refused("gate-tokens.json is damaged")
    (backup / "gate-tokens.json").unlink()
    refused("gate-tokens.json is missing")
    (backup / "gate-tokens.json").write_text("{}")
    changed(revision=10_000)
    refused("made by a newer release")
    changed(rows={})
    refused("number of rows")
    for name in ("../x", "/x", "a//b", "a\\b", "c:x", "a\nb"):
        changed(files={name: {"size_bytes": 0, "sha256": ""}})
        refused("leads elsewhere")
    changed(files={})
    refused("contains no database")
    (backup / "backup.json").write_text("{")
    refused("cannot be read")
    (backup / "backup.json").unlink()
    refused("not a complete backup")


def test_neither_a_running_gate_nor_data_is_replaced(store: Store, home: Path, tmp_path: Path) -> None:
    backup, other = tmp_path / "one", Home(tmp_path / "other")
    made(store, home, backup)
    other.folder.mkdir()
    (other.folder / "mine").write_text("mine")
    with shared(other.gate_lock), pytest.raises(StoreError, match="a gate uses"):
        restore(backup, other, replaces=True)
    with pytest.raises(StoreError, match="is not empty"):
        restore(backup, other, replaces=False)

    first, second = (restore(backup, other, replaces=True)[1] for _ in range(2))

    assert first is not None
    assert second is not None
    assert ["mine"] == [path.name for path in first.iterdir()]
    assert (second / "pratique.sqlite3").is_file()
    assert (other.folder / "gate-tokens.json").is_file()


def test_a_log_file_that_is_missing_makes_no_backup(store: Store, home: Path, tmp_path: Path) -> None:
    filled(store, home)
    shutil.rmtree(home / "log")
    with pytest.raises(StoreError, match="No such file"):
        back_up(Home(home), tmp_path / "one", artifacts=[], settings=[], at=NOW, by="0.9")
    assert not (tmp_path / "one").exists()
