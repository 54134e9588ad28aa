"""Sessions are kept, and opened anew when their files change."""

import asyncio
import os
from pathlib import Path

from pratique.cli.mcp.sessions import Open, Sessions
from pratique.cli.setup.record import Record, record_file, write_record
from tests.cli.mcp.asking import ask
from tests.cli.running import Machine


async def _opened(sessions: Sessions) -> Open:
    async with sessions.use() as found:
        return found


def test_a_session_is_kept_until_a_file_changes(machine: Machine) -> None:
    async def run() -> list[Open]:
        sessions = Sessions(machine.folder, None)
        found = [await _opened(sessions), await _opened(sessions)]
        machine.write("pratique.toml", '[policy]\nmin_age = "5d"\n')
        found.append(await _opened(sessions))
        (Path(os.environ["PRATIQUE_HOME"]) / "advisories.sqlite3").write_bytes(b"x")
        found.append(await _opened(sessions))
        await sessions.close()
        return found

    first, second, third, fourth = asyncio.run(run())
    assert first is second
    assert third is not second
    assert 5 == third.settings.policy.min_age.days
    assert fourth is not third


def test_a_session_in_use_stays_open_when_another_replaces_it(machine: Machine) -> None:
    async def run() -> None:
        sessions = Sessions(machine.folder, None)
        async with sessions.use() as old:
            machine.write("pratique.toml", "")
            async with sessions.use() as new:
                assert new is not old
            old.session.store.artifacts.find([])
        await sessions.close()

    asyncio.run(run())


def test_the_gate_that_setup_configured_is_named(machine: Machine) -> None:
    calm = {"ecosystem": "npm", "name": "calm"}
    assert "gate" not in ask(machine.folder, "judge", **calm)
    origin = machine.registry.npm_url.split("/npm")[0]
    home = Path(os.environ["PRATIQUE_HOME"])
    for client, gate in (("npm", f"{origin}/"), ("pip", "http://gate.invalid")):
        record = Record(path=home / "x", gate=gate, before=None, after=b"")
        record_file(home, client).parent.mkdir(exist_ok=True)
        write_record(record_file(home, client), record)
    (home / "setup" / "broken.json").write_text("{")
    for tool in ("judge", "why", "nearest_allowed"):
        assert origin == ask(machine.folder, tool, **calm)["gate"]
    assert "http://127.0.0.1:9" == ask(machine.folder, "judge", gate="http://127.0.0.1:9", **calm)["gate"]
