"""Requests a newer snapshot of malicious releases before a run: in CI each time, elsewhere at most once an hour."""

import os
from datetime import datetime, timedelta

import click

from pratique.cli.advisories.snapshot_opening import trusted_keys
from pratique.cli.output.fresh_data import in_ci
from pratique.cli.run.clock import now
from pratique.config import Settings
from pratique.errors import ParseError, PratiqueError, StoreError
from pratique.intake.advisories.snapshot_download import SERVES, SnapshotDownload, silent_for
from pratique.net.advisories.snapshot_origin import SnapshotOrigin
from pratique.net.client.address import origin, parse
from pratique.net.client.http import Http, HttpSettings
from pratique.net.configuration.pip.files import load_pip
from pratique.report.parts.escape import escape
from pratique.store.folder.home import Home, data_home
from pratique.store.folder.kept_snapshot import KeptSnapshot, Record

HTTP = HttpSettings(read_timeout_s=4.0, deadline_s=8.0, pauses_s=())
"""Network limits of the download. After the deadline, the run continues with the stored snapshot."""
_EVERY = timedelta(hours=1)


async def refresh_snapshot(settings: Settings) -> None:
    """Download a newer snapshot if a URL is set and the next request is due.

    If the download fails, print the reason unless the stored snapshot is fresh.
    """
    url, home = settings.advisories.snapshot_url, Home(data_home(os.environ))
    if url is None or not settings.advisories.snapshot or settings.run.offline:
        return
    kept = KeptSnapshot(home)
    before = _record(kept)
    lately = before.asked_at is not None and timedelta(0) <= now() - before.asked_at < _EVERY
    if lately and before.url == url and not in_ci(os.environ):
        return
    home.make()
    async with Http(HTTP, configured={origin(parse(url))}) as http:
        try:
            await download_of(settings, url, http, kept).run()
        except PratiqueError as error:
            _say(error, before, now())


def download_of(settings: Settings, url: str, http: Http, kept: KeptSnapshot) -> SnapshotDownload:
    """Return the configured download of a snapshot. Raise UsageError if a key in the settings is unusable."""
    # As pip reaches its index: by the proxies and certificates that its configuration or the variables name.
    place = SnapshotOrigin(http=http, url=url, route=load_pip(os.environ).route)
    return SnapshotDownload(origin=place, keys=trusted_keys(settings.advisories), kept=kept, now=now)


def _record(kept: KeptSnapshot) -> Record:
    try:
        return kept.record()
    except StoreError:
        return Record()


def _say(error: PratiqueError, before: Record, at: datetime) -> None:
    """Print the reason for a failed download if the new snapshot was rejected or the stored snapshot is at least a day old."""
    silent = silent_for(before, at)
    if isinstance(error, ParseError):
        what = "the new snapshot of malicious releases was rejected"
    elif silent is None:
        what = "the snapshot of malicious releases could not be downloaded"
    elif silent > SERVES:
        hours = int(silent.total_seconds() // 3600)
        what = f"no newer snapshot of malicious releases could be downloaded for {hours} hours"
    else:
        return
    click.echo(f"{what}: {error.reference.value}: {escape(error.message)}", err=True)
    click.echo(f"hint: {escape(error.hint)}", err=True)
