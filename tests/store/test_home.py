import stat
from pathlib import Path

import pytest

from pratique.errors import Reference, StoreError
from pratique.store.home import Home, data_home


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
