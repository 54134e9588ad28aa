"""Keys of a registry, read from its own answer and from the file that Sigstore distributes."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import ParseError
from pratique.history.provenance.keys import read_keys
from tests.signing import RegistrySigner, b64, spki

SIGNER = RegistrySigner(expires="2025-01-29T00:00:00.000Z")


def distributed(use: str, details: str = "PKIX_ECDSA_P256_SHA_256") -> dict[str, Any]:
    window = {"start": "1999-01-01T00:00:00.000Z", "end": "2025-01-29T00:00:00.000Z"}
    key = {"rawBytes": b64(spki(SIGNER.key)), "keyDetails": details, "validFor": window}
    return {"keyId": SIGNER.key_id, "keyUsage": use, "publicKey": key}


def test_the_answer_of_a_registry_is_read() -> None:
    ring = read_keys(json.dumps(SIGNER.document()).encode())
    key = ring.find("SHA256:test-key", use="npm:signatures")

    assert key is not None
    assert spki(SIGNER.key) == key.key
    assert datetime(2025, 1, 29, tzinfo=UTC) == key.expires
    assert key is ring.find("SHA256:test-key", use="npm:attestations")
    assert ring.find("SHA256:another", use="npm:signatures") is None


def test_a_distributed_key_is_for_its_use_alone() -> None:
    ring = read_keys(json.dumps({"keys": [distributed("npm:attestations")]}).encode())
    key = ring.find("SHA256:test-key", use="npm:attestations")

    assert key is not None
    assert (datetime(2025, 1, 29, tzinfo=UTC), "ecdsa-sha2-nistp256") == (key.expires, key.scheme)
    assert ring.find("SHA256:test-key", use="npm:signatures") is None


def test_a_key_of_another_scheme_says_so() -> None:
    ring = read_keys(json.dumps({"keys": [distributed("npm:signatures", "PKIX_ED25519")]}).encode())

    assert "PKIX_ED25519" == ring.keys[0].scheme


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"keys": {}},
        {"keys": [1]},
        {"keys": [{"keyid": "a"}]},
        {"keys": [{"keyid": "a", "key": "?"}]},
        {"keys": [0] * 300},
    ],
)
def test_what_is_no_list_of_keys_is_refused(document: Any) -> None:
    with pytest.raises(ParseError):
        read_keys(json.dumps(document).encode())


@pytest.mark.fuzz
@given(st.binary(max_size=200))
def test_any_bytes_give_a_parse_error(data: bytes) -> None:
    with pytest.raises(ParseError):
        read_keys(data)
