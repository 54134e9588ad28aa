"""Poetry's cache."""

from pathlib import Path

from tests.installed.caches.laid import looked, names, put, sdist, wheel


def test_files_have_their_own_names(tmp_path: Path) -> None:
    put(tmp_path / "artifacts/a/b/c/d/sample-1.0.0-py3-none-any.whl", wheel())
    put(tmp_path / "artifacts/a/b/c/d/sample-1.0.0.tar.gz", sdist())
    put(tmp_path / "artifacts/a/b/c/d/notes.txt", b"x")
    put(tmp_path / "cache/repositories/x", b"x")
    contents = looked("poetry", tmp_path)

    assert ({"sample==1.0.0"}, 2) == (names(contents), len(contents.entries))
    assert set() == names(looked("poetry", tmp_path / "cache"))
