"""One writer at a time."""

import subprocess
import sys
from pathlib import Path

import pytest

from pratique.advisories.index.turns import turn
from pratique.errors import Reference, StoreError

_HOLD = """
import sys
from pathlib import Path
from pratique.advisories.index.turns import turn
with turn(Path(sys.argv[1])):
    print("mine", flush=True)
    sys.stdin.read()
"""


def test_two_writers_are_kept_apart_and_a_killed_one_gives_its_turn_back(tmp_path: Path) -> None:
    path = tmp_path / "index"
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"mine"
        with (
            pytest.raises(StoreError, match="another `pratique advisories` process") as raised,
            turn(path, busy_s=0.1),
        ):
            raise AssertionError("two had the turn")
        assert Reference.STORE_UNREADABLE is raised.value.reference
        other.kill()
    with turn(path, busy_s=0.1):
        pass


def test_a_turn_ends_with_the_block(tmp_path: Path) -> None:
    for _ in range(2):
        with turn(tmp_path / "index", busy_s=0.1):
            pass


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"), turn(tmp_path / "none" / "index", busy_s=0.1):
        pass
