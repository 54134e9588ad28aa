"""Locks as commits hold them."""

from pathlib import Path

import pytest

from pratique.cli.project.commits import Commits
from pratique.errors import ParseError
from pratique.net.git.repository import Repository
from tests.git import repository


def test_the_same_bytes_are_parsed_once(tmp_path: Path) -> None:
    git = repository(tmp_path)
    (tmp_path / "uv.lock").write_text("version = 1\n")
    first = git.commit()
    (tmp_path / "readme.md").write_text("x")
    second = git.commit()
    commits = Commits(Repository.around(tmp_path), ())
    assert commits.locks(first)[0]["uv.lock"] is commits.locks(second)[0]["uv.lock"]


def test_a_requirements_file_is_read_with_what_that_commit_included(tmp_path: Path) -> None:
    git = repository(tmp_path)
    (tmp_path / "requirements.txt").write_text("-r base.txt\n")
    (tmp_path / "base.txt").write_text("a==1\n")
    first = git.commit()
    (tmp_path / "base.txt").write_text("a==2\n")
    second = git.commit()
    commits = Commits(Repository.around(tmp_path), ())
    versions = [
        commits.locks(commit)[0]["requirements.txt"].packages[0].version for commit in (first, second)
    ]
    assert ["1", "2"] == versions


def test_installed_and_excluded_locks_are_left_out(tmp_path: Path) -> None:
    git = repository(tmp_path)
    for folder in ("node_modules/x", "fixtures", "app"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "uv.lock").write_text("version = 1\n")
    head = git.commit()
    assert ["app/uv.lock"] == list(Commits(Repository.around(tmp_path), ("fixtures/*",)).locks(head)[0])


def test_a_broken_lock_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    git = repository(tmp_path)
    (tmp_path / "package-lock.json").write_text("{")
    (tmp_path / "uv.lock").write_text("version = 1\n")
    found, unread = Commits(Repository.around(tmp_path), ()).locks(git.commit())
    assert ["uv.lock"] == list(found)
    assert ["package-lock.json"] == [file.path for file in unread]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    repository(tmp_path).commit()
    with pytest.raises(ParseError, match="the commit does not contain"):
        Commits(Repository.around(tmp_path), ()).bytes_of({}, "uv.lock")


def test_an_inventory_is_read_where_it_is_asked_for(tmp_path: Path) -> None:
    git = repository(tmp_path)
    (tmp_path / "bom.json").write_text('{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": []}')
    head = git.commit()
    there = Repository.around(tmp_path)
    assert {} == Commits(there, ()).locks(head)[0]
    assert ["bom.json"] == list(Commits(there, (), inventories=["bom.json"]).locks(head)[0])
