"""Bundles and attestation objects, read."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import ParseError
from pratique.history.provenance.bundle import MOST_ENTRIES, Envelope, read_attestation, read_bundle
from tests.history.provenance.holding import WORLD
from tests.signing import b64, pae, statement

BUNDLE = WORLD.bundle(statement())


def test_the_signed_bytes_are_those_of_dsse() -> None:
    envelope = Envelope(payload_type="a/b", payload=b"hello", signature=b"")

    assert b"DSSEv1 3 a/b 5 hello" == envelope.signed == pae(b"hello", "a/b")


def test_a_bundle_has_its_parts() -> None:
    found = read_bundle(BUNDLE)

    assert found.key_id is None
    assert found.certificate is not None
    assert found.needs_proof
    assert (1004, WORLD.log_id) == (found.entries[0].index, found.entries[0].log_id)
    assert found.entries[0].proof is not None
    assert (4, 7) == (found.entries[0].proof.index, found.entries[0].proof.size)


def test_of_a_chain_only_the_first_certificate_is_taken() -> None:
    document = copy.deepcopy(BUNDLE)
    material = document["verificationMaterial"]
    certificates = [material.pop("certificate"), {"rawBytes": b64(b"of a stranger")}]
    material["x509CertificateChain"] = {"certificates": certificates}

    assert read_bundle(BUNDLE).certificate == read_bundle(document).certificate


def _two_signatures(bundle: dict[str, Any]) -> None:
    bundle["dsseEnvelope"]["signatures"] *= 2


def _no_signature(bundle: dict[str, Any]) -> None:
    bundle["dsseEnvelope"]["signatures"] = []


def _bytes_alone(bundle: dict[str, Any]) -> None:
    bundle["messageSignature"] = bundle.pop("dsseEnvelope")


def _nobody(bundle: dict[str, Any]) -> None:
    del bundle["verificationMaterial"]["certificate"]


def _empty_chain(bundle: dict[str, Any]) -> None:
    _nobody(bundle)
    bundle["verificationMaterial"]["x509CertificateChain"] = {"certificates": []}


def _entries(bundle: dict[str, Any]) -> None:
    bundle["verificationMaterial"]["tlogEntries"] *= MOST_ENTRIES + 1


def _negative(bundle: dict[str, Any]) -> None:
    bundle["verificationMaterial"]["tlogEntries"][0]["inclusionProof"]["logIndex"] = "-1"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_two_signatures, "2 items, more than the maximum of 1"),
        (_no_signature, "the envelope has no signature"),
        (_bytes_alone, "contains no DSSE envelope"),
        (_nobody, "neither a certificate nor a key"),
        (_empty_chain, "the chain of certificates is empty"),
        (_entries, "the log entries has 9 items"),
        (_negative, "the index in the tree is not a number"),
    ],
)
def test_what_is_no_bundle_says_why(change: Callable[[dict[str, Any]], None], message: str) -> None:
    document = copy.deepcopy(BUNDLE)
    change(document)

    with pytest.raises(ParseError, match=message):
        read_bundle(document)


def test_an_attestation_of_another_version_is_not_read() -> None:
    attestation = WORLD.attestation(statement())

    assert read_attestation(attestation).stamps == ()
    for version in (2, True, None, "1"):
        with pytest.raises(ParseError, match="this version of attestations is not supported"):
            read_attestation({**attestation, "version": version})


@pytest.mark.fuzz
@given(
    st.recursive(
        st.none() | st.booleans() | st.text(max_size=8), lambda v: st.dictionaries(st.text(max_size=8), v)
    )
)
def test_any_value_gives_a_parse_error(value: Any) -> None:
    for read in (read_bundle, read_attestation):
        with pytest.raises(ParseError):
            read(value)
