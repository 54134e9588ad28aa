"""Parses and verifies JSON Web Tokens that are signed with RS256 or ES256 (RFC 7515, 7517, 7518). This module does no I/O.

The key determines the algorithm. The algorithm in the header of a token is only compared with that of the key, so a token
cannot choose a weaker one. `cryptography` verifies the signatures.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from pratique.errors import ParseError, Reference
from pratique.history.provenance.public_key import PublicKey, is_right, known_key

MOST_TOKEN = 16_000
"""The maximum length of a token in characters."""
MOST_KEYS = 100
_MOST_EXPONENT_BYTES = 4
_P256_BYTES = 32
_PART = re.compile(r"[A-Za-z0-9_-]+\Z")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A public key of an issuer, and the only algorithm that it signs with."""

    algorithm: str
    key: PublicKey


@dataclass(frozen=True, slots=True)
class Unverified:
    """A token whose signature was not verified. Use `verified` to get the claims of the token."""

    key_id: str
    algorithm: str
    issuer: str
    """The issuer that the token states, which only selects the keys to verify the token with."""
    _claims: Mapping[str, Any]
    _signed: bytes
    _signature: bytes

    def verified(self, key: SigningKey) -> Mapping[str, Any]:
        """Return the claims. Raises ParseError (id-token-invalid) if the key did not sign the token."""
        if self.algorithm != key.algorithm:
            raise invalid(
                f"the algorithm of the token is {self.algorithm[:20]!r}, but its key signs with {key.algorithm}"
            )
        signature = self._signature
        if key.algorithm == "ES256":
            if len(signature) != 2 * _P256_BYTES:
                raise invalid("the signature of the token is wrong")
            halves = signature[:_P256_BYTES], signature[_P256_BYTES:]
            signature = encode_dss_signature(*(int.from_bytes(half, "big") for half in halves))
        if not is_right(key.key, signature, self._signed):
            raise invalid("the signature of the token is wrong")
        return self._claims


def read_token(text: str) -> Unverified:
    """Parse a token. Raises ParseError (id-token-invalid) if the text is not a signed token."""
    parts = text.split(".") if len(text) <= MOST_TOKEN else []
    if len(parts) != 3:
        raise invalid("the token is not a JSON Web Token")
    header, claims = _object(parts[0]), _object(parts[1])
    if "crit" in header:
        raise invalid("the token needs an extension that the gate does not know")
    key_id, algorithm, issuer = header.get("kid"), header.get("alg"), claims.get("iss")
    if not isinstance(key_id, str) or not isinstance(algorithm, str) or not isinstance(issuer, str):
        raise invalid("the token does not name a key, an algorithm and an issuer")
    signed = f"{parts[0]}.{parts[1]}".encode()
    return Unverified(key_id, algorithm, issuer, claims, signed, _bytes(parts[2]))


def read_keys(body: bytes) -> Mapping[str, SigningKey]:
    """Parse a set of keys (JWKS), and return those that sign with RS256 or ES256, by their id.

    Raises ParseError for a document that is not a set of keys, and for two keys with the same id.
    """
    try:
        document = msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise invalid("the keys of the issuer are not JSON") from None
    listed = document.get("keys")
    if not isinstance(listed, list) or len(listed) > MOST_KEYS:
        raise invalid(f"the issuer does not publish a list of at most {MOST_KEYS} keys")
    found: dict[str, SigningKey] = {}
    for one in listed:
        key_id = one.get("kid") if isinstance(one, dict) else None
        if not isinstance(key_id, str) or (key := _key(one)) is None:
            continue
        if key_id in found:
            raise invalid("the issuer publishes two keys with the same id")
        found[key_id] = key
    return found


def invalid(why: str) -> ParseError:
    """Return the error for a token that is invalid or that an unknown key signed."""
    return ParseError(
        Reference.ID_TOKEN_INVALID,
        f"the ID token is not accepted: {why}",
        hint="request a new ID token from the CI system for this gate",
    )


def _key(one: Mapping[str, Any]) -> SigningKey | None:
    """Return a key that signs with RS256 or ES256; None for any other key."""
    if one.get("use", "sig") != "sig":
        return None
    try:
        match one.get("kty"):
            case "RSA":
                algorithm, key = "RS256", _rsa(one)
            case "EC" if one.get("crv") == "P-256":
                algorithm, key = "ES256", _ec(one)
            case _:
                return None
    except (ParseError, ValueError, UnsupportedAlgorithm):
        return None
    return SigningKey(algorithm, key) if one.get("alg", algorithm) == algorithm else None


def _rsa(one: Mapping[str, Any]) -> PublicKey:
    exponent, modulus = _bytes(one.get("e")), _bytes(one.get("n"))
    if len(exponent) > _MOST_EXPONENT_BYTES:
        raise ValueError("the exponent of a key is too large")
    numbers = rsa.RSAPublicNumbers(int.from_bytes(exponent, "big"), int.from_bytes(modulus, "big"))
    return known_key(numbers.public_key())


def _ec(one: Mapping[str, Any]) -> PublicKey:
    x, y = _bytes(one.get("x")), _bytes(one.get("y"))
    curve = ec.SECP256R1()
    numbers = ec.EllipticCurvePublicNumbers(int.from_bytes(x, "big"), int.from_bytes(y, "big"), curve)
    return known_key(numbers.public_key())


def _object(part: str) -> Mapping[str, Any]:
    try:
        return msgspec.json.decode(_bytes(part), type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise invalid("the token is not a JSON Web Token") from None


def _bytes(part: object) -> bytes:
    """Return the bytes of base64url without padding. Raises ParseError for any other text."""
    if not isinstance(part, str) or len(part) > MOST_TOKEN or not _PART.match(part):
        raise invalid("the token is not a JSON Web Token")
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (binascii.Error, ValueError):
        raise invalid("the token is not a JSON Web Token") from None
