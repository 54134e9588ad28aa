"""What `doctor` asks a gate."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from pratique.cli.doctor.checks import Check, State
from pratique.cli.doctor.gate import gate_checks
from pratique.cli.setup.clients import target
from pratique.net.client.address import origin, parse
from pratique.net.client.http import Http, HttpSettings
from pratique.net.client.route import Route
from tests.gate.inside import inside, listening


async def asked(url: str, *, ahead: timedelta = timedelta(0)) -> list[Check]:
    """What is found by a clock that is so far ahead."""
    async with Http(HttpSettings(pauses_s=(), deadline_s=20.0), configured={origin(parse(url))}) as http:
        now = datetime.now(UTC) + ahead
        return [check async for check in gate_checks(http, target(url), Route(), now)]


def told(checks: list[Check]) -> list[tuple[str, str]]:
    return [(one.name, one.state.name) for one in checks]


def test_a_gate_that_refuses_is_well_as_far_as_it_says() -> None:
    async def run() -> list[list[Check]]:
        async with inside() as made, listening(made.gate) as (host, port):
            url = f"http://{host}:{port}"
            return [await asked(url), await asked(url, ahead=timedelta(hours=2))]

    first, later = asyncio.run(run())
    assert [("gate", "NOTE"), ("clock", "OK"), *[("canary", "OK")] * 3] == told(first)
    assert "the gate is degraded: advisories about" in first[0].text
    assert State.BAD is later[1].state
    assert "clocks of this machine and of the gate differ" in later[1].text


def answers(status: int, reason: str, headers: Mapping[str, str]) -> list[Check]:
    """What is made of a server that always answers so."""

    async def run() -> list[Check]:
        async def handle(_: web.BaseRequest) -> web.Response:
            return web.Response(status=status, reason=reason, headers=headers, body=b'{"status": "ok"}')

        runner = web.ServerRunner(web.Server(handle))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            return await asked(f"http://127.0.0.1:{runner.addresses[0][1]}")
        finally:
            await runner.cleanup()

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("status", "reason", "state"),
    [(200, "OK", "BAD"), (404, "Not Found", "BAD"), (401, "Unauthorized", "BAD"), (403, "Forbidden", "NOTE")],
)
def test_a_gate_that_does_not_refuse_as_it_must_is_told(status: int, reason: str, state: str) -> None:
    found = answers(status, reason, {"Server": "pratique/1"})

    assert [("canary", state)] * 3 == told(found)[2:]


def test_what_is_no_gate_and_what_does_not_answer_are_told() -> None:
    assert [("gate", "BAD")] == told(answers(200, "OK", {"Server": "other"}))
    assert [("gate", "UNKNOWN")] == told(asyncio.run(asked("http://127.0.0.1:9")))
