"""What a gate brings by itself, by its settings."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from pratique.cli.gate_syncing import sync_jobs
from pratique.config import Settings
from pratique.config.form import Syncs
from pratique.config.settings import AdvisorySettings, GateSettings, RunSettings
from pratique.errors import RegistryError
from tests.publisher import publishing

URL = "https://downloads.example/malicious.snapshot"


def names(settings: Settings) -> list[str]:
    return [job.name for job in sync_jobs(settings)]


def test_the_snapshot_is_brought_where_its_address_is_set() -> None:
    with_url = Settings(advisories=AdvisorySettings(snapshot_url=URL))

    assert names(Settings()) == []
    assert names(with_url) == ["snapshot"]
    assert names(replace(with_url, gate=GateSettings(sync=Syncs.SOURCES))) == ["snapshot", "sources"]
    assert names(replace(with_url, gate=GateSettings(sync=Syncs.OFF))) == []
    assert names(replace(with_url, run=RunSettings(offline=True))) == []
    assert names(replace(with_url, advisories=AdvisorySettings(snapshot_url=URL, snapshot=False))) == []


def test_by_default_it_takes_less_than_an_hour() -> None:
    (job,) = sync_jobs(Settings(advisories=AdvisorySettings(snapshot_url=URL)))

    assert job.every <= timedelta(minutes=30)


def test_the_work_says_whether_there_was_something_new() -> None:
    with publishing() as publisher:
        settings = Settings(
            advisories=AdvisorySettings(snapshot_url=publisher.url, snapshot_keys=(publisher.key,))
        )
        (job,) = sync_jobs(settings)
        assert [asyncio.run(_done(job.work)) for _ in range(2)] == [True, False]


async def _done(work: Callable[[], Awaitable[bool]]) -> bool:
    return await work()


def test_sources_that_cannot_be_brought_are_a_failure() -> None:
    with publishing() as publisher:
        mirrors = (f"kev={publisher.bucket.url('nothing.json')}",)
        settings = Settings(
            advisories=AdvisorySettings(sources=("kev",), mirrors=mirrors),
            gate=GateSettings(sync=Syncs.SOURCES),
        )
        (job,) = sync_jobs(settings)
        with pytest.raises(RegistryError, match="could not be synced"):
            asyncio.run(_done(job.work))
