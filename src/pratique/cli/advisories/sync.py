"""Implements `pratique advisories sync`, which downloads the advisory sources."""

import asyncio
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pratique.advisories.index.writing import Writer
from pratique.advisories.interface import Source
from pratique.advisories.table import SOURCES, source_named
from pratique.cli.advisories.index_writing import open_writer, tell_failure, tell_taken
from pratique.cli.output.exit_codes import Exit
from pratique.cli.output.terminal import Progress
from pratique.cli.run.clock import now
from pratique.config import Settings
from pratique.errors import ParseError, PratiqueError, Reference, UsageError
from pratique.intake.advisories.syncing import Sync
from pratique.net.advisories.origin import Origin, Place
from pratique.net.client.http import Http, HttpSettings
from pratique.net.client.route import Route
from pratique.net.configuration.pip.files import load_pip
from pratique.net.registries.registry import offline
from pratique.store.folder.home import Home

_HTTP = HttpSettings(deadline_s=3600.0, pauses_s=(0.5, 1.0, 2.0, 4.0, 8.0))
"""The network limits of a sync. A response can be several hundred megabytes long."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    source: Source
    place: Place


def run(
    settings: Settings, names: Sequence[str], *, full: bool, accept_drop: bool, mirrors: Sequence[str]
) -> int:
    """Sync the given sources, or the sources in the settings.

    Return exit code 3 if the sync of a source fails. Raise UsageError for an unknown source or an invalid URL, and
    StoreError if the index cannot be written.
    """
    chosen = tuple(names or settings.advisories.sources or _defaults())
    usual = {name: url for name, url in _mirrors(settings.advisories.mirrors).items() if name in chosen}
    wanted = _wanted(chosen, usual | _mirrors(mirrors))
    if settings.run.offline:
        raise offline("advisory sources cannot be synced")
    with open_writer() as (home, writer):
        return asyncio.run(_all(wanted, home, writer, full=full, accept_drop=accept_drop))


def _defaults() -> Iterable[str]:
    return (source.name for source in SOURCES if source.default)


def _mirrors(told: Sequence[str]) -> dict[str, str]:
    found = {}
    for text in told:
        name, equals, url = text.partition("=")
        if not equals or not url:
            raise UsageError(
                Reference.USAGE,
                f"{text[:80]!r} contains no URL",
                hint="write a mirror as NAME=https://host/all.zip",
            )
        found[source_named(name).name] = url
    return found


def _wanted(names: Iterable[str], mirrors: dict[str, str]) -> list[_Wanted]:
    found = {}
    for name in names:
        source, mirror = source_named(name), mirrors.pop(name, None)
        if source.url is None and mirror is None:
            raise UsageError(
                Reference.USAGE,
                f"{name} is not published as a complete download",
                hint="import the source from a file with `pratique advisories import`, or specify a URL with --from",
            )
        try:
            place = Place.at(source.url or mirror or "", source.deltas, mirror=mirror)
        except ParseError as error:
            raise UsageError(Reference.USAGE, f"--from {name}: {error.message}", hint=error.hint) from error
        found[name] = _Wanted(source, place)
    if mirrors:
        raise UsageError(
            Reference.USAGE,
            f"--from specifies {', '.join(mirrors)}, which is not in the list of sources to sync",
            hint="add the source to the command line",
        )
    return list(found.values())


async def _all(
    wanted: Sequence[_Wanted], home: Home, writer: Writer, *, full: bool, accept_drop: bool
) -> int:
    # As pip reaches its index: by the proxies and certificates that its configuration or the variables name.
    route = load_pip(os.environ).route
    failed = False
    configured = {origin for one in wanted for origin in one.place.origins}
    async with Http(_HTTP, configured=configured) as http:
        # All at once: what cannot be reached is said within seconds, and not source by source.
        await http.reach(sorted(one.place.url for one in wanted), route=route)
        for one in wanted:
            try:
                await _one(one, home, writer, http, route, full=full, accept_drop=accept_drop)
            except PratiqueError as error:
                tell_failure(one.source.name, error)
                failed = True
    return Exit.INCOMPLETE if failed else Exit.CLEAR


async def _one(
    wanted: _Wanted,
    home: Home,
    writer: Writer,
    http: Http,
    route: Route,
    *,
    full: bool,
    accept_drop: bool,
) -> None:
    name = wanted.source.name
    with Progress(0, f"files of {name}") as progress:
        sync = Sync(
            source=wanted.source,
            published=Origin(http, wanted.place, home.downloads / f"{name}.part", route),
            writer=writer,
            now=now(),
            full=full,
            accept_drop=accept_drop,
            expect=progress.expect,
            step=progress.step,
        )
        how, state = await sync.run()
    tell_taken(state, how.value)
