"""Packing with the real npm."""

import shutil
from pathlib import Path

import pytest

from pratique.archive.reading import read
from pratique.cli.publish.npm_pack import manifest_of, pack
from pratique.errors import ParseError

needs_npm = pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")


def folder_of(tmp_path: Path, manifest: str) -> Path:
    (tmp_path / "package.json").write_text(manifest)
    for name in ("a.js", "b.js"):
        (tmp_path / name).write_text("1\n")
    return tmp_path


@needs_npm
def test_the_files_are_those_of_npm_and_no_script_runs(tmp_path: Path) -> None:
    script = "node -e \\\"require('fs').writeFileSync('ran', '')\\\""
    text = f'{{"name": "a", "version": "1.0.0", "files": ["a.js"], "scripts": {{"prepack": "{script}", "prepare": "{script}"}}}}'
    packed = pack(folder_of(tmp_path, text), name=".")

    assert {"package.json", "a.js"} == {file.path for file in read(packed.data, packed.filename)}
    assert not (tmp_path / "ran").exists()
    assert [] == list(tmp_path.glob("*.tgz"))
    assert "npm runs prepack, prepare" in packed.unpacked[0]


@needs_npm
def test_a_manifest_that_npm_refuses_is_an_error_with_its_words(tmp_path: Path) -> None:
    with pytest.raises(ParseError, match="was not packed: npm error"):
        pack(folder_of(tmp_path, '{"name": "a"}'), name="a")


def test_without_npm_and_for_a_private_package_nothing_is_packed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ParseError, match="private"):
        pack(folder_of(tmp_path, '{"name": "a", "version": "1.0.0", "private": true}'), name="a")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ParseError, match="npm is not installed"):
        pack(folder_of(tmp_path, '{"name": "a", "version": "1.0.0"}'), name="a")
    assert {} == manifest_of(tmp_path / "none")
