"""Small texts of caches."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.collect.texts import address, digests, inner, json_object, milliseconds, number, text

SHA512 = hashlib.sha512(b"x").hexdigest()
SRI = f"sha512-{base64.b64encode(bytes.fromhex(SHA512)).decode()}"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (SRI, (f"sha512:{SHA512}",)),
        (f"{SRI} sha1-bad {SRI}", (f"sha512:{SHA512}",)),
        (f"{SRI}?option", (f"sha512:{SHA512}",)),
        (f"sha256={'A' * 64}", (f"sha256:{'a' * 64}",)),
        (f"sha256:{'a' * 63}", ()),
        (f"unknown:{'a' * 64}", ()),
        (None, ()),
    ],
)
def test_digests_are_written_as_hex(written: object, found: tuple[str, ...]) -> None:
    assert found == digests(written)


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://ada:secret@r.example:8443/a/b.tgz?token=t#frag", "https://r.example:8443/a/b.tgz"),
        ("http://[::1]:80/a", "http://[::1]:80/a"),
        ("https://r.example:port/a", ""),
        ("no address", ""),
        (7, ""),
    ],
)
def test_an_address_has_no_credentials(url: object, found: str) -> None:
    assert found == address(url)


def test_what_is_no_json_object_is_an_empty_one() -> None:
    assert {"a": 1} == json_object(b'\xef\xbb\xbf{"a": 1}')
    assert {} == json_object(b"[1]") == json_object(b"{") == json_object(b"[" * 100_000)


def test_values_of_another_type_are_nothing() -> None:
    assert ("", None, None) == (text(1), number("1"), number(True))
    assert (1.5, None, None) == (milliseconds(1500), milliseconds(-1), milliseconds(float("nan")))
    assert (2, None) == (inner({"a": {"b": 2}}, "a", "b"), inner({"a": [1]}, "a", "b"))


@pytest.mark.fuzz
@given(st.text())
def test_any_text_is_an_address_or_none(written: str) -> None:
    assert "@" not in address(f"https://{written}@r.example/").partition("/")[2].partition("/")[0]
    digests(written)
