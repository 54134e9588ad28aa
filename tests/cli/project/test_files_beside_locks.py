"""The files beside locks, on disk and in a commit."""

import os
from pathlib import Path

import pytest

from pratique.cli.project.files_beside_locks import MOST_BYTES, AtCommit, OnDisk, behind_links
from pratique.errors import ParseError
from pratique.intake.agreement import Beside
from pratique.net.git.repository import Repository
from tests.git import repository


@pytest.fixture(params=["disk", "commit"])
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Beside:
    """The same project, seen in both ways."""
    git = repository(tmp_path)
    contents = {"package.json": "root", "a/package.json": "a", "a/Pipfile": "pip", "readme.md": "x"}
    contents |= {"node_modules/x/package.json": "x", ".yarn/package.json": "y"}
    for path, text in contents.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    (tmp_path / "a" / "pyproject.toml").symlink_to("../readme.md")
    if request.param == "disk":
        return OnDisk(tmp_path)
    found, commit = Repository.around(tmp_path), git.commit()
    files = {blob.path: blob for blob in found.files(commit)}
    return AtCommit(found, {**files, **behind_links(found, commit, files)})


def test_a_manifest_that_is_a_link_is_the_file_behind_it(project: Beside) -> None:
    assert b"x" == project.read("a/pyproject.toml")
    assert ["a/pyproject.toml"] == list(project.named("pyproject.toml"))


def test_a_link_out_of_the_project_is_told(tmp_path: Path) -> None:
    (tmp_path / "package.json").symlink_to("../elsewhere.json")
    with pytest.raises(ParseError, match="leaves the project"):
        OnDisk(tmp_path).read("package.json")


def test_a_file_is_read_by_its_path(project: Beside) -> None:
    assert [b"root", b"a", b"pip"] == [
        project.read(p) for p in ("package.json", "a/package.json", "a/Pipfile")
    ]


@pytest.mark.parametrize("path", ["b/package.json", "a", "x" * 5_000])
def test_what_is_no_file_of_the_project_is_none(project: Beside, path: str) -> None:
    if path == "a" and isinstance(project, OnDisk):
        with pytest.raises(ParseError, match="not a regular file"):
            project.read(path)
        return
    assert project.read(path) is None


def test_files_of_a_name_are_found_wherever_nothing_is_installed(project: Beside) -> None:
    assert ["a/package.json", "package.json"] == sorted(project.named("package.json"))
    assert ["a/Pipfile"] == list(project.named("Pipfile"))
    assert [] == list(project.named("readme.txt"))


def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "package.json")
    with pytest.raises(ParseError, match="not a regular file"):
        OnDisk(tmp_path).read("package.json")


def test_a_huge_file_of_a_commit_is_not_read(tmp_path: Path) -> None:
    git = repository(tmp_path)
    (tmp_path / "package.json").write_bytes(b" " * (MOST_BYTES + 1))
    found = Repository.around(tmp_path)
    beside = AtCommit(found, {blob.path: blob for blob in found.files(git.commit())})
    with pytest.raises(ParseError, match="larger than"):
        beside.read("package.json")


def test_git_is_asked_once_for_all_manifests_of_a_name(tmp_path: Path) -> None:
    git = repository(tmp_path)
    for number in range(5):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "package.json").write_text(str(number))
    found = Repository.around(tmp_path)
    beside = AtCommit(found, {blob.path: blob for blob in found.files(git.commit())})
    assert b"0" == beside.read("0/package.json")
    (tmp_path / ".git").rename(tmp_path / "gone")
    assert [b"1", b"4"] == [beside.read("1/package.json"), beside.read("4/package.json")]
