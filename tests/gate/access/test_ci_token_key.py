"""The key of the gate's tokens for CI jobs."""

import os
from pathlib import Path
from threading import Thread

import pytest

from pratique.errors import StoreError
from pratique.gate.access.ci_token_key import KEY_BYTES, read_key


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "state" / "gate-ci.key"
    made = read_key(path)

    assert KEY_BYTES == len(made)
    assert made == read_key(path)
    assert [path] == list(path.parent.iterdir())
    if os.name == "posix":
        assert 0o600 == path.stat().st_mode & 0o777


def test_gates_that_start_together_get_one_key(tmp_path: Path) -> None:
    found: list[bytes] = []
    threads = [Thread(target=lambda: found.append(read_key(tmp_path / "key"))) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert 8 == len(found)
    assert 1 == len(set(found))


def test_a_damaged_key_starts_no_gate(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"short")
    with pytest.raises(StoreError, match="is damaged"):
        read_key(tmp_path / "key")
    with pytest.raises(StoreError, match="cannot be read or created"):
        read_key(tmp_path / "key" / "below")
