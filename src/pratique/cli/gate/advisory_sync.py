"""Downloads the snapshot of malicious releases and the advisory sources in the background of `gate serve`."""

import asyncio
import os
from datetime import timedelta

from pratique.advisories.index import Index
from pratique.cli.advisories.snapshot_refresh import HTTP, download_of
from pratique.cli.output.exit_codes import Exit
from pratique.config import Settings
from pratique.config.form import Syncs
from pratique.errors import Reference, RegistryError, StoreError
from pratique.gate.background.advisory_sync import SyncJob
from pratique.net.client.address import origin, parse
from pratique.net.client.http import Http
from pratique.store.folder.home import Home, data_home
from pratique.store.folder.kept_snapshot import KeptSnapshot

_SOURCES_EVERY = timedelta(hours=6)
"""The interval between syncs of the advisory sources. A source without a list of changes is downloaded completely,
which can be hundreds of megabytes.
"""
_LEAST = timedelta(seconds=1)


def sync_jobs(settings: Settings) -> tuple[SyncJob, ...]:
    """Return the sync jobs that the settings enable. If `run.offline` is set, return no jobs."""
    jobs: list[SyncJob] = []
    if settings.run.offline or settings.gate.sync is Syncs.OFF:
        return ()
    url = settings.advisories.snapshot_url
    if url is not None and settings.advisories.snapshot:
        every = max(settings.gate.sync_every, _LEAST)
        jobs.append(SyncJob(name="snapshot", every=every, work=lambda: _snapshot(settings, url)))
    sources = settings.gate.sync is Syncs.SOURCES
    if sources or (settings.gate.sync is Syncs.AUTO and not jobs and _has_synced()):
        jobs.append(SyncJob(name="sources", every=_SOURCES_EVERY, work=lambda: _sources(settings)))
    return tuple(jobs)


def _has_synced() -> bool:
    """Return True if advisory sources were synced on this machine before."""
    try:
        with Index.open(Home(data_home(os.environ)).advisories) as index:
            return any(state.synced for state in index.sources())
    except StoreError:
        return False


async def _snapshot(settings: Settings, url: str) -> bool:
    home = Home(data_home(os.environ))
    async with Http(HTTP, configured={origin(parse(url))}) as http:
        return await download_of(settings, url, http, KeptSnapshot(home)).run()


async def _sources(settings: Settings) -> bool:
    """Sync the sources in the background, like `advisories sync`."""
    from pratique.cli.advisories.sync import run  # noqa: PLC0415 - imports the readers of all sources

    code = await asyncio.to_thread(run, settings, (), full=False, accept_drop=False, mirrors=())
    if code != Exit.CLEAR:
        raise RegistryError(
            Reference.REGISTRY_FAILED,
            "an advisory source could not be synced",
            hint="see the previous log lines, or run `pratique advisories sync`",
        )
    return True
