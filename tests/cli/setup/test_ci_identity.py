"""How a job gets its ID token, and what it makes of the gate's answers."""

import json

import pytest
from yarl import URL

from pratique.cli.setup.ci_identity import GateToken, gate_token, has_id_token
from pratique.errors import RegistryError
from tests.loopback.issuer import AUDIENCE, LoopbackIssuer

VARIABLE = "PRATIQUE_ID_TOKEN"


def test_a_job_without_any_token_is_known() -> None:
    assert not has_id_token(VARIABLE, {VARIABLE: " "})
    assert has_id_token("OTHER", {"OTHER": "x"})
    assert has_id_token(VARIABLE, {"ACTIONS_ID_TOKEN_REQUEST_URL": "https://x"})


def test_the_endpoint_of_a_job_is_asked_with_its_secret_alone() -> None:
    with LoopbackIssuer() as issuer:
        # It has no exchange, which is how a gate without issuers answers.
        env = {**issuer.variables, "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "wrong"}
        with pytest.raises(RegistryError):
            gate_token(URL(issuer.url), AUDIENCE, VARIABLE, env)
        issuer.answers["/github/token"] = (200, b'{"count": 0}')
        with pytest.raises(RegistryError, match="returned no ID token") as caught:
            gate_token(URL(issuer.url), AUDIENCE, VARIABLE, issuer.variables)
    assert "id-token: write" in caught.value.hint


@pytest.mark.parametrize(
    ("status", "body", "found"),
    [
        (404, b"{}", None),
        (
            200,
            json.dumps(
                {
                    "token": "prtqci_a.b",
                    "expires_at": "2026-12-01T12:00:00+00:00",
                    "ci_claim": {"repository": "acme/shop", "run": "1", "job": ""},
                }
            ).encode(),
            GateToken(
                text="prtqci_a.b", expires_at="2026-12-01T12:00:00+00:00", job="repository acme/shop, run 1"
            ),
        ),
    ],
)
def test_the_gate_says_what_the_job_gets(status: int, body: bytes, found: GateToken | None) -> None:
    with LoopbackIssuer() as gate:
        gate.answers["/below/-/pratique/token"] = (status, body)
        assert found == gate_token(URL(f"{gate.url}/below/"), AUDIENCE, VARIABLE, {VARIABLE: "text"})


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (401, b'{"error": "the token expired"}'),
        (403, b""),
        (503, b"[]"),
        (200, b"{}"),
        (200, b'{"token": "a"}'),
    ],
)
def test_a_gate_that_gives_none_says_why(status: int, body: bytes) -> None:
    with LoopbackIssuer() as gate:
        gate.answers["/-/pratique/token"] = (status, body)
        with pytest.raises(RegistryError, match="the gate gave no token for this CI job") as caught:
            gate_token(URL(gate.url), AUDIENCE, VARIABLE, {VARIABLE: "text"})
    assert ("the token expired" in caught.value.message) == (status == 401)
