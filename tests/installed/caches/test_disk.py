"""The door to the caches."""

import hashlib
import time
from pathlib import Path

import pytest

from pratique.core.names import Digest
from pratique.errors import ParseError
from pratique.installed.caches.disk import CacheDisk
from tests.installed.caches.laid import put


def test_a_file_has_digests(tmp_path: Path) -> None:
    put(tmp_path / "a/b", b"0123456789")
    files = CacheDisk(tmp_path, time.monotonic)

    assert (True, False) == (files.has("a/b"), files.has("a"))
    assert (Digest("sha256", hashlib.sha256(b"0123456789").hexdigest()),) == files.digests("a/b", ["sha256"])


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ParseError, match="cannot be read"):
        CacheDisk(tmp_path, time.monotonic).digests("missing", ["sha256"])


def test_the_exceeded_limit_is_said(tmp_path: Path) -> None:
    files = CacheDisk(tmp_path, time.monotonic, most_s=0.0)

    assert "reading the cache takes longer than 0 s" == files.spent
