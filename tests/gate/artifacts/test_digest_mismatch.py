"""A digest that changes in a listing is in the log when it is seen, once."""

import asyncio
import logging
from dataclasses import replace
from pathlib import Path

import pytest

from pratique.core.decision import ALARM
from pratique.core.policy import Action
from tests.gate.conftest import CALM
from tests.gate.inside import inside
from tests.loopback import LoopbackRegistry, NpmRelease

OTHER = replace(
    CALM,
    releases=(CALM.releases[0], NpmRelease(version="1.0.1", files={"index.js": "other"}), CALM.releases[2]),
)


def test_a_changed_digest_is_logged_when_its_listing_is_seen(
    registry: LoopbackRegistry, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        async with inside() as made:
            assert 200 == (await made.tarball("calm", "1.0.1")).status
            registry.put_npm(OTHER)
            for _ in range(3):
                listed = await made.listing("calm")
            assert "[changed-bytes]" in listed["versions"]["1.0.1"]["deprecated"]

            _, alarm = made.decisions
            assert (Action.BLOCK, ALARM, None) == (alarm.action, alarm.note, alarm.sha256)
            assert "changed-bytes" == alarm.grounds[0].code
            assert "the registry's listing says sha512:" in alarm.grounds[0].text
            assert "gate" == alarm.client.address
            assert CALM.tarballs["calm-1.0.1.tgz"] == (await made.tarball("calm", "1.0.1")).body

        async with inside() as again:
            await again.listing("calm")
            assert 1 == len([one for one in again.decisions if one.note == ALARM]), "told once"

            registry.put_npm(CALM)
            right = await again.listing("calm")
            assert "deprecated" not in right["versions"]["1.0.1"], "what is right again is no more marked"

    with caplog.at_level(logging.ERROR):
        asyncio.run(run())
    assert "corruption alarm: calm-1.0.1.tgz of calm@1.0.1: the registry's listing says" in caplog.text


def test_nothing_is_said_of_what_is_as_it_was(registry: LoopbackRegistry, tmp_path: Path) -> None:
    async def run() -> None:
        async with inside() as made:
            await made.tarball("calm", "1.0.1")
            await made.listing("calm")
            assert [Action.ALLOW] == [one.action for one in made.decisions]

    asyncio.run(run())
