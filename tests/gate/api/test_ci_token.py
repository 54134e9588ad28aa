"""The exchange of ID tokens for tokens of the gate, with an issuer on this machine."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pratique.cli.gate.access import admission_of, exchange_of
from pratique.config.layer import OidcSetting, TokenSystem
from pratique.config.settings import GateSettings
from pratique.gate.access.authentication import Admission
from pratique.gate.access.ci_token import CiTokens
from pratique.gate.api.ci_token import MOST_BODY_BYTES, PATH
from pratique.gate.server.app import Gate
from tests.gate.inside import Raw, ask, inside, listening
from tests.loopback import LoopbackRegistry
from tests.loopback.issuer import AUDIENCE, GITLAB_JOB, LoopbackIssuer, signed


def settings_of(issuer: LoopbackIssuer, **more: Any) -> GateSettings:
    github = OidcSetting(
        system=TokenSystem.GITHUB,
        issuer=issuer.url,
        audience=AUDIENCE,
        require={"repository_owner": ("acme",)},
        lifetime=timedelta(minutes=30),
    )
    gitlab = replace(github, system=TokenSystem.GITLAB, require={"namespace_path": ("acme",)})
    return GateSettings(oidc=(github, gitlab), **more)


def opened(gate: Gate, settings: GateSettings) -> Gate:
    """The gate as it starts with these settings."""
    exchange = exchange_of(settings, gate.listings.law.now)
    assert exchange is not None
    return replace(gate, exchange=exchange, admission=_admission(gate, settings, exchange.tokens))


def _admission(gate: Gate, settings: GateSettings, tokens: CiTokens) -> Admission:
    return admission_of(settings, "ada", gate.artifacts.store.token_requirement, tokens)


async def post(there: tuple[str, int], body: bytes) -> Raw:
    head = f"POST {PATH} HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    return await ask(there, head, body)


async def exchanged(there: tuple[str, int], token: str) -> Raw:
    return await post(there, json.dumps({"id_token": token}).encode())


@dataclass(frozen=True)
class Running:
    there: tuple[str, int]
    gate: Gate
    issuer: LoopbackIssuer


@asynccontextmanager
async def running(**more: Any) -> AsyncIterator[Running]:
    with LoopbackIssuer() as issuer:
        async with inside() as made:
            gate = opened(made.gate, settings_of(issuer, **more))
            async with listening(gate) as there:
                yield Running(there, gate, issuer)


def told(raw: Raw) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(raw.body)
    return found


def test_every_wrong_token_is_refused_with_its_reason(registry: LoopbackRegistry) -> None:
    async def run() -> dict[str, tuple[int, str]]:
        async with running() as made:
            issuer = made.issuer
            now = int(made.gate.listings.law.now().timestamp())
            good = issuer.claims()
            tokens = {
                "audience": issuer.token(aud="https://other.example"),
                "issuer": issuer.token(iss="https://evil.example"),
                "expired": issuer.token(exp=now - 61),
                "early": issuer.token(nbf=now + 120),
                "alg none": signed(good, alg="none"),
                "alg none, with a signature": signed(good, alg="none") + "AAAA",
                "HS256 with the public key": signed(good, alg="HS256"),
                "unknown kid": signed(good, kid="unknown"),
                "another key": signed(good, kid="ec"),
                "foreign": issuer.token(repository_owner="evil", repository="evil/shop"),
                "fork at gitlab": issuer.token(GITLAB_JOB, namespace_path="evil"),
                "no token": "text",
            }
            answers = {name: await exchanged(made.there, token) for name, token in tokens.items()}
            # However often, an unknown key makes the gate ask once.
            assert 2 == len(issuer.requests)
        return {name: (raw.status, told(raw)["error"]) for name, raw in answers.items()}

    found = asyncio.run(run())
    assert {
        "audience": 401,
        "issuer": 401,
        "expired": 401,
        "early": 401,
        "alg none": 401,
        "alg none, with a signature": 401,
        "HS256 with the public key": 401,
        "unknown kid": 401,
        "another key": 401,
        "foreign": 403,
        "fork at gitlab": 403,
        "no token": 401,
    } == {name: status for name, (status, _) in found.items()}
    assert f"request an ID token for the audience {AUDIENCE}" in found["audience"][1]
    assert "the issuer publishes no key with the key id" in found["unknown kid"][1]
    assert "the claim repository_owner" in found["foreign"][1]


def test_what_is_no_id_token_and_an_issuer_that_is_down_get_no_token(registry: LoopbackRegistry) -> None:
    async def run() -> tuple[list[int], Raw, int]:
        async with running() as made:
            bodies = (
                b"",
                b"[]",
                b"{}",
                b'{"id_token": 3}',
                b'{"id_token": "' + b"a" * MOST_BODY_BYTES + b'"}',
            )
            statuses = [(await post(made.there, body)).status for body in bodies]
            statuses.append((await ask(made.there, f"GET {PATH} HTTP/1.1")).status)
            assert [] == made.issuer.requests
            made.issuer.answers["/.well-known/jwks"] = (500, b"")
            down = await exchanged(made.there, made.issuer.token())
            async with listening(replace(made.gate, exchange=None)) as there:
                return statuses, down, (await exchanged(there, "text")).status

    statuses, down, without = asyncio.run(run())
    assert [400, 400, 400, 400, 400, 405] == statuses
    assert (503, "10") == (down.status, down.headers["retry-after"])
    assert "the ID token cannot be verified now" in told(down)["error"]
    assert 404 == without


async def calm(there: tuple[str, int], token: str, user: str = "user") -> Raw:
    basic = base64.b64encode(f"{user}:{token}".encode()).decode()
    return await ask(there, f"GET /npm/calm/-/calm-1.0.1.tgz HTTP/1.1\r\nAuthorization: Basic {basic}")


def test_a_token_proves_the_job_until_it_expires_also_at_another_gate(
    registry: LoopbackRegistry, tmp_path: Path
) -> None:
    # A file that the settings name and that is not there: no client is let in without a proof.
    needs = {"tokens_file": str(tmp_path / "none.json")}

    async def run() -> None:
        async with running(**needs) as made:
            answer = await exchanged(made.there, made.issuer.token())
            token = str(told(answer)["token"])
            assert (200, "no-store") == (answer.status, answer.headers["cache-control"])
            assert "acme/shop" == told(answer)["ci_claim"]["repository"]
            assert 401 == (await calm(made.there, "x" * 40)).status
            # A user name beside a proof says nothing.
            assert 200 == (await calm(made.there, token, "ci~~github~~evil~~ci~~1~~job")).status
            [decision] = made.gate.listings.store.decisions.read()
            assert "github:acme/shop" == decision.client.who
            assert decision.client.ci is not None
            assert (
                "repository acme/shop, workflow ci, run 4711, job 815 (proven by OIDC)"
                == decision.client.ci.words
            )

            settings = settings_of(made.issuer, **needs)
            restarted = opened(made.gate, settings)
            async with listening(restarted) as there:
                assert 200 == (await calm(there, token)).status
            later: datetime = made.gate.listings.law.now() + timedelta(minutes=31)
            exchange = exchange_of(settings, lambda: later)
            assert exchange is not None
            late = replace(made.gate, admission=_admission(made.gate, settings, exchange.tokens))
            async with listening(late) as there:
                expired = await calm(there, token)
            assert 401 == expired.status
            assert "the token of this CI job expired at" in expired.reason

    asyncio.run(run())
