"""Public keys and signatures of every kind that is used."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, x25519
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import ParseError
from pratique.history.provenance.public_key import der_of, is_right, known_key, load_key

DATA = b"what is signed"
P256 = ec.generate_private_key(ec.SECP256R1())
P384 = ec.generate_private_key(ec.SECP384R1())
ED = ed25519.Ed25519PrivateKey.generate()
RSA = rsa.generate_private_key(65537, 2048)


def der(key: object) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)  # type: ignore[attr-defined, no-any-return]  # any key


@pytest.mark.parametrize(
    ("public", "signature"),
    [
        (P256.public_key(), P256.sign(DATA, ec.ECDSA(SHA256()))),
        (P384.public_key(), P384.sign(DATA, ec.ECDSA(SHA384()))),
        (ED.public_key(), ED.sign(DATA)),
        (RSA.public_key(), RSA.sign(DATA, padding.PKCS1v15(), SHA256())),
    ],
    ids=["p256", "p384", "ed25519", "rsa"],
)
def test_a_signature_is_right_for_its_key_and_its_bytes_alone(public: object, signature: bytes) -> None:
    key = load_key(der(public))

    assert is_right(key, signature, DATA)
    assert not is_right(key, signature, DATA + b".")
    assert not is_right(key, signature[:-1], DATA)
    assert not is_right(key, b"", DATA)
    assert not is_right(load_key(der(ec.generate_private_key(ec.SECP256R1()).public_key())), signature, DATA)
    assert der(public) == der_of(key)


@pytest.mark.parametrize(
    "key",
    [
        x25519.X25519PrivateKey.generate().public_key(),
        ec.generate_private_key(ec.SECP256K1()).public_key(),
        rsa.generate_private_key(65537, 1024).public_key(),
        None,
    ],
    ids=["x25519", "secp256k1", "rsa-1024", "none"],
)
def test_keys_of_other_kinds_are_refused(key: object) -> None:
    with pytest.raises(ParseError, match="the type of a public key is not supported"):
        known_key(key)


@pytest.mark.fuzz
@given(st.binary(max_size=100))
def test_any_bytes_give_a_parse_error(data: bytes) -> None:
    with pytest.raises(ParseError):
        load_key(data)


@pytest.mark.fuzz
@given(st.binary(max_size=100))
def test_any_bytes_are_no_signature(data: bytes) -> None:
    assert not is_right(load_key(der(P256.public_key())), data, DATA)
