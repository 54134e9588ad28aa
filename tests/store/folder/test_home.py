import os
import stat
import sys
from pathlib import Path

import pytest

from pratique.errors import Reference, StoreError
from pratique.store.folder.home import Home, data_home
from pratique.store.opening import open_store
from tests.store.builders import seen


def test_a_variable_moves_the_state_folder(tmp_path: Path) -> None:
    assert tmp_path / "here" == data_home({"PRATIQUE_HOME": str(tmp_path / "here")})


def test_a_relative_folder_is_made_absolute() -> None:
    assert Path("x").absolute() == data_home({"PRATIQUE_HOME": "x"})


@pytest.mark.parametrize("env", [{}, {"PRATIQUE_HOME": ""}, {"PRATIQUE_HOME": "  "}])
def test_without_it_the_platform_says_where_data_lives(env: dict[str, str]) -> None:
    found = data_home(env)
    assert found.is_absolute()
    assert found.name == "pratique"


def test_the_folders_are_for_this_user_alone(tmp_path: Path) -> None:
    home = Home(tmp_path / "a" / "b")
    home.make()
    home.make()
    assert stat.S_IMODE(home.folder.stat().st_mode) == 0o700
    assert home.artifacts.is_dir()
    assert home.database.parent == home.advisories.parent == home.downloads.parent == home.folder


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError) as caught:
        Home(tmp_path / "file").make()
    assert caught.value.reference is Reference.STORE_UNREADABLE
    assert "PRATIQUE_HOME" in caught.value.hint


posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")


def modes(home: Home) -> dict[str, int]:
    """The permissions of all that is in a state folder, and of itself."""
    found = (home.folder, *home.folder.iterdir())
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in found}


@posix
def test_all_of_it_is_for_this_user_alone_whatever_the_mask_is(tmp_path: Path) -> None:
    home = Home(tmp_path / "state")
    mask = os.umask(0)
    try:
        with open_store(home) as store:
            store.artifacts.remember([seen("a")])
            open_ = modes(home)
    finally:
        os.umask(mask)

    assert {f"{home.database.name}{end}" for end in ("", "-wal", "-shm")} <= open_.keys()
    assert {0o700} == {open_["state"], open_["artifacts"]}
    assert {0o600} == {mode for name, mode in open_.items() if name not in {"state", "artifacts"}}


@posix
def test_wider_permissions_are_taken_away(tmp_path: Path) -> None:
    home = Home(tmp_path / "state")
    with open_store(home):
        pass
    home.advisories.write_bytes(b"")
    for path, mode in (
        (home.folder, 0o755),
        (home.artifacts, 0o777),
        (home.database, 0o644),
        (home.advisories, 0o664),
    ):
        path.chmod(mode)
    home.make()

    found = modes(home)
    assert (0o700, 0o700) == (found["state"], found["artifacts"])
    assert (0o600, 0o600) == (found[home.database.name], found[home.advisories.name])


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_what_belongs_to_somebody_else_keeps_its_permissions(tmp_path: Path) -> None:
    home = Home(tmp_path / "state")
    home.folder.mkdir()
    home.folder.chmod(0o770)
    os.chown(home.folder, 12_345, 12_345)
    home.make()

    assert 0o770 == modes(home)["state"]
