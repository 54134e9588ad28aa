"""pip's cache."""

import hashlib
import json
from pathlib import Path

from pratique.core.names import Digest
from tests.installed.caches.laid import looked, names, old_pip, only, put, sdist, wheel


def test_files_of_registries_are_named_by_what_is_in_them(tmp_path: Path) -> None:
    put(tmp_path / "http-v2/a/b/c/d/e/one.body", wheel())
    put(tmp_path / "http-v2/a/b/c/d/e/one", b"cc=4,")
    put(tmp_path / "http-v2/a/b/c/d/f/two.body", sdist("other", "2.0"))
    put(tmp_path / "http-v2/a/b/c/d/g/page.body", b"<html></html>")
    contents = looked("pip", tmp_path)

    assert {"sample==1.0.0", "other==2.0"} == names(contents)
    assert all((tmp_path / one.content).is_file() for one in contents.entries)


def test_what_older_versions_kept_is_read(tmp_path: Path) -> None:
    body = wheel()
    put(tmp_path / "http/a/b/c/d/e/one", old_pip(body))
    put(tmp_path / "http/a/b/c/d/e/page", old_pip(b"<html>"))
    found = only(looked("pip", tmp_path))

    assert (Digest("sha256", hashlib.sha256(body).hexdigest()),) == found.digests


def test_wheels_that_were_built_here_have_the_digest_of_their_source(tmp_path: Path) -> None:
    origin = {"archive_info": {"hash": f"sha256={'b' * 64}"}, "url": "https://r.example/sample-1.0.0.tar.gz"}
    put(tmp_path / "wheels/a/b/c/d/sample-1.0.0-py3-none-any.whl", wheel())
    put(tmp_path / "wheels/a/b/c/d/origin.json", json.dumps(origin))
    put(tmp_path / "wheels/a/b/c/e/other-2.0-py3-none-any.whl", wheel("other", "2.0"))
    found = {str(one.ref): one.digests for one in looked("pip", tmp_path).entries}

    assert {"sample==1.0.0": (Digest("sha256", "b" * 64),), "other==2.0": ()} == found


def test_what_is_not_known_is_told(tmp_path: Path) -> None:
    put(tmp_path / "http-v3/x", b"")
    put(tmp_path / "http/a/odd", b"odd")

    assert {"http-v3", "http/a/odd"} == {one.path for one in looked("pip", tmp_path).unread}
