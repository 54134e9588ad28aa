"""Installed gems."""

from pathlib import Path

from tests.collect.walked import gaps, named
from tests.installed.caches.laid import put


def test_gems_are_named_by_their_specifications(tmp_path: Path) -> None:
    put(tmp_path / "gems/specifications/kite-1.0.0-x86_64-linux.gemspec", "")
    put(tmp_path / "gems/specifications/default/json-2.9.1.gemspec", "")
    put(tmp_path / "project/kite.gemspec", "")

    assert {("gems", "kite", "1.0.0"), ("gems", "json", "2.9.1")} == named(tmp_path)


def test_a_specification_without_a_version_is_told(tmp_path: Path) -> None:
    put(tmp_path / "specifications/kite.gemspec", "")

    assert ["the file name has no version"] == [one.why for one in gaps(tmp_path)]
