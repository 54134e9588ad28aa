"""What is passed on for somebody else."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from pratique.errors import RegistryError
from pratique.net.client.address import origin, parse
from pratique.net.client.authorization import Authorization
from pratique.net.client.http import Http
from pratique.net.client.route import Route
from pratique.net.registries.forwarding import Passed, Passing
from tests.loopback import LoopbackRegistry, Status


async def parts(*texts: bytes) -> AsyncIterator[bytes]:
    for text in texts:
        yield text


def passing(url: str, **more: object) -> Passing:
    usual: dict[str, object] = {"method": "PUT", "headers": {}, "most_sent_bytes": 10, "most_bytes": 1_000}
    return Passing(url=url, **(usual | more))  # type: ignore[arg-type]  # a table of what tests vary


def passed(what: Passing) -> Passed:
    async def run() -> Passed:
        async with Http(configured={origin(parse(what.url))}) as http:
            return await http.pass_on(what, route=Route())

    return asyncio.run(run())


def test_it_is_sent_whole_with_its_own_credential_and_any_status_is_an_answer() -> None:
    with LoopbackRegistry() as registry:
        made = passing(
            f"{registry.npm_url}-/package/none/dist-tags/beta",
            body=parts(b'"1.0', b'.0"'),
            length=7,
            authorization=Authorization.bearer("own"),
        )
        found = passed(made)
        registry.fault("/npm/-/*", Status(code=403))
        refused = passed(passing(f"{registry.npm_url}-/package/none/dist-tags/beta"))

    assert (201, b'{"ok": true}') == (found.status, found.body)
    assert ("PUT", "-/package/none/dist-tags/beta", b'"1.0.0"') == registry.written[0]
    assert "Bearer own" == registry.requests[0].authorization
    assert 403 == refused.status


def test_what_is_too_large_is_cut_off_and_redirects_are_not_followed() -> None:
    with LoopbackRegistry() as registry:
        with pytest.raises(RegistryError, match="the request to forward is too large"):
            passed(passing(f"{registry.npm_url}-/x", body=parts(b"x" * 6, b"x" * 6)))
        registry.fault("/npm/-/*", Status(code=308))
        with pytest.raises(RegistryError, match="redirects a request that would change data"):
            passed(passing(f"{registry.npm_url}-/x"))
