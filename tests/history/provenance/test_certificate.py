"""Certificates of signers: who they were issued to."""

import contextlib
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.provenance import Identity
from pratique.errors import ParseError
from pratique.history.provenance.certificate import load_authority, load_certificate
from tests.history.provenance.holding import WORLD
from tests.signing import COMMIT, FORGE, REPOSITORY, SIGNED_AT, WORKFLOW, make_key, spki

KEY = make_key()


def test_a_certificate_says_who_it_was_issued_to() -> None:
    assert (
        Identity(
            issuer="https://token.forge.example",
            subject=WORKFLOW,
            repository=REPOSITORY,
            repository_id="4711",
            owner=f"{FORGE}/acme",
            owner_id="815",
            ref="refs/tags/v1.0.0",
            commit=COMMIT,
            workflow=WORKFLOW,
            builder=WORKFLOW,
            trigger="push",
            run=f"{REPOSITORY}/actions/runs/7/attempts/1",
            runner="forge-hosted",
        )
        == load_certificate(WORLD.certificate(KEY)).identity
    )


def test_what_it_does_not_say_is_not_told() -> None:
    assert Identity(subject=WORKFLOW) == load_certificate(WORLD.certificate(KEY, {})).identity


@pytest.mark.parametrize("size", [0x7F, 0x80, 0xFF, 0x100, 0x1000])
def test_texts_of_every_length_are_read(size: int) -> None:
    assert "x" * size == load_certificate(WORLD.certificate(KEY, {12: "x" * size})).identity.repository


@pytest.mark.parametrize("number", [1200, 12])
def test_a_text_that_is_too_long_or_under_another_number_is_not_told(number: int) -> None:
    found = load_certificate(WORLD.certificate(KEY, {number: "x" * 5_000}))

    assert found.identity.repository is None


def test_it_is_valid_for_minutes() -> None:
    found = load_certificate(WORLD.certificate(KEY))

    assert found.valid_at(SIGNED_AT)
    assert not found.valid_at(SIGNED_AT + timedelta(minutes=10))
    assert not found.valid_at(SIGNED_AT - timedelta(minutes=2))


def test_it_is_for_signing_code() -> None:
    assert load_certificate(WORLD.certificate(KEY)).signs_code
    assert not load_certificate(WORLD.certificate(KEY, purpose=ExtendedKeyUsageOID.CLIENT_AUTH)).signs_code


def test_an_authority_signs_no_code() -> None:
    der = WORLD.middle.public_bytes(Encoding.DER)

    assert not load_certificate(der).signs_code
    assert WORLD.middle == load_authority(der)


@pytest.mark.parametrize("load", [load_certificate, load_authority], ids=["signer", "authority"])
@pytest.mark.parametrize(
    "data", [b"", b"0", spki(KEY), WORLD.certificate(KEY)[:-1]], ids=["nothing", "text", "key", "cut"]
)
def test_what_is_no_certificate_is_refused(load: object, data: bytes) -> None:
    assert callable(load)
    with pytest.raises(ParseError, match="a certificate cannot be read"):
        load(data)


@pytest.mark.fuzz
@given(st.binary(max_size=100))
def test_any_bytes_give_a_parse_error(data: bytes) -> None:
    with pytest.raises(ParseError):
        load_certificate(data)


DER = WORLD.certificate(KEY)


@pytest.mark.fuzz
@given(st.integers(0, len(DER) - 1), st.integers(0, 255))
def test_a_certificate_with_another_byte_is_read_or_refused(place: int, byte: int) -> None:
    data = bytearray(DER)
    data[place] = byte
    with contextlib.suppress(ParseError):
        assert load_certificate(bytes(data)).der
