"""Who signed a snapshot."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.snapshot.layout import read_frame, write_file
from pratique.advisories.snapshot.signature import (
    key_id,
    keyring,
    new_key,
    read_key,
    read_keys,
    sign,
    verify,
    write_key,
)
from pratique.errors import ParseError, Reference
from tests.advisories.snapshot.samples import framed

PEM, PUBLIC = new_key()
KEYS = keyring([write_key(PUBLIC)])
SIGNED = write_file(sign(framed(), PEM))


def refused(data: bytes) -> Reference:
    with pytest.raises(ParseError) as caught:
        verify(read_frame(data), KEYS)
    return caught.value.reference


def test_a_signed_snapshot_is_accepted_by_its_key() -> None:
    verify(read_frame(SIGNED), KEYS)


def test_one_that_is_not_signed_or_signed_by_another_is_refused() -> None:
    stranger, _ = new_key()

    assert refused(write_file(framed())) is Reference.SNAPSHOT_UNSIGNED
    assert refused(write_file(sign(framed(), stranger))) is Reference.SNAPSHOT_UNKNOWN_KEY
    with pytest.raises(ParseError, match="not trusted"):
        verify(read_frame(SIGNED), {})


@pytest.mark.fuzz
@given(st.integers(0, len(SIGNED) - 1), st.integers(1, 255))
def test_any_changed_byte_is_refused(at: int, flip: int) -> None:
    changed = SIGNED[:at] + bytes([SIGNED[at] ^ flip]) + SIGNED[at + 1 :]
    with pytest.raises(ParseError):
        verify(read_frame(changed), KEYS)


@pytest.mark.fuzz
@given(st.integers(0, len(SIGNED) - 1), st.binary(max_size=20))
def test_a_cut_or_longer_one_is_refused(at: int, more: bytes) -> None:
    with pytest.raises(ParseError):
        verify(read_frame(SIGNED[:at] + more), KEYS)
    with pytest.raises(ParseError):
        verify(read_frame(SIGNED + more + b"x"), KEYS)


def test_the_signature_of_another_snapshot_does_not_fit() -> None:
    other = read_frame(write_file(sign(framed(serial=8), PEM)))
    mixed = read_frame(SIGNED)
    lines = SIGNED.split(b"\n", 2)
    lines[1] = f"ed25519 {other.key_id} {other.signature.hex()}".encode()

    assert mixed.key_id == other.key_id == key_id(PUBLIC)
    assert refused(b"\n".join(lines)) is Reference.SNAPSHOT_SIGNATURE


def test_keys_are_read_from_text() -> None:
    text = f"# of the publisher\n\n{write_key(PUBLIC)}  # 2026\n"

    assert read_keys(text) == (write_key(PUBLIC),)
    assert read_key(write_key(PUBLIC)) == PUBLIC


@pytest.mark.parametrize("text", ["", "ed25519:", "ed25519:AAAA", "rsa:AAAA", "ed25519:" + "A" * 42 + "B="])
def test_a_text_that_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ParseError, match="not a public key"):
        read_key(text)


def test_a_file_that_is_no_private_key_is_refused() -> None:
    with pytest.raises(ParseError, match="Ed25519"):
        sign(framed(), b"-----BEGIN PRIVATE KEY-----\n")
