"""The cache of yarn 2 and later."""

from pathlib import Path

from tests.installed.caches.laid import looked, names, put, yarn_zip


def test_a_package_is_named_by_the_file_and_by_what_is_in_it(tmp_path: Path) -> None:
    put(tmp_path / "@acme-tool-npm-1.0.1-rc.1-0123456789-10c0.zip", yarn_zip("@acme/tool"))
    put(tmp_path / "calm-npm-1.0.1-0123456789-8.zip", yarn_zip("calm"))
    put(tmp_path / "calm-patch-0123456789-10c0.zip", yarn_zip("calm"))
    put(tmp_path / ".gitignore", "x")
    contents = looked("yarn", tmp_path)

    assert {"@acme/tool@1.0.1-rc.1", "calm@1.0.1"} == names(contents)
    assert [] == contents.unread


def test_a_file_that_is_named_differently_is_told(tmp_path: Path) -> None:
    put(tmp_path / "calm-npm-1.0.1-0123456789-10c0.zip", yarn_zip("other"))
    put(tmp_path / "odd-npm-1.0.1-0123456789-10c0.zip", b"no zip")

    assert 2 == len(looked("yarn", tmp_path).unread)
