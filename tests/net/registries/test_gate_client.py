"""Asking a gate."""

import asyncio

import pytest
from aiohttp import web

from pratique.errors import Reference, RegistryError
from pratique.net.client.address import origin, parse
from pratique.net.client.authorization import Authorization
from pratique.net.client.http import Http
from pratique.net.registries.gate_client import GateClient

Seen = list[tuple[str, str, bytes, str]]


def asked(status: int, answer: bytes, *, most_bytes: int = 1_000, location: str = "") -> tuple[Seen, bytes]:
    """Ask a gate that answers so; what it saw, and what came back."""
    seen: Seen = []

    async def handle(request: web.BaseRequest) -> web.Response:
        token = request.headers.get("Authorization", "")
        seen.append((request.method, request.path, await request.read(), token))
        headers = {"Location": location} if location else {}
        return web.Response(status=status, body=answer, headers=headers)

    async def run() -> bytes:
        runner = web.ServerRunner(web.Server(handle))
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        try:
            async with Http(configured={origin(parse(f"http://{host}:{port}/"))}) as http:
                client = GateClient(
                    http=http,
                    url=f"http://{host}:{port}/-/x",
                    authorization=Authorization.bearer("token"),
                    most_bytes=most_bytes,
                )
                return await client.post(b"{}")
        finally:
            await runner.cleanup()

    return seen, asyncio.run(run())


def test_a_question_is_sent_once_with_the_token() -> None:
    seen, answer = asked(200, b"yes")

    assert ([("POST", "/-/x", b"{}", "Bearer token")], b"yes") == (seen, answer)


@pytest.mark.parametrize(
    ("status", "reference", "hint"),
    [
        (401, Reference.REGISTRY_UNAUTHORIZED, "PRATIQUE_GATE_TOKEN"),
        (404, Reference.REGISTRY_FAILED, "check that the URL is that of a gate"),
        (503, Reference.REGISTRY_FAILED, "check that the URL is that of a gate"),
    ],
)
def test_all_but_an_answer_is_an_error_that_says_what_to_do(
    status: int, reference: Reference, hint: str
) -> None:
    with pytest.raises(RegistryError) as caught:
        asked(status, b"no")

    assert (reference, True) == (caught.value.reference, hint in caught.value.hint)
    assert f"the gate answered {status}" in caught.value.message


def test_a_redirect_is_not_followed_and_a_body_is_bounded() -> None:
    with pytest.raises(RegistryError) as caught:
        asked(302, b"", location="http://elsewhere.invalid/")
    assert Reference.REDIRECT_REFUSED is caught.value.reference
    with pytest.raises(RegistryError) as caught:
        asked(200, b"x" * 2_000)
    assert Reference.BODY_TOO_LARGE is caught.value.reference
