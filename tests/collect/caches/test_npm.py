"""npm's cache."""

import time
from pathlib import Path

import pytest

from pratique.core.names import Digest
from pratique.installed.caches import CACHES
from pratique.installed.caches.disk import CacheDisk
from tests.installed.caches.laid import SHA512, SRI, looked, names, npm_content, npm_line, only, put
from tests.installed.caches.laid import npm as lay

KEY = "make-fetch-happen:request-cache:http://gate.example/npm/calm/-/calm-1.0.1.tgz"


def test_an_entry_has_name_digest_and_contents(tmp_path: Path) -> None:
    found = only(looked("npm", lay(tmp_path, KEY)))

    assert ("pkg:npm/calm@1.0.1", KEY) == (found.ref and found.ref.purl, found.key)
    assert (Digest("sha512", SHA512),) == found.digests
    assert npm_content(tmp_path) == tmp_path / found.content


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://r.example/@acme/tool/-/tool-2.0.0-rc.1.tgz", "@acme/tool@2.0.0-rc.1"),
        ("https://r.example/@acme%2ftool/-/tool-2.0.0.tgz", "@acme/tool@2.0.0"),
        ("https://r.example/a/b/calm/-/calm-1.0.0.tgz?token=x", "calm@1.0.0"),
        ("https://r.example/calm", "None"),
        ("https://r.example/calm/-/other-1.0.0.tgz", "None"),
        ("https://r.example/x.tgz", "None"),
        ("http://[bad/-/calm-1.0.0.tgz", "None"),
    ],
)
def test_the_address_of_a_tarball_names_the_release(tmp_path: Path, address: str, name: str) -> None:
    contents = looked("npm", lay(tmp_path, f"make-fetch-happen:request-cache:{address}"))

    assert {name} == names(contents)


def test_the_last_line_of_a_key_counts_and_a_damaged_one_does_not(tmp_path: Path) -> None:
    lines = npm_line(KEY, SRI) + npm_line("other", SRI) + npm_line(KEY, None)
    damaged = npm_line("damaged", SRI).replace(b'"time": 1', b'"time": 2')
    put(tmp_path / "index-v5/aa/bb/cc", lines + damaged + b"\nno line\n\t\n")

    assert ["other"] == [one.key for one in looked("npm", tmp_path).entries]


def test_contents_are_found_by_their_digest(tmp_path: Path) -> None:
    npm_content(tmp_path)
    files = CacheDisk(tmp_path, time.monotonic)

    npm = next(cache for cache in CACHES if cache.name == "npm")
    assert npm.held(files, Digest("sha512", SHA512)).startswith("content-v2/sha512/")
    assert "" == npm.held(files, Digest("sha512", "0" * 128))


def test_an_index_that_is_not_known_is_told(tmp_path: Path) -> None:
    put(tmp_path / "index-v6/aa/bb/cc", b"")
    npm_content(tmp_path)

    assert ["index-v6", ""] == [one.path for one in looked("npm", tmp_path).unread]
