"""Sessions are kept, and replaced when their files change."""

import asyncio
import os
from pathlib import Path

from pratique.cli.mcp.sessions import Open, Sessions
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


def test_each_folder_has_its_session_and_the_oldest_is_closed(machine: Machine) -> None:
    folders = [machine.folder / str(number) for number in range(6)]
    for folder in folders:
        folder.mkdir()

    async def run() -> None:
        sessions = Sessions(machine.folder, None)
        opened = []
        for folder in (*folders, folders[-1], folders[0]):
            async with sessions.use(folder) as found:
                opened.append(found)
        assert opened[5] is opened[6]
        assert opened[0] is not opened[7]
        await sessions.close()

    asyncio.run(run())
