"""Gets the ID token of a CI job (OpenID Connect), and exchanges it at a gate for a short-lived token."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from yarl import URL

from pratique import __version__
from pratique.errors import ParseError, Reference, RegistryError
from pratique.net.client.address import bare, origin, parse
from pratique.net.client.authorization import Authorization
from pratique.net.client.http import Http, HttpSettings
from pratique.net.client.proxies import from_environment
from pratique.net.client.route import Route
from pratique.net.registries.forwarding import Passed, Passing

PATH = "/-/pratique/token"
_REQUEST_URL = "ACTIONS_ID_TOKEN_REQUEST_URL"
_REQUEST_TOKEN = "ACTIONS_ID_TOKEN_REQUEST_TOKEN"  # noqa: S105 - the name of a variable
_MOST_BYTES = 64 * 1024
_LIMITS = HttpSettings(read_timeout_s=30.0, deadline_s=60.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class GateToken:
    """A short-lived token of the gate."""

    text: str = field(repr=False)
    expires_at: str
    job: str
    """The proven job, for display."""


def has_id_token(variable: str, env: Mapping[str, str]) -> bool:
    """Return True if this job has an ID token, or can request one."""
    return bool(env.get(variable, "").strip() or env.get(_REQUEST_URL, "").strip())


def gate_token(gate: URL, audience: str, variable: str, env: Mapping[str, str]) -> GateToken | None:
    """Return a token of the gate for this CI job.

    The ID token is in the environment variable `variable`, or comes from GitHub's ID token endpoint. Return None if the
    gate accepts no ID tokens. Raise RegistryError if GitHub returns no ID token, or if the gate rejects the ID token.
    """
    return asyncio.run(_token(gate, audience, env.get(variable, "").strip(), env))


async def _token(gate: URL, audience: str, given: str, env: Mapping[str, str]) -> GateToken | None:
    route = Route(proxies=from_environment(env, []))
    id_token = given or await _from_github(audience, env, route)
    body = msgspec.json.encode({"id_token": id_token})
    url = f"{str(bare(gate)).rstrip('/')}{PATH}"
    passing = Passing(
        method="POST",
        url=url,
        headers={"Content-Type": "application/json", "User-Agent": f"pratique/{__version__}"},
        body=_whole(body),
        length=len(body),
        most_sent_bytes=len(body),
        most_bytes=_MOST_BYTES,
    )
    async with Http(_LIMITS, configured={origin(gate)}) as http:
        answer = await http.pass_on(passing, route=route)
    return None if answer.status == 404 else _read(answer)


async def _from_github(audience: str, env: Mapping[str, str], route: Route) -> str:
    """Return an ID token from GitHub's endpoint. Raise RegistryError."""
    secret = env.get(_REQUEST_TOKEN, "").strip()
    try:
        url = parse(env.get(_REQUEST_URL, ""))
        async with Http(_LIMITS, configured={origin(url)}, route=route) as http:
            answer = await http.get(
                str(url.update_query(audience=audience)),
                max_bytes=_MOST_BYTES,
                authorization=Authorization.bearer(secret) if secret else None,
            )
        value = msgspec.json.decode(answer.body, type=dict[str, Any]).get("value")
    except (ParseError, msgspec.DecodeError, UnicodeError, RecursionError):
        value = None
    if not isinstance(value, str) or not value:
        raise RegistryError(
            Reference.REGISTRY_FAILED,
            f"{_REQUEST_URL} returned no ID token",
            hint="the job needs `permissions: id-token: write`",
        )
    return value


def _read(answer: Passed) -> GateToken:
    """Return the token in the gate's response. Raise RegistryError."""
    try:
        document = msgspec.json.decode(answer.body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        document = {}
    text, claim = document.get("token"), document.get("ci_claim")
    if answer.status != 200 or not isinstance(text, str) or not isinstance(claim, dict):
        told = str(document.get("error") or answer.reason or "no reason")[:1_000]
        raise RegistryError(
            Reference.REGISTRY_UNAUTHORIZED,
            f"the gate gave no token for this CI job ({answer.status}): {told}",
            hint="`pratique help gate-running` describes how a gate accepts ID tokens",
        )
    job = ", ".join(
        f"{name} {claim[name]}" for name in ("repository", "workflow", "run", "job") if claim.get(name)
    )
    return GateToken(text=text, expires_at=str(document.get("expires_at", "")), job=job)


async def _whole(body: bytes) -> AsyncIterator[bytes]:
    yield body
