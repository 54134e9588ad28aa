"""Installed gems by their specifications."""

from pathlib import Path

import pytest

from pratique.installed.disk import DiskFiles
from pratique.installed.gem_specifications import gem_release, read


@pytest.mark.parametrize(
    ("name", "release"),
    [
        ("rest-client-1.6.13.gemspec", "gem:rest-client@1.6.13"),
        ("nokogiri-1.16.0-x86_64-linux.gemspec", "gem:nokogiri@1.16.0"),
        ("odd.gemspec", "None"),
        ("rest-client-1.6.13.rb", "None"),
    ],
)
def test_the_name_of_a_file_contains_the_release(name: str, release: str) -> None:
    assert release == str(gem_release(name))


def test_a_folder_lists_its_gems_and_the_default_ones(tmp_path: Path) -> None:
    folder = tmp_path / "specifications"
    (folder / "default").mkdir(parents=True)
    for name in ("rest-client-1.6.13.gemspec", "default/json-2.7.1.gemspec", "odd.gemspec", "readme"):
        (folder / name).write_text("")
    tree = read(DiskFiles(tmp_path), "specifications")
    assert ["json", "rest-client"] == sorted(one.package.name for one in tree.lock.packages)
    assert ["specifications/odd.gemspec"] == [problem.what for problem in tree.lock.problems]
