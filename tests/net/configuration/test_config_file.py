"""Reading configuration files: bounded, regular files only; and whose file it is."""

import os
from pathlib import Path

import pytest

from pratique.errors import ParseError, Reference
from pratique.net.configuration.config_file import MAX_BYTES, Project, home_folder, read_config


def test_a_file_is_read_and_a_missing_one_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"a=1")

    assert b"a=1" == read_config(tmp_path / "file")
    assert read_config(tmp_path / "none") is None
    assert read_config(tmp_path / "file" / "below") is None


def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "big").write_bytes(b"a" * (MAX_BYTES + 1))

    for path in (tmp_path, tmp_path / "pipe", tmp_path / "big", Path("/dev/zero"), Path("a\x00b")):
        with pytest.raises(ParseError) as caught:
            read_config(path)
        assert Reference.FILE_UNREADABLE is caught.value.reference


def test_a_file_belongs_to_the_project_by_where_it_really_lies(tmp_path: Path) -> None:
    app, home = tmp_path / "app", tmp_path / "home"
    app.mkdir()
    home.mkdir()
    (home / "link").symlink_to(app / "npmrc")
    (app / "out").symlink_to(home / "npmrc")
    project = Project(folder=app)

    assert project.holds(app / "deep/npmrc", home)
    assert project.holds(home / "link", home)
    assert not project.holds(app / "out", home)
    assert not project.holds(home / "npmrc", home)
    assert not project.holds(tmp_path / "app2/npmrc", home)
    assert project.holds(Path("a\x00b"), home)


def test_nothing_belongs_to_a_project_that_has_the_home_folder_in_it(tmp_path: Path) -> None:
    assert not Project(folder=tmp_path).holds(tmp_path / "home/.npmrc", tmp_path / "home")


def test_the_home_folder_is_what_home_says() -> None:
    assert Path("/home/ada") == home_folder({"HOME": "/home/ada"})
    assert home_folder({}).is_absolute()
