"""What a gate brings by itself, by its settings."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from pratique.advisories.index.writing import writer_at
from pratique.cli.gate.advisory_sync import sync_jobs
from pratique.config import Settings
from pratique.config.form import Syncs
from pratique.config.settings import AdvisorySettings, GateSettings, RunSettings
from pratique.core.advisory import Advisory, AdvisoryKind
from pratique.errors import RegistryError
from pratique.store.folder.home import Home, data_home
from tests.advisories.made import THEN, state
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


def test_sources_that_were_synced_here_are_kept_fresh_where_there_is_no_snapshot() -> None:
    home = Home(data_home(os.environ))
    home.make()
    record = Advisory(id="A-1", source="osv-npm", kind=AdvisoryKind.MALWARE)
    with writer_at(home.advisories) as writer, writer.draft("osv-npm") as draft:
        draft.add(record)
        writer.publish(draft, [state("osv-npm")], at=THEN)

    assert names(Settings()) == ["sources"]
    assert names(Settings(gate=GateSettings(sync=Syncs.SNAPSHOT))) == []
    assert names(Settings(advisories=AdvisorySettings(snapshot_url=URL))) == ["snapshot"]


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
