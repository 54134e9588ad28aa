"""Loads public keys and verifies signatures with `cryptography`, for the algorithms in Sigstore's algorithm registry."""

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from pratique.history.provenance.document import invalid, refuse

PublicKey = ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | rsa.RSAPublicKey

_CURVES: dict[str, HashAlgorithm] = {"secp256r1": SHA256(), "secp384r1": SHA384(), "secp521r1": SHA512()}
_LEAST_RSA_BITS = 2_048
_MOST_RSA_BITS = 8_192


def load_key(der: bytes) -> PublicKey:
    """Return the key in a SubjectPublicKeyInfo.

    Raises ParseError if the bytes are invalid or the type of key is unsupported.
    """
    try:
        found = load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm) as error:
        refuse(f"a public key cannot be read: {error}")
    return known_key(found)


def known_key(key: object) -> PublicKey:
    """Return the key if its type is supported. Raises ParseError otherwise."""
    match key:
        case ec.EllipticCurvePublicKey() if key.curve.name in _CURVES:
            return key
        case ed25519.Ed25519PublicKey():
            return key
        case rsa.RSAPublicKey() if _LEAST_RSA_BITS <= key.key_size <= _MOST_RSA_BITS:
            return key
        case _:
            raise invalid("the type of a public key is not supported")


def is_right(key: PublicKey, signature: bytes, data: bytes) -> bool:
    """Return True if this key made the signature over these bytes."""
    try:
        match key:
            case ec.EllipticCurvePublicKey():
                key.verify(signature, data, ec.ECDSA(_CURVES[key.curve.name]))
            case ed25519.Ed25519PublicKey():
                key.verify(signature, data)
            case rsa.RSAPublicKey():
                key.verify(signature, data, padding.PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True


def der_of(key: PublicKey) -> bytes:
    """Return the SubjectPublicKeyInfo of a key."""
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
