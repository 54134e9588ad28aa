from dataclasses import replace
from datetime import datetime

import pytest

from pratique.core.names import Digest
from pratique.store.record import CACHES, Adopted, Adoption, AllowedBytes, FileName, Kind, StoredListing
from tests.store.builders import NOW, inspection_key, seen, sha256


def test_an_artifact_names_its_digests() -> None:
    artifact = seen()
    assert [
        Digest("sha1", artifact.sha1),
        Digest("sha256", artifact.sha256),
        Digest("sha512", artifact.sha512),
    ] == [*artifact.digests]


@pytest.mark.parametrize("value", ["", "AB" * 32, "ab" * 31, "ab" * 32 + "\n", "../" + "a" * 61])
def test_a_digest_of_another_shape_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="hex digits"):
        replace(seen(), sha256=value)
    with pytest.raises(ValueError, match="hex digits"):
        AllowedBytes(value, "pkg:npm/a@1")
    with pytest.raises(ValueError, match="hex digits"):
        replace(inspection_key(), artifact=value)


def test_text_that_utf8_cannot_say_is_refused() -> None:
    bad = "a\ud800"
    with pytest.raises(ValueError, match="surrogates"):
        replace(seen(), filename=bad)
    with pytest.raises(ValueError, match="surrogates"):
        FileName(bad, "x")
    with pytest.raises(ValueError, match="surrogates"):
        AllowedBytes(sha256("a"), bad)
    with pytest.raises(ValueError, match="surrogates"):
        Adopted(bad, "")
    with pytest.raises(ValueError, match="surrogates"):
        replace(inspection_key(), package=bad)


def test_a_time_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 1, 1)
    with pytest.raises(ValueError, match="zone"):
        seen(at=naive)
    with pytest.raises(ValueError, match="zone"):
        Adoption(project="p", at=naive, entries=frozenset())
    with pytest.raises(ValueError, match="zone"):
        StoredListing(url="https://registry.example/a", accept="", etag=None, body=b"", fetched_at=naive)


@pytest.mark.parametrize("url", ["https://me:secret@registry.example/a", "https://token@registry.example"])
def test_a_listing_is_not_kept_under_credentials(url: str) -> None:
    with pytest.raises(ValueError, match="credentials") as caught:
        StoredListing(url=url, accept="", etag=None, body=b"", fetched_at=NOW)
    assert "secret" not in str(caught.value)


def test_a_scope_in_the_path_is_no_credential() -> None:
    url = "https://registry.example/@scope/name"
    assert url == StoredListing(url=url, accept="", etag=None, body=b"", fetched_at=NOW).url


def test_memory_is_no_cache() -> None:
    assert {Kind.ARTIFACTS, Kind.ALLOWED, Kind.ADOPTIONS} == set(Kind) - CACHES
