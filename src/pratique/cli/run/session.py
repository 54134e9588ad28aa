"""Creates the store, network clients and workers of a run from the settings."""

import asyncio
import os
import platform as machine
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pratique.analysis.facts import FileFacts
from pratique.analysis.job import FactsKey
from pratique.analysis.pool import Pool, WorkerLimits
from pratique.cli.advisories.index_opening import open_advisories, tell_age
from pratique.cli.run.clock import now
from pratique.cli.run.history_lookups import lookups_of
from pratique.cli.run.shared_verdicts import address_of, close_and_tell, shared_verdicts
from pratique.config import Settings
from pratique.core.commit import CommitSource
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.interface import Platform
from pratique.ecosystems.platforms import ANY, platform_from_name, split_name, with_pythons
from pratique.intake.fixes.fix_sets import Fixes
from pratique.intake.known_bad.memory import Memory
from pratique.intake.known_bad.records import Records
from pratique.intake.questions import Questions
from pratique.intake.road import Road
from pratique.intake.source import Source
from pratique.net.client.address import origin, parse
from pratique.net.client.http import Http, Observer
from pratique.net.configuration.all_clients import read_upstreams as read_configuration
from pratique.net.configuration.config_file import Project
from pratique.net.git.commit_fetch import fetch_commit
from pratique.net.registries.listing_cache import CachedListing
from pratique.net.registries.registry import RegistryClient, offline
from pratique.net.registries.upstreams import Upstreams
from pratique.store.folder.home import Home, data_home
from pratique.store.interface import Listings, Store
from pratique.store.opening import open_store
from pratique.store.record import Room, StoredListing

FRESH_FOR = timedelta(minutes=10)
"""The maximum age of a cached listing that is used without a request to the registry."""
_AT_ONCE = 32

_OS = {"linux": "linux", "darwin": "macos", "win32": "windows"}
_MACHINE = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """The store, the network clients and the workers of a run."""

    store: Store
    questions: Questions
    road: Road
    platform: Platform
    upstreams: Upstreams
    gate: asyncio.Semaphore
    """Limits the number of targets that are checked at the same time."""
    problems: tuple[str, ...] = ()
    """Messages about unusable values in the configuration of package managers."""


@asynccontextmanager
async def open_session(
    settings: Settings,
    *,
    project: Project | None = None,
    refetch: bool = False,
    fresh: timedelta = FRESH_FOR,
    observe: Observer | None = None,
    gate: str | None = None,
    clock: Callable[[], datetime] = now,
) -> AsyncIterator[Session]:
    """Open the store, the network clients and the workers of a run.

    `project` is the folder of the checked project; `observe` is called after each network exchange. `gate` is the URL
    of a gate with shared inspections. An offline run sends no requests. `clock` returns the time in UTC.
    """
    await _refresh(settings)
    upstreams = read_upstreams(settings, project)
    platform = _platform(settings)
    with (
        open_store(Home(data_home(os.environ)), room=room_of(settings)) as store,
        open_advisories(settings) as opened,
    ):
        tell_age(opened, settings)
        configured = upstreams.configured | ({origin(parse(address_of(gate)))} if gate else set())
        async with Http(configured=configured, observe=observe) as http, _pool(settings, store) as pool:
            fresh = timedelta(0) if refetch else fresh
            registry = _registry(settings, http, upstreams, store, clock=clock, fresh=fresh)
            warnings = opened.remembered(store.held_records).warnings(settings)
            # Late: the road by which artifacts are judged is made of the questions.
            questions = _questions(
                settings, http, registry, upstreams, platform, records=lambda: road.records
            )
            fixes = Fixes(questions)
            shared = shared_verdicts(http, upstreams, gate, offline=settings.run.offline)
            road = Road(
                source=_source(settings, registry, store, refetch=refetch),
                store=store,
                pool=pool,
                policy=settings.policy,
                now=clock,
                warnings=warnings,
                memory=Memory(store),
                remembers=not refetch,
                fixes=fixes,
                shared=shared,
            )
            try:
                yield Session(
                    store=store,
                    questions=questions,
                    road=road,
                    platform=platform,
                    upstreams=upstreams,
                    gate=asyncio.Semaphore(_AT_ONCE),
                    problems=upstreams.problems,
                )
            finally:
                await close_and_tell(shared)
                for part in (fixes, questions.lookups, registry):
                    await part.close()


def _platform(settings: Settings) -> Platform:
    """Return the platform for the selection of artifacts. Raise UsageError."""
    named = settings.check.platform
    if named is None:
        return this_platform()
    machine, python = split_name(named)
    if machine is None and python is not None:
        return replace(with_pythons(this_platform(), [python]), python_is_named=True)
    return platform_from_name(named)


async def _refresh(settings: Settings) -> None:
    """Request a newer snapshot of malicious releases, if a URL is set."""
    if settings.advisories.snapshot_url is None:
        return
    from pratique.cli.advisories.snapshot_refresh import refresh_snapshot  # noqa: PLC0415 - few runs have an address

    await refresh_snapshot(settings)


def _registry(
    settings: Settings,
    http: Http,
    upstreams: Upstreams,
    store: Store,
    *,
    clock: Callable[[], datetime],
    fresh: timedelta,
) -> RegistryClient:
    """Return the registry client, which caches responses."""
    return RegistryClient(
        http,
        upstreams,
        ecosystems=ECOSYSTEMS,
        now=clock,
        cache=_Kept(store.listings),
        offline=settings.run.offline,
        fresh_for=fresh,
    )


def _pool(settings: Settings, store: Store) -> Pool:
    """Return the worker pool, which reuses stored facts about files."""

    def recall(keys: Sequence[FactsKey]) -> Sequence[FileFacts | None]:
        known = store.facts.get_many(keys)
        return [known.get(key) for key in keys]

    limits = WorkerLimits(cpu_s=settings.run.timeout_s, wall_s=settings.run.timeout_s * 8.0)
    return Pool(settings.run.jobs or _processors(), recall=recall, limits=limits)


def room_of(settings: Settings) -> Room:
    """Return the size limits from the settings."""
    return Room(artifacts_bytes=settings.cache.max_artifacts_mb * 1024 * 1024, keep=settings.gate.keep)


def _questions(
    settings: Settings,
    http: Http,
    registry: RegistryClient,
    upstreams: Upstreams,
    platform: Platform,
    *,
    records: Callable[[], Records],
) -> Questions:
    """Return the parameters of the check of each artifact."""
    return Questions(
        registry=registry,
        upstreams=upstreams,
        platform=platform,
        everything=settings.check.all_artifacts,
        records=records,
        lookups=lookups_of(settings, http=http, registry=registry, upstreams=upstreams, platform=platform),
    )


def _source(settings: Settings, registry: RegistryClient, store: Store, *, refetch: bool) -> Source:
    """Return the object that provides the bytes of artifacts."""
    most_bytes = settings.run.max_artifact_mb * 1024 * 1024
    return Source(
        registry=registry,
        fetch_commit=_Commits(most_bytes, settings.run.offline),
        store=store,
        most_bytes=most_bytes,
        refetch=refetch,
    )


def read_upstreams(settings: Settings, project: Project | None) -> Upstreams:
    """Return the registries from the client configuration of this machine and from the settings."""
    public = {ecosystem: module.default_registry() for ecosystem, module in ECOSYSTEMS.items()}
    return read_configuration(os.environ, public=public, project=project, settings=settings.registries)


def this_platform() -> Platform:
    """Return the platform of this machine, or `any` if the platform is unknown."""
    system = _OS.get(sys.platform)
    processor = _MACHINE.get(machine.machine().lower())
    if system is None or processor is None:
        return platform_from_name(ANY)
    musl = "musl-" if system == "linux" and machine.libc_ver()[0] != "glibc" else ""
    return platform_from_name(f"{system}-{musl}{processor}", python=sys.version_info[:2])


@dataclass(frozen=True, slots=True)
class _Commits:
    """Fetches the trees of commits, unless the run is offline."""

    most_bytes: int
    offline: bool

    async def __call__(self, source: CommitSource) -> bytes:
        if self.offline:
            raise offline(f"commit {source.commit[:12]} of {source.address} is not downloaded")
        return await fetch_commit(source, most_bytes=self.most_bytes)


@dataclass(frozen=True, slots=True)
class _Kept:
    """Adapts the stored listings to the cache interface of the registry client."""

    listings: Listings

    def get(self, url: str, accept: str) -> CachedListing | None:
        found = self.listings.get(url, accept)
        if found is None:
            return None
        return CachedListing(
            url=found.url, accept=found.accept, etag=found.etag, body=found.body, fetched_at=found.fetched_at
        )

    def put(self, listing: CachedListing) -> None:
        # A header may hold bytes that are no text: such an ETag is not worth asking with.
        etag = listing.etag if (listing.etag or "").isascii() else None
        self.listings.put(
            StoredListing(
                url=listing.url,
                accept=listing.accept,
                etag=etag,
                body=listing.body,
                fetched_at=listing.fetched_at,
            )
        )

    def refresh(self, url: str, accept: str, *, at: datetime) -> None:
        self.listings.refresh(url, accept, at=at)


def _processors() -> int:
    """Return the number of processors available to this process."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
