"""What the bytes of a commit tell."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.source import Signature, SignatureKind
from pratique.net.git.commit_object import committed_at, signature_of

PLAIN = b"tree 1\nauthor a <a@mail.example> 1 +0000\ncommitter a <a@mail.example> 1767225600 +0100\n\nsay\n"


def signed(armour: bytes) -> bytes:
    return PLAIN.replace(b"\n\n", b"\ngpgsig -----BEGIN " + armour + b"-----\n x\n -----END-----\n\n", 1)


def test_the_time_is_that_of_the_committer() -> None:
    assert datetime(2026, 1, 1, tzinfo=UTC) == committed_at(PLAIN)


@pytest.mark.parametrize("written", [b"9" * 30, b"x", b"-1e9", b""])
def test_a_time_that_cannot_be_is_none(written: bytes) -> None:
    assert committed_at(PLAIN.replace(b"1767225600", written)) is None


@pytest.mark.parametrize(
    ("armour", "kind"),
    [
        (b"PGP SIGNATURE", SignatureKind.PGP),
        (b"SSH SIGNATURE", SignatureKind.SSH),
        (b"SIGNED MESSAGE", SignatureKind.X509),
        (b"WAX", SignatureKind.OTHER),
    ],
)
def test_a_signature_is_told_by_its_kind_and_not_verified(armour: bytes, kind: SignatureKind) -> None:
    assert Signature(kind) == signature_of(signed(armour))
    assert Signature(kind).verified is None


def test_a_signature_in_the_message_is_none() -> None:
    assert signature_of(PLAIN + b"gpgsig -----BEGIN PGP SIGNATURE-----\n") is None


@pytest.mark.fuzz
@given(
    st.one_of(
        st.binary(max_size=80), st.binary(max_size=20).map(lambda data: b"committer " + data + b" 1 +0")
    )
)
def test_any_bytes_have_an_answer(data: bytes) -> None:
    found = committed_at(data)
    assert found is None or found.tzinfo is UTC
    signature_of(data)
