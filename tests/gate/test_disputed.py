"""Malice that sources disagree on, at a gate: held for a person, whatever was served before."""

import asyncio
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pratique.cli import main
from tests.builders import zipped
from tests.cli.advising import osv_record
from tests.gate.aftermath import aftermath, codes
from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease

FIRST = datetime.now(UTC) - timedelta(days=4_000)
YOUNG = datetime.now(UTC) - timedelta(days=100)


def package(name: str, first: datetime) -> NpmPackage:
    versions = ("4.0.0", "4.0.1")
    return NpmPackage(
        name=name,
        releases=tuple(
            NpmRelease(version=one, files={"index.js": "exports.n = 1\n"}, published_at=first)
            for one in versions
        ),
    )


@pytest.fixture
def popular() -> Iterator[LoopbackRegistry]:
    """A registry with two names of the shipped list, one of them young, and one that nobody knows."""
    packages = [package("express", FIRST), package("lodash", YOUNG), package("no-name-at-all", FIRST)]
    with LoopbackRegistry(npm=packages) as running:
        (Path(os.environ["HOME"]) / ".npmrc").write_text(f"registry={running.npm_url}\n")
        yield running


def take(folder: Path, files: dict[str, bytes]) -> None:
    path = folder / "all.zip"
    path.write_bytes(zipped(files))
    assert 0 == main(["advisories", "import", str(path), "--as", "osv-npm", "--accept-drop"])


def every_version(*names: str) -> dict[str, bytes]:
    return {f"MAL-{n}.json": osv_record(f"MAL-{n}", name) for n, name in enumerate(names)}


@pytest.mark.usefixtures("popular")
def test_a_wrong_record_of_every_version_holds_a_popular_package_until_a_person_releases_it(
    tmp_path: Path,
) -> None:
    async def run() -> None:
        take(tmp_path, {"GHSA-1.json": osv_record("GHSA-1", "nobody")})
        async with aftermath() as made:
            assert 200 == (await made.get("express", "4.0.0")).status
            take(tmp_path, every_version("express", "lodash", "no-name-at-all"))
            await made.look()

            in_use, new = await made.get("express", "4.0.0"), await made.get("express", "4.0.1")
            assert [["disputed"], ["disputed"]] == [codes(in_use), codes(new)]
            assert b"lists every version of express" in in_use.body
            # A young one, and one that is not in the list, are blocked.
            for name in ("lodash", "no-name-at-all"):
                assert ["advisory"] == codes(await made.get(name, "4.0.1"))

            assert 0 == main(["release", "pkg:npm/express@4.0.0", "--reason", "read both statements"])
            await made.look()
            assert 200 == (await made.get("express", "4.0.0")).status

    asyncio.run(run())


@pytest.mark.usefixtures("popular")
def test_a_record_that_lists_the_version_blocks_a_popular_package(tmp_path: Path) -> None:
    async def run() -> None:
        exact = [{"package": {"ecosystem": "npm", "name": "express"}, "versions": ["4.0.1"]}]
        take(tmp_path, {"MAL-1.json": osv_record("MAL-1", "express", affected=exact)})
        async with aftermath() as made:
            assert ["advisory"] == codes(await made.get("express", "4.0.1"))
            assert 200 == (await made.get("express", "4.0.0")).status

    asyncio.run(run())


@pytest.mark.usefixtures("popular")
def test_a_record_whose_twin_was_withdrawn_holds(tmp_path: Path) -> None:
    async def run() -> None:
        twin = osv_record("GHSA-1", "no-name-at-all", withdrawn="2026-02-01T00:00:00Z")
        live = osv_record("MAL-1", "no-name-at-all", aliases=["GHSA-1"])
        take(tmp_path, {"MAL-1.json": live, "GHSA-1.json": twin})
        async with aftermath() as made:
            held = await made.get("no-name-at-all", "4.0.1")
            assert ["disputed"] == codes(held)
            assert b"GHSA-1 (osv-npm), which shares an id with it, was withdrawn on 2026-02-01" in held.body

    asyncio.run(run())
