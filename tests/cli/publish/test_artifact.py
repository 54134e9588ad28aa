"""Built archives and the projects that they belong to."""

from pathlib import Path

import pytest

from pratique.cli.publish.artifact import ecosystem_of, has_manifest, project_of, read_archive
from pratique.core.names import Ecosystem
from pratique.errors import UsageError


@pytest.mark.parametrize(
    ("name", "ecosystem"),
    [
        ("a-1.tgz", Ecosystem.NPM),
        ("a-1.tar.gz", Ecosystem.PYPI),
        ("a-1-py3-none-any.whl", Ecosystem.PYPI),
        ("a-1.gem", Ecosystem.RUBYGEMS),
        ("a-1.rpm", None),
    ],
)
def test_the_ecosystem_follows_from_the_name(name: str, ecosystem: Ecosystem | None) -> None:
    assert ecosystem is ecosystem_of(name)


def test_the_project_of_an_archive_is_beside_it_or_above_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path.parent)
    (tmp_path / "dist").mkdir()
    (tmp_path / "pyproject.toml").write_text("")
    archive = tmp_path / "dist/a-1.tar.gz"
    archive.write_bytes(b"")

    assert tmp_path == project_of(archive, Ecosystem.PYPI) == read_archive(archive, None).folder
    assert project_of(archive, Ecosystem.NPM) is None
    assert not has_manifest(tmp_path, Ecosystem.RUBYGEMS)


def test_an_unknown_file_and_an_unreadable_one_are_wrong_usage(tmp_path: Path) -> None:
    for name in ("a.rpm", "a.tgz"):
        with pytest.raises(UsageError):
            read_archive(tmp_path / name, None)
