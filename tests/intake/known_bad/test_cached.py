"""What of a client's cache is blocked."""

import hashlib
import time
from pathlib import Path

import pytest

from pratique.advisories.memory import MemoryAdvisories
from pratique.core.advisory import AdvisoryKind, Product
from pratique.core.names import Digest, Ecosystem, PackageRef, ReleaseRef
from pratique.ecosystems.target import parse_purl
from pratique.installed.caches import CACHES, Cache, read_cache
from pratique.installed.caches.disk import CacheDisk
from pratique.intake.known_bad.advised import NO_WARNINGS, Warnings
from pratique.intake.known_bad.blocked import Blocked
from pratique.intake.known_bad.cached import BlockList, Searched, search
from tests.advisories.made import about, advisory
from tests.installed.caches.laid import SHA512, TARBALL, every, put, wheel

CALM = PackageRef(Ecosystem.NPM, "calm")
REAL = Digest("sha512", SHA512)
OTHER = Digest("sha512", "0" * 128)
BY_NAME_ALONE = {"yarn", "bun"}
"""What they keep is not the registry's file, and no digest of it."""
NPM = [cache for cache in CACHES if cache.ecosystem is Ecosystem.NPM]


def found(
    client: str, folder: Path, *blocked: Blocked, warnings: Warnings = NO_WARNINGS, private: bool = False
) -> Searched:
    cache = next(cache for cache in CACHES if cache.name == client)
    files = CacheDisk(folder, time.monotonic)
    return search(cache, read_cache(cache, files), files, BlockList.of(blocked), warnings, lambda _: private)


@pytest.mark.parametrize("client", [cache.name for cache in NPM])
def test_the_blocked_bytes_are_found_in_each_cache(client: str, tmp_path: Path) -> None:
    one = Blocked(package=CALM, version="1.0.1", digests=(REAL,), why="refused")
    [hit] = found(client, every(tmp_path)[client], one).hits

    assert ("calm@1.0.1", "refused", client not in BY_NAME_ALONE) == (
        str(hit.entry.ref),
        hit.why,
        hit.certain,
    )


@pytest.mark.parametrize("client", [cache.name for cache in NPM])
def test_other_bytes_of_the_same_name_are_not_blocked_where_that_can_be_told(
    client: str, tmp_path: Path
) -> None:
    one = Blocked(package=CALM, version="1.0.1", digests=(OTHER,), why="refused")

    assert (1 if client in BY_NAME_ALONE else 0) == len(found(client, every(tmp_path)[client], one).hits)


@pytest.mark.parametrize("cache", CACHES, ids=lambda cache: cache.name)
@pytest.mark.parametrize("version", [True, False])
def test_a_blocked_name_is_found_in_each_cache(cache: Cache, version: bool, tmp_path: Path) -> None:
    client = cache.name
    purl = {"npm": "pkg:npm/calm@1.0.1", "pypi": "pkg:pypi/sample@1.0.0", "gem": "pkg:gem/kite@1.0.0"}
    ref = parse_purl(purl[cache.ecosystem.value])
    assert isinstance(ref, ReleaseRef)
    here = Blocked(package=ref.package, version=ref.version if version else None, why="denied")
    other = Blocked(package=ref.package, version="9.9.9", why="denied")
    folder = every(tmp_path)[client]

    assert [True] == [hit.certain for hit in found(client, folder, here).hits]
    assert () == found(client, folder, other).hits


def test_bytes_without_a_name_are_found_by_hashing_what_is_kept(tmp_path: Path) -> None:
    wanted = {
        "yarn1": TARBALL,
        "npm": TARBALL,
        "pip": wheel(),
        "gem": b"a gem",
    }
    for client, data in wanted.items():
        for algorithm in ("sha256", "sha512"):
            digest = Digest(algorithm, hashlib.new(algorithm, data).hexdigest())
            hits = found(
                client, every(tmp_path / client / algorithm)[client], Blocked(digests=(digest,), why="x")
            ).hits
            assert 1 == len(hits), (client, algorithm)


def test_versions_that_are_spelt_differently_are_the_same(tmp_path: Path) -> None:
    one = Blocked(package=PackageRef(Ecosystem.PYPI, "sample"), version="1.0", why="denied")

    assert 1 == len(found("uv", every(tmp_path)["uv"], one).hits)


def test_an_entry_without_its_contents_is_not_in_the_cache(tmp_path: Path) -> None:
    folder = every(tmp_path)["npm"]
    one = Blocked(package=CALM, version="1.0.1", why="denied")
    before = found("npm", folder, one).hits
    for path in (folder / "content-v2").rglob("*"):
        if path.is_file():
            path.unlink()

    assert (1, 0) == (len(before), len(found("npm", folder, one).hits))


def test_contents_that_no_entry_names_are_found(tmp_path: Path) -> None:
    folder = every(tmp_path)["npm"]
    put(folder / "index-v5/aa/bb/cc", b"")
    [hit] = found("npm", folder, Blocked(package=CALM, version="1.0.1", digests=(REAL,), why="refused")).hits

    assert ("calm@1.0.1", "") == (str(hit.entry.ref), hit.entry.key)


def test_advisories_of_malice_are_asked_about_public_names(tmp_path: Path) -> None:
    rows = (advisory("MAL-1", about(Product.of(CALM), versions=("1.0.1",)), kind=AdvisoryKind.MALWARE),)
    warnings = Warnings(index=MemoryAdvisories(rows, ()))
    folder = every(tmp_path)["pnpm"]

    assert ["MAL-1 says that calm@1.0.1 is malicious"] == [
        hit.why.partition(":")[0] for hit in found("pnpm", folder, warnings=warnings).hits
    ]
    assert () == found("pnpm", folder, warnings=warnings, private=True).hits


@pytest.mark.parametrize(
    ("client", "count"), [("npm", 0), ("pip", 0), ("gem", 0), ("pnpm", 1), ("bun", 1), ("uv", 1)]
)
def test_entries_that_cannot_be_compared_with_bytes_without_a_name_are_counted(
    client: str, count: int, tmp_path: Path
) -> None:
    folder = every(tmp_path)[client]
    unknown = Blocked(
        digests=(Digest("sha512" if client == "uv" else "sha256", "c" * (128 if client == "uv" else 64)),),
        why="x",
    )

    assert (count, 0) == (found(client, folder, unknown).uncompared, found(client, folder).uncompared)
