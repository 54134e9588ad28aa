"""Real archives by digest: fetched from the registries of this machine, kept in a folder of the user's, never committed.

`pinned.json` names them by ecosystem, package and version, with file name and digest, or why there is none. Nothing is unpacked to disk,
run or installed.
"""

import asyncio
import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.inspect.corpus import REGISTRY, Sample
from bench.inspect.fetch import Registries, registries

from pratique.core.names import Digest, Ecosystem
from pratique.errors import PratiqueError

PINNED = Path(__file__).resolve().parent / "pinned.json"


@dataclass(frozen=True, kw_only=True)
class Real:
    """One archive of a registry."""

    ecosystem: Ecosystem
    name: str
    version: str
    filename: str
    digest: Digest

    @property
    def key(self) -> tuple[str, str]:
        """Name and version."""
        return self.name, self.version

    def __str__(self) -> str:
        """What a person reads of it."""
        return f"{self.name} {self.version}"


@dataclass(frozen=True)
class Kept:
    """The folder that archives are kept in."""

    folder: Path

    def read(self, real: Real) -> bytes | None:
        """The archive with that digest; None where it is not there."""
        path = self._path(real)
        data = path.read_bytes() if path.is_file() else None
        return data if data is not None and _has(data, real.digest) else None

    def put(self, real: Real, data: bytes) -> None:
        """Keep an archive. Raises ValueError for other bytes than those that are pinned."""
        if not _has(data, real.digest):
            raise ValueError("the registry has other bytes than those that are pinned")
        path = self._path(real)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.part")
        part.write_bytes(data)
        part.replace(path)

    def _path(self, real: Real) -> Path:
        return self.folder / f"{real.digest.algorithm}-{real.digest.hex}"


def _has(data: bytes, digest: Digest) -> bool:
    return hashlib.new(digest.algorithm, data).hexdigest() == digest.hex


def cache(environment: Mapping[str, str]) -> Path:
    """Where archives are kept: in the user's cache folder."""
    folder = environment.get("XDG_CACHE_HOME") or Path(environment.get("HOME", "~")).expanduser() / ".cache"
    return Path(folder) / "pratique-gauntlet"


def pinned(path: Path = PINNED) -> tuple[Real, ...]:
    """All archives that are pinned. Raises ParseError for a digest that is none."""
    found = json.loads(path.read_text(encoding="utf-8"))
    return tuple(
        Real(
            ecosystem=Ecosystem(ecosystem),
            name=name,
            version=version,
            filename=filename,
            digest=Digest.parse(digest),
        )
        for ecosystem, packages in found.items()
        for name, versions in packages.items()
        for version, told in versions.items()
        if not isinstance(told, str)
        for filename, digest in (told,)
    )


def unpinned(path: Path = PINNED) -> Mapping[tuple[str, str], str]:
    """Why a release has no digest there, by name and version."""
    found = json.loads(path.read_text(encoding="utf-8"))
    return {
        (name, version): told
        for packages in found.values()
        for name, versions in packages.items()
        for version, told in versions.items()
        if isinstance(told, str)
    }


def fetch(reals: Iterable[Real], kept: Kept) -> Mapping[tuple[str, str], str]:
    """Bring what is not kept yet; by name and version why an archive could not be had. Not to be called in an event loop."""
    lacking = [one for one in reals if kept.read(one) is None]
    return asyncio.run(_fetched(lacking, kept)) if lacking else {}


async def _fetched(reals: Iterable[Real], kept: Kept) -> Mapping[tuple[str, str], str]:
    missed = {}
    async with registries() as source:
        for real in reals:
            try:
                kept.put(real, await source.file(_sample(real)))
            except PratiqueError as error:
                # The error's own text names the host, which is nothing for a page.
                missed[real.key] = error.reference.value
            except ValueError as error:
                missed[real.key] = str(error)
    return missed


def pin(wanted: Iterable[tuple[Ecosystem, str, str]], path: Path = PINNED) -> None:
    """Write down the digests that the registries list for releases, or why there is none."""
    found = asyncio.run(_listed(wanted))
    path.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")


async def _listed(
    wanted: Iterable[tuple[Ecosystem, str, str]],
) -> Mapping[str, Mapping[str, Mapping[str, tuple[str, str] | str]]]:
    found: dict[str, dict[str, dict[str, tuple[str, str] | str]]] = {}
    async with registries() as source:
        for ecosystem, name, version in wanted:
            told = await _one(source, ecosystem, name, version)
            found.setdefault(ecosystem.value, {}).setdefault(name, {})[version] = told
    return found


async def _one(source: Registries, ecosystem: Ecosystem, name: str, version: str) -> tuple[str, str] | str:
    from pratique.ecosystems import ECOSYSTEMS  # noqa: PLC0415 - only where digests are written down

    try:
        listing = await source.client.listing(ECOSYSTEMS[ecosystem].normalise(name), full=False)
    except PratiqueError as error:
        return error.reference.value
    release = listing.releases.get(version)
    files = (
        [one for one in release.artifacts if one.kind.value in {"npm-tarball", "wheel"}] if release else []
    )
    digests = [digest for one in files[:1] for digest in one.digests if digest.strong]
    if not digests:
        return "the registry does not list it"
    best = max(digests, key=lambda one: len(one.hex))
    return files[0].filename, f"{best.algorithm}:{best.hex}"


def _sample(real: Real) -> Sample:
    return Sample(
        set="gauntlet",
        ecosystem=real.ecosystem,
        name=real.name,
        version=real.version,
        filename=real.filename,
        sha256="",
        size_bytes=0,
        source=REGISTRY,
        drawn="",
    )


def here() -> Kept:
    """The folder of this user."""
    return Kept(cache(os.environ))
