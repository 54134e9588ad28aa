"""Which tokens are read, and whose signature counts."""

import base64
import json
from contextlib import suppress
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import ParseError
from pratique.gate.access.json_web_token import MOST_KEYS, SigningKey, read_keys, read_token
from tests.loopback.issuer import b64url, ec_jwk, ec_key, number, rsa_jwk, rsa_key, signed

CLAIMS = {"iss": "https://token.forge.example", "aud": "a"}


def keys(*jwks: Any) -> dict[str, SigningKey]:
    return dict(read_keys(json.dumps({"keys": list(jwks)}).encode()))


KEYS = keys(rsa_jwk(rsa_key(), "rsa"), ec_jwk(ec_key(), "ec"))


@pytest.mark.parametrize(("kid", "alg"), [("rsa", "RS256"), ("ec", "ES256")])
def test_claims_are_read_after_their_signature(kid: str, alg: str) -> None:
    token = read_token(signed(CLAIMS, kid=kid, alg=alg))

    assert (kid, alg, "https://token.forge.example") == (token.key_id, token.algorithm, token.issuer)
    assert CLAIMS == token.verified(KEYS[kid])


@pytest.mark.parametrize(
    ("kid", "alg", "why"),
    [
        ("rsa", "HS256", "the algorithm of the token is 'HS256', but its key signs with RS256"),
        ("ec", "HS256", "the algorithm of the token is 'HS256', but its key signs with ES256"),
        ("ec", "RS256", "the algorithm of the token is 'RS256', but its key signs with ES256"),
        ("rsa", "ES256", "the algorithm of the token is 'ES256', but its key signs with RS256"),
    ],
)
def test_the_key_says_the_algorithm_and_not_the_token(kid: str, alg: str, why: str) -> None:
    with pytest.raises(ParseError, match=why):
        read_token(signed(CLAIMS, kid=kid, alg=alg)).verified(KEYS[kid])


def test_a_token_without_a_signature_is_none() -> None:
    with pytest.raises(ParseError, match="not a JSON Web Token"):
        read_token(signed(CLAIMS, alg="none"))
    with pytest.raises(ParseError, match="the algorithm of the token is 'none'"):
        read_token(signed(CLAIMS, alg="none") + "AAAA").verified(KEYS["rsa"])


@pytest.mark.parametrize(("kid", "alg"), [("rsa", "RS256"), ("ec", "ES256")])
def test_a_changed_token_and_the_signature_of_another_key_are_wrong(kid: str, alg: str) -> None:
    head, claims, signature = signed(CLAIMS, kid=kid, alg=alg).split(".")
    other = b64url(json.dumps({**CLAIMS, "aud": "b"}).encode())
    another = keys(rsa_jwk(rsa_key(1), "rsa"), ec_jwk(ec.generate_private_key(ec.SECP256R1()), "ec"))[kid]
    with pytest.raises(ParseError, match="the signature of the token is wrong"):
        read_token(f"{head}.{other}.{signature}").verified(KEYS[kid])
    with pytest.raises(ParseError, match="the signature of the token is wrong"):
        read_token(f"{head}.{claims}.{signature}").verified(another)
    with pytest.raises(ParseError, match="the signature of the token is wrong"):
        read_token(f"{head}.{claims}.{signature[:-8]}").verified(KEYS[kid])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a.b",
        "a.b.c.d",
        "....",
        "e30.e30.e30",
        signed(CLAIMS, kid=3),  # type: ignore[arg-type]  # hostile
        signed(CLAIMS, crit=["b64"]),
        signed({"iss": 3}),
        signed({"aud": "a"}),
        f"{signed(CLAIMS)}=",
        f" {signed(CLAIMS)}",
        f"{b64url(b'[]')}.{b64url(b'{}')}.AAAA",
        f"{b64url(b'[' * 5_000)}.{b64url(b'{}')}.AAAA",
        "a" * 20_000,
        base64.b64encode(b"\xff" * 30).decode() + ".e30.AAAA",
    ],
)
def test_what_is_no_token_is_told(text: str) -> None:
    with pytest.raises(ParseError, match="the ID token is not accepted"):
        read_token(text)


@given(st.text(), st.binary())
def test_hostile_texts_raise_only_parse_errors(text: str, data: bytes) -> None:
    for read in (lambda: read_token(text), lambda: read_keys(data)):
        with suppress(ParseError):
            read()


def test_keys_that_sign_otherwise_are_left_out() -> None:
    good = rsa_jwk(rsa_key(), "good", use="sig", alg="RS256")
    others = [
        rsa_jwk(rsa_key(), "encrypts", use="enc"),
        rsa_jwk(rsa_key(), "other", alg="RS512"),
        rsa_jwk(rsa_key(2, 1024), "short"),
        {**rsa_jwk(rsa_key(), "large-exponent"), "e": number(2**40 + 1)},
        {**rsa_jwk(rsa_key(), "even-exponent"), "e": number(2)},
        {**ec_jwk(ec_key(), "curve"), "crv": "P-521"},
        {**ec_jwk(ec_key(), "off-the-curve"), "x": number(1, 32)},
        {"kty": "oct", "kid": "secret", "k": "AAAA"},
        {"kty": "RSA", "kid": "nothing"},
        {"kty": "RSA", "n": "AAAA", "e": "AQAB"},
        "text",
    ]
    assert ["good"] == list(keys(good, *others))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"keys": {}}',
        json.dumps({"keys": [{}] * (MOST_KEYS + 1)}).encode(),
        json.dumps({"keys": [rsa_jwk(rsa_key(), "a")] * 2}).encode(),
    ],
)
def test_what_is_no_set_of_keys_is_told(body: bytes) -> None:
    with pytest.raises(ParseError):
        read_keys(body)
