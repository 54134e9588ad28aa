"""Checksums and forms of tokens."""

import base64
import zlib

from hypothesis import given
from hypothesis import strategies as st

from pratique.publishing.secrets import checksums
from tests.cli.publish.releasing import checked_token, random_text

PUBLISHED = "ghp_" + "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ" + "0mLq17"
"""The example of a token with a right checksum that many tools use; it was never valid."""


def test_the_published_example_of_github_has_a_right_checksum() -> None:
    assert checksums.crc32_base62(PUBLISHED.encode())
    assert not checksums.crc32_base62(PUBLISHED.replace("17", "18").encode())


@given(st.binary(min_size=30, max_size=30))
def test_any_text_before_its_own_checksum_is_right(body: bytes) -> None:
    body = base64.b32encode(body)
    assert checksums.crc32_base62(b"npm_" + body + checksums.base62(zlib.crc32(body)))


def test_a_token_of_grafana_ends_with_its_checksum() -> None:
    body = random_text("glsa", 32).encode()
    assert checksums.crc32_hex(b"glsa_" + body + b"_%08x" % zlib.crc32(body))
    assert not checksums.crc32_hex(b"glsa_" + body + b"_00000000")


def test_a_token_of_pypi_names_its_host() -> None:
    inside = b"\x02\x01\x08pypi.org" + b"x" * 60
    assert checksums.pypi_macaroon(b"pypi-" + base64.urlsafe_b64encode(inside).rstrip(b"="))
    assert not checksums.pypi_macaroon(b"pypi-" + base64.urlsafe_b64encode(b"x" * 70).rstrip(b"="))


def test_bech32_is_verified_with_the_examples_of_bip_173() -> None:
    assert checksums.bech32(b"A12UEL5L")
    assert checksums.bech32(b"abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw")
    assert not checksums.bech32(b"A12UEL5M")


def test_the_key_of_an_emulator_is_public() -> None:
    assert checksums.storage_key(b"AccountKey=" + base64.b64encode(bytes(range(64))))
    assert not checksums.storage_key(b"AccountKey=" + base64.b64encode(bytes(range(20))))
    assert not checksums.storage_key(b"AccountKey=" + checksums._AZURITE + b"Bw==")


def test_placeholders_do_not_look_random() -> None:
    assert checksums.random_looking(random_text("r", 40).encode())
    assert not checksums.random_looking(b"your-token-" + random_text("r", 20).encode())
    assert not checksums.random_looking(b"a" * 40)
    assert checksums.crc32_base62(checked_token("gho_").encode())
