"""What a client would publish from a folder, in each ecosystem."""

from pathlib import Path

import pytest

from pratique.cli.publish.packers import PACKERS, artifacts_of
from pratique.core.names import Ecosystem
from pratique.errors import ParseError, UsageError
from tests.loopback import gem_file, sdist_file, wheel_file


def test_every_ecosystem_has_a_packer() -> None:
    assert list(Ecosystem) == [one.ecosystem for one in PACKERS]


def test_a_python_project_publishes_all_of_dist(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "package.json").write_text('{"name": "tools", "private": true}')
    (tmp_path / "dist").mkdir()
    for made in (wheel_file("kite", "1.0.0"), sdist_file("kite", "1.0.0")):
        (tmp_path / "dist" / made.filename).write_bytes(made.data)
    (tmp_path / "dist/notes.txt").write_text("")

    found = artifacts_of(tmp_path, None)
    assert ["kite-1.0.0-py3-none-any.whl", "kite-1.0.0.tar.gz"] == [one.filename for one in found]
    assert all(one.built and one.folder == tmp_path for one in found)


def test_the_newest_gem_of_each_platform_is_published(tmp_path: Path) -> None:
    (tmp_path / "kite.gemspec").write_text("")
    (tmp_path / "pkg").mkdir()
    for version, platform in (("1.9.0", "ruby"), ("1.10.0", "ruby"), ("1.10.0", "java")):
        made = gem_file("kite", version, platform=platform)
        (tmp_path / f"pkg/kite-{made.full_version}.gem").write_bytes(made.data)

    assert {"kite-1.10.0.gem", "kite-1.10.0-java.gem"} == {
        one.filename for one in artifacts_of(tmp_path, None)
    }


@pytest.mark.parametrize(
    ("manifest", "hint"),
    [("pyproject.toml", "python -m build"), ("a.gemspec", "gem build"), ("README", "a built archive")],
)
def test_nothing_to_publish_has_the_next_step(tmp_path: Path, manifest: str, hint: str) -> None:
    (tmp_path / manifest).write_text("")
    with pytest.raises(ParseError, match="nothing to publish") as error:
        artifacts_of(tmp_path, None)
    assert hint in error.value.hint


def test_a_path_that_does_not_exist_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        artifacts_of(tmp_path / "none", None)
