"""Locks of several processes, each on its own connection."""

from pathlib import Path

import pytest

from pratique.errors import StoreError
from pratique.store.folder.locks import exclusive, shared


def test_readers_share_a_lock_and_a_writer_has_it_alone(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with shared(path), shared(path), exclusive(path) as held:
        assert not held
    with exclusive(path) as held:
        assert held
        with exclusive(path) as again:
            assert not again
        with pytest.raises(StoreError, match="another process"), shared(path, busy_s=0):
            pytest.fail("it was locked twice")
    with shared(path):
        pass


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    for lock in (shared, exclusive):
        with pytest.raises(StoreError, match="unable to open"), lock(tmp_path / "none" / "lock"):
            pytest.fail("there is no such folder")
    (tmp_path / "text").write_text("this is no database, and longer than a header of one" * 20)
    with pytest.raises(StoreError, match="damaged"), exclusive(tmp_path / "text"):
        pytest.fail("it is no lock")
