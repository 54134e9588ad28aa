"""The gate's own tokens for CI jobs."""

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.ci_claim import CiClaim
from pratique.gate.access.ci_token import MOST_TOKEN, PREFIX, CiToken, CiTokens, name_of

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
ISSUER = "https://token.forge.example"
TOKENS = CiTokens(bytes(32), frozenset({ISSUER}), lambda: NOW)
JOB = CiClaim(system="github", repository="acme/shop", workflow="ci", run="4711", job="815", proven=True)
TEXT, TOKEN = TOKENS.issue(JOB, ISSUER, timedelta(hours=1))


def test_a_token_is_read_by_every_gate_with_its_key() -> None:
    assert CiToken(JOB, NOW + timedelta(hours=1)) == TOKEN
    assert TOKEN == CiTokens(bytes(32), frozenset({ISSUER}), lambda: NOW).read(TEXT)
    assert "github:acme/shop" == name_of(JOB)
    assert TEXT.startswith(PREFIX)


def test_another_key_or_an_issuer_that_is_gone_makes_it_invalid() -> None:
    assert replace(TOKENS, key=bytes([1]) * 32).read(TEXT) is None
    assert replace(TOKENS, issuers=frozenset()).read(TEXT) is None


def test_the_key_is_not_shown() -> None:
    assert "key" not in repr(TOKENS)


def test_nothing_in_it_can_be_changed() -> None:
    head, mac = TEXT.removeprefix(PREFIX).split(".")
    payload = base64.urlsafe_b64decode(head + "==").replace(b"acme", b"evil")
    forged = base64.urlsafe_b64encode(payload).rstrip(b"=").decode()
    for text in (f"{PREFIX}{forged}.{mac}", f"{PREFIX}{head}.{mac[::-1]}", f"{TEXT}A", TEXT[:-1], f"x{TEXT}"):
        assert TOKENS.read(text) is None


@pytest.mark.parametrize("payload", [b"", b"[]", b"{}", b"[1]", b"\xff", b'["%b",1e30,"a","b","c","d","e"]'])
def test_a_payload_that_no_gate_wrote_is_none(payload: bytes) -> None:
    text = base64.urlsafe_b64encode(payload.replace(b"%b", ISSUER.encode())).rstrip(b"=").decode()
    mac = base64.urlsafe_b64encode(TOKENS._mac(text)).rstrip(b"=").decode()
    assert TOKENS.read(f"{PREFIX}{text}.{mac}") is None


def test_a_token_of_the_longest_job_is_read() -> None:
    long = replace(JOB, repository="\N{SNOWMAN}" * 200, workflow="\N{SNOWMAN}" * 200, job="\N{SNOWMAN}" * 200)
    text, token = TOKENS.issue(long, ISSUER, timedelta(hours=1))
    assert len(text) <= MOST_TOKEN
    assert token == TOKENS.read(text)


@given(st.text())
def test_hostile_texts_raise_nothing(text: str) -> None:
    assert TOKENS.read(PREFIX + text) is None
