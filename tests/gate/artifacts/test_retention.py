"""left-pad goes on working: what was allowed and served here stays, and what never was goes first."""

import asyncio
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from pratique.gate.artifacts.retention import Retention
from pratique.store.interface import Store
from tests.gate.aftermath import aftermath
from tests.gate.conftest import CALM
from tests.gate.inside import ask, listening
from tests.loopback import LoopbackRegistry


def have(store: Store) -> set[str]:
    """The files whose bytes are here."""
    names = ("calm-1.0.0.tgz", "calm-1.0.1.tgz", "hooked-1.0.0.tgz", "hooked-1.0.1.tgz")
    seen = {
        name: store.artifacts.seen(f"pkg:npm/{name.removesuffix('.tgz').replace('-', '@')}", name)
        for name in names
    }
    return {name for name, one in seen.items() if one is not None and store.blobs.has(one.sha256)}


def test_what_was_served_outlives_what_was_refused_and_compared_with_and_its_registry(
    registry: LoopbackRegistry, settings: Path
) -> None:
    async def fill() -> None:
        async with aftermath() as made:
            assert 200 == (await made.get("calm", "1.0.1")).status
            assert 403 == (await made.get("hooked", "1.0.1")).status
            await made.look()
            assert {"calm-1.0.0.tgz", "calm-1.0.1.tgz", "hooked-1.0.0.tgz", "hooked-1.0.1.tgz"} == have(
                made.session.store
            )

    async def after() -> None:
        async with aftermath() as made:
            assert {"calm-1.0.1.tgz"} == have(made.session.store)
            registry.put_npm(replace(CALM, releases=CALM.releases[:1]))
            await made.inside.listing("calm")
            answer = await made.get("calm", "1.0.1")
            assert (200, CALM.tarballs["calm-1.0.1.tgz"]) == (answer.status, answer.body)

    settings.write_text('[gate]\nkeep = "30d"\n[cache]\nmax_artifacts_mb = 0\n')
    asyncio.run(fill())
    asyncio.run(after())


def test_the_health_tells_what_is_kept(registry: LoopbackRegistry) -> None:
    async def run() -> None:
        async with aftermath() as made:
            await made.get("calm", "1.0.1")
            kept = Retention(store=made.session.store)
            await kept.look()
            gate = replace(made.inside.gate, background=(kept,))
            async with listening(gate) as address:
                told = json.loads((await ask(address, "GET /healthz HTTP/1.1")).body)

        assert 1 == told["kept"]["allowed"]["files"]
        assert 1 == told["kept"]["others"]["files"], "what it was compared with"
        assert 4096 * 1024 * 1024 == told["kept"]["room_bytes"]

    asyncio.run(run())


def test_a_folder_that_cannot_be_read_is_told_and_ends_nothing(
    registry: LoopbackRegistry, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        async with aftermath() as made:
            await made.get("calm", "1.0.1")
            folder = Path(os.environ["PRATIQUE_HOME"]) / "artifacts"
            folder.rename(folder.with_name("away"))
            work = asyncio.create_task(Retention(store=made.session.store).run(0.01))
            await asyncio.sleep(0.5)
            assert not work.done()
            work.cancel()
            folder.with_name("away").rename(folder)

    asyncio.run(run())
    assert "could not free space for artifacts" in caplog.text
