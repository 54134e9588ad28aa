"""A digest is searched for as an artifact's and as a file's."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.names import Digest
from pratique.respond.wanted.digests import of_digest, read
from tests.respond.wanted.asking import context, indicators, reasons


@pytest.mark.parametrize(
    ("text", "digest"),
    [
        ("a" * 32, Digest("md5", "a" * 32)),
        ("a" * 40, Digest("sha1", "a" * 40)),
        ("A" * 64, Digest("sha256", "a" * 64)),
        ("a" * 128, Digest("sha512", "a" * 128)),
        (f"sha256:{'b' * 64}", Digest("sha256", "b" * 64)),
        (f"SHA-256:{'b' * 64}", Digest("sha256", "b" * 64)),
        (f"sha512-{base64.b64encode(bytes(64)).decode()}", Digest("sha512", "0" * 128)),
    ],
)
def test_a_digest_is_read(text: str, digest: Digest) -> None:
    found = read(text, context())
    assert found is not None
    assert ([str(digest)], digest) == ([item.id for item in found.digests], found.digests[0].digest)
    assert [("file-hash", digest.hex)] == indicators(found)
    assert (str(digest),) == found.ids


def test_a_digest_gives_one_item_with_one_id() -> None:
    found = of_digest(Digest("sha1", "c" * 40), context())
    assert {found.digests[0].id} == {found.indicators[0].id}


@pytest.mark.parametrize("text", ["a" * 50, "sha256:abc", "sha512-???", f"sha256:{'b' * 63}"])
def test_a_wrong_digest_is_reported(text: str) -> None:
    found = read(text, context())
    assert found is not None
    assert 1 == len(reasons(found))


def test_other_texts_are_no_digests() -> None:
    assert read("axios@1.14.1", context()) is None


@pytest.mark.fuzz
@given(st.text(max_size=140))
def test_any_text_is_read_or_reported(text: str) -> None:
    found = read(text, context())
    assert found is None or found.digests or found.misread
