"""uv's cache."""

from pathlib import Path

from pratique.core.names import Digest
from tests.installed.caches.laid import looked, names, only, put, uv_pointer


def test_pointers_name_the_release_and_its_digest(tmp_path: Path) -> None:
    put(tmp_path / "wheels-v8/index/0123456789abcdef/sample/1.0.0-py3-none-any.http", uv_pointer("b" * 64))
    put(tmp_path / "wheels-v8/index/0123456789abcdef/sample/1.0.0-py3-none-any.msgpack", b"x")
    found = only(looked("uv", tmp_path))

    assert ("sample==1.0.0", (Digest("sha256", "b" * 64),)) == (str(found.ref), found.digests)


def test_source_distributions_have_a_revision(tmp_path: Path) -> None:
    put(tmp_path / "sdists-v11/pypi/sample/1.0.0/revision.http", uv_pointer("b" * 64))
    put(tmp_path / "sdists-v11/pypi/sample/1.0.0/k6Tz/src/setup.py", b"x")

    assert {"sample==1.0.0"} == names(looked("uv", tmp_path))


def test_archives_that_nothing_names_are_told(tmp_path: Path) -> None:
    put(tmp_path / "archive-v0/abc/sample.py", b"x")

    assert 1 == len(looked("uv", tmp_path).unread)
