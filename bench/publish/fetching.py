"""Downloads the newest release of each package and the release before it into a folder, with Pratique's own client."""

import asyncio
from pathlib import Path

from bench.publish.names import NAMES
from pratique.cli.run.session import Session, open_session
from pratique.cli.run.settings import read_settings
from pratique.core.names import Ecosystem
from pratique.core.release import Artifact, ArtifactKind
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import PratiqueError
from pratique.intake.questions import listed_file

_MOST_BYTES = 30_000_000
_AT_ONCE = 8


def fetch(folder: Path) -> None:
    """Write `ECOSYSTEM/NAME/(next|last)/VERSION/FILE` for each package; a package that is there is skipped."""

    async def run() -> None:
        async with open_session(read_settings(None, {})) as session:
            gate = asyncio.Semaphore(_AT_ONCE)
            await asyncio.gather(
                *(
                    _package(session, gate, Ecosystem(ecosystem), name, folder)
                    for ecosystem, names in NAMES.items()
                    for name in names
                )
            )

    asyncio.run(run())


async def _package(
    session: Session, gate: asyncio.Semaphore, ecosystem: Ecosystem, name: str, folder: Path
) -> None:
    place = folder / ecosystem.value / name.replace("/", "+")
    if place.is_dir():
        return
    module = ECOSYSTEMS[ecosystem]
    async with gate:
        try:
            package = module.normalise(name)
            listing = await session.questions.registry.listing(package)
            stable = [
                v for v, one in listing.releases.items() if not module.is_prerelease(v) and not one.yanked
            ]
            newest = listing.releases[max(stable, key=module.sort_key)]
            for artifact in _files(newest.artifacts):
                last, _ = module.baseline(listing, newest.ref.version, kind=artifact.kind)
                other = None if last is None else module.counterpart(last, artifact)
                if last is None or other is None:
                    continue
                for role, release, chosen in (("next", newest, artifact), ("last", last, other)):
                    upstream = session.upstreams.of(package, registry=listing.registry)
                    file = listed_file(release.ref, chosen, upstream, (chosen.url,), ())
                    data = await session.road.load(file)
                    target = place / role / release.ref.version / chosen.filename
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(data)
            print(name, newest.ref.version)
        except PratiqueError as error:
            print(f"{name}: {error}")


def _files(artifacts: tuple[Artifact, ...]) -> list[Artifact]:
    """Return one file of each kind that is not too large."""
    found: dict[ArtifactKind, Artifact] = {}
    for artifact in artifacts:
        if (artifact.size_bytes or 0) <= _MOST_BYTES and artifact.kind is not ArtifactKind.OTHER:
            found.setdefault(artifact.kind, artifact)
    return list(found.values())
