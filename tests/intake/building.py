"""A road to judge on: a real store, a loopback registry, and workers that start when they are needed."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from pratique.analysis.pool import Pool, WorkerLimits
from pratique.core.lock import LockedFile, LockedPackage, SourceKind
from pratique.core.names import Digest, Ecosystem, PackageRef, ReleaseRef
from pratique.core.policy import Policy
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.interface import Platform
from pratique.ecosystems.platforms import platform_from_name
from pratique.intake.known_bad.advised import NO_WARNINGS, Warnings
from pratique.intake.known_bad.memory import Memory
from pratique.intake.questions import Questions
from pratique.intake.road import Road
from pratique.intake.source import Source
from pratique.net.client.digests import compute
from pratique.net.client.http import Http, HttpSettings
from pratique.net.git.commit_fetch import fetch_commit
from pratique.net.registries.registry import RegistryClient
from pratique.net.registries.upstreams import Upstream, Upstreams
from pratique.store.interface import Store
from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LINUX = platform_from_name("linux-x86_64", python=(3, 11))
PUBLIC: Mapping[Ecosystem, str] = {
    Ecosystem.NPM: "https://registry.example/",
    Ecosystem.PYPI: "https://index.example/simple/",
    Ecosystem.RUBYGEMS: "https://gems.example/",
}


HOOKED = NpmPackage(
    name="hooked",
    releases=(
        NpmRelease(version="1.0.0", files={"index.js": "1"}),
        NpmRelease(version="1.0.1", manifest={"scripts": {"postinstall": "node x.js"}}, files={"x.js": "1"}),
    ),
)
"""A package whose second release gains an install hook, which holds it for review."""


@dataclass(frozen=True)
class Parts:
    """All that is passed to a road."""

    registry: RegistryClient
    upstreams: Upstreams
    source: Source
    road: Road
    questions: Questions


@dataclass(frozen=True, kw_only=True)
class Machine:
    """What the parts are made of; `opened` makes them."""

    loopback: LoopbackRegistry
    store: Store
    folder: Path
    """The state folder of `store`."""
    scopes: Mapping[str, Upstream] = field(default_factory=dict)
    npm: Upstream | None = None
    """npm's registry in place of the loopback's own, which needs no token."""
    indexes: tuple[Upstream, ...] = ()
    """Python indexes in place of the loopback's own."""
    policy: Policy = field(default_factory=Policy)
    warnings: Warnings = NO_WARNINGS
    platform: Platform = LINUX
    everything: bool = False
    refetch: bool = False
    offline: bool = False
    now: datetime = NOW
    limits: WorkerLimits = field(default_factory=WorkerLimits)

    @property
    def upstreams(self) -> Upstreams:
        npm = self.npm or at(self.loopback.npm_url, Ecosystem.NPM)
        index = at(self.loopback.pypi_url, Ecosystem.PYPI)
        return Upstreams(
            scopes=MappingProxyType(dict(self.scopes)),
            open=MappingProxyType(
                {
                    Ecosystem.NPM: (npm,),
                    Ecosystem.PYPI: self.indexes or (index,),
                    Ecosystem.RUBYGEMS: (at(self.loopback.gem_url, Ecosystem.RUBYGEMS),),
                }
            ),
            public=PUBLIC,
        )

    def but(self, **changes: object) -> "Machine":
        """The same machine with something else."""
        return replace(self, **changes)  # type: ignore[arg-type]  # the fields of this class, by name

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Parts]:
        settings = HttpSettings(pauses_s=())
        async with (
            Http(settings, configured=self.upstreams.configured) as http,
            Pool(1, recall=lambda keys: [None] * len(keys), limits=self.limits) as pool,
        ):
            client = RegistryClient(
                http, self.upstreams, ecosystems=ECOSYSTEMS, now=lambda: self.now, offline=self.offline
            )
            source = Source(
                registry=client,
                fetch_commit=lambda source: fetch_commit(source, most_bytes=32 * 1024**2),
                store=self.store,
                most_bytes=32 * 1024**2,
                refetch=self.refetch,
            )
            road = Road(
                source=source,
                store=self.store,
                pool=pool,
                policy=self.policy,
                warnings=self.warnings,
                memory=Memory(self.store),
                now=lambda: self.now,
                remembers=not self.refetch,
            )
            questions = Questions(
                registry=client,
                upstreams=self.upstreams,
                platform=self.platform,
                everything=self.everything,
                records=lambda: road.records,
            )
            try:
                yield Parts(client, self.upstreams, source, road, questions)
            finally:
                await client.close()


def at(url: str, ecosystem: Ecosystem, *, private: bool = False, bound: bool = False) -> Upstream:
    """A registry at an address."""
    return Upstream(url=url, ecosystem=ecosystem, origin="test", private=private, bound=bound, cleartext=True)


def npm(name: str, version: str) -> ReleaseRef:
    return PackageRef(Ecosystem.NPM, name).at(version)


def pypi(name: str, version: str) -> ReleaseRef:
    return PackageRef(Ecosystem.PYPI, name).at(version)


def entry(
    ref: ReleaseRef,
    digests: Iterable[Digest] = (),
    *,
    url: str | None = None,
    registry: str | None = None,
    source: SourceKind = SourceKind.REGISTRY,
    parents: tuple[str, ...] = ("",),
) -> LockedPackage:
    """An entry of a lock that accepts these digests, whichever file they are of."""
    return LockedPackage(
        key=str(ref),
        package=ref.package,
        version=ref.version,
        source=source,
        url=url,
        registry=registry,
        files=tuple(LockedFile(None, (digest,)) for digest in digests),
        parents=parents,
    )


def sha256(data: bytes) -> Digest:
    return digest_of(data, "sha256")


def digest_of(data: bytes, algorithm: str) -> Digest:
    return next(d for d in compute(data, also=(algorithm,)) if d.algorithm == algorithm)


def break_store(folder: Path) -> None:
    """Make the state folder refuse bytes from now on."""
    (folder / "artifacts").rmdir()
    (folder / "artifacts").write_text("no folder")
