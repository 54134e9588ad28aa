"""What is near a refused release is judged before anybody meets it."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pratique.core.names import Ecosystem, PackageRef
from pratique.core.release import Artifact, ArtifactKind, Dated, Listing, Release, TimeSource
from pratique.gate.artifacts.next_candidates import MOST_FILES, MOST_RELEASES, Ahead, candidates, files_near
from pratique.gate.protocols.table import FACES
from tests.cli import spawning
from tests.cli.advising import osv_record
from tests.gate.inside import Inside, inside
from tests.gate.running import gate, installed, project
from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease
from tests.loopback.packages import LONG_AGO

NAME = PackageRef(Ecosystem.NPM, "series")
DAY = timedelta(days=1)
AT = datetime(2026, 3, 1, tzinfo=UTC)


def release(number: str, *, bad: bool, days: float = 0) -> NpmRelease:
    manifest = {"scripts": {"postinstall": "node x.js"}} if bad else {}
    return NpmRelease(
        version=number,
        files={"x.js": f"exports.n = '{number}'\n"},
        manifest=manifest,
        published_at=LONG_AGO + days * DAY,
    )


SERIES = NpmPackage(
    name="series",
    releases=(
        release("1.6.8", bad=False),
        release("1.6.9", bad=False, days=200),
        *(release(f"1.6.{n}", bad=True, days=300 + n / 24) for n in (10, 11, 12, 13)),
    ),
)
BAD = {f"1.6.{n}" for n in (10, 11, 12, 13)}


@pytest.fixture
def series(registry: LoopbackRegistry) -> LoopbackRegistry:
    registry.put_npm(SERIES)
    return registry


@asynccontextmanager
async def looking(made: Inside) -> AsyncIterator[Ahead]:
    artifacts, listings = made.gate.artifacts, made.gate.listings
    ahead = Ahead(artifacts=artifacts, listings=listings, store=listings.store, law=listings.law, faces=FACES)
    artifacts.refused = ahead.refused
    yield ahead


async def marked(made: Inside) -> set[str]:
    page = await made.listing("series")
    return {version for version, told in page["versions"].items() if "deprecated" in told}


def test_the_next_install_resolves_past_all_of_a_series(series: LoopbackRegistry) -> None:
    async def run() -> tuple[set[str], set[str], list[str]]:
        async with inside(fresh_s=60) as made, looking(made) as ahead:
            before = await marked(made)
            await made.tarball("series", "1.6.13")
            await ahead.idle()
            return before, await marked(made), [one.ref.version for one in made.decisions]

    # Nobody asked for the others, so the log has nothing of them.
    assert (set(), BAD, ["1.6.13"]) == asyncio.run(run())


def test_what_is_judged_ahead_and_good_is_not_in_use(registry: LoopbackRegistry) -> None:
    registry.put_npm(
        replace(SERIES, releases=(release("1.0.0", bad=False), release("1.0.1", bad=True, days=5)))
    )

    async def run() -> tuple[bool, bool]:
        async with inside(fresh_s=60) as made, looking(made) as ahead:
            await made.tarball("series", "1.0.1")
            await ahead.idle()
            store, law = made.gate.listings.store, made.gate.listings.law
            seen = store.artifacts.seen(NAME.at("1.0.0").purl, "series-1.0.0.tgz")
            assert seen is not None
            before = law.standing(NAME.at("1.0.0"), seen.digests).value
            assert 200 == (await made.tarball("series", "1.0.0")).status
            return before == "pinned", law.standing(NAME.at("1.0.0"), seen.digests).value == "pinned"

    assert (False, True) == asyncio.run(run())


def test_what_merely_waits_for_its_age_makes_nobody_judge_its_neighbours(registry: LoopbackRegistry) -> None:
    async def run() -> None:
        async with inside(fresh_s=60) as made, looking(made) as ahead:
            assert 403 == (await made.tarball("calm", "1.1.0")).status
            await ahead.idle()

    asyncio.run(run())
    # The second is what it is compared with.
    assert {"/npm/calm/-/calm-1.1.0.tgz", "/npm/calm/-/calm-1.0.1.tgz"} >= {
        seen.path for seen in registry.requests if seen.path.endswith(".tgz")
    }


def test_another_epoch_does_not_forget_what_was_refused_by_its_bytes(
    tmp_path: Path, series: LoopbackRegistry
) -> None:
    (tmp_path / "a.json").write_bytes(osv_record("MAL-2026-1", "other"))

    async def run() -> tuple[set[str], set[str]]:
        async with inside(fresh_s=60) as made, looking(made) as ahead:
            await made.tarball("series", "1.6.13")
            await ahead.idle()
            code, _, err = await asyncio.to_thread(
                spawning.run, "advisories", "import", "a.json", folder=tmp_path
            )
            assert 0 == code, err
            assert made.gate.listings.law.renew()
            before = await marked(made)
            await ahead.look()
            return before, await marked(made)

    assert (set(), BAD) == asyncio.run(run())


@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed here")
def test_npm_fails_once_for_a_series_and_a_new_gate_knows_it(
    tmp_path: Path, series: LoopbackRegistry
) -> None:
    with gate(tmp_path) as running:
        first = running.npm("install", project=project(tmp_path, "first", series="^1.6.0"))
        end = time.monotonic() + 60
        while len(_deprecated(running.get("/npm/series").json)) < len(BAD):
            assert time.monotonic() < end
            time.sleep(0.1)
        made = project(tmp_path, "second", series="^1.6.0")
        second = running.npm("install", project=made)
    with gate(tmp_path) as restarted:
        end = time.monotonic() + 60
        while len(_deprecated(restarted.get("/npm/series").json)) < len(BAD):
            assert time.monotonic() < end
            time.sleep(0.1)

    assert 0 != first.code
    assert "series@1.6.13 is held for review" in first.out
    assert 0 == second.code, second.out
    assert "1.6.9" == installed(made, "series")


def _deprecated(page: dict[str, dict[str, dict[str, object]]]) -> list[str]:
    return [version for version, told in page["versions"].items() if "deprecated" in told]


def listed(**days: int | None) -> Listing:
    releases = {}
    for name, at in days.items():
        version = name[1:].replace("_", ".", 2).replace("_", "-")
        told = None if at is None else Dated(AT + at * DAY, TimeSource.REGISTRY)
        releases[version] = Release(ref=NAME.at(version), published=told)
    return Listing(package=NAME, registry="https://registry.example/", releases=releases)


def order(listing: Listing, refused: str) -> list[str]:
    return [one.ref.version for one in candidates(listing, NAME.at(refused))]


def test_the_candidates_are_those_that_ranges_lead_to_next() -> None:
    told = listed(v1_0_0=0, v1_0_1=1, v1_0_2=2, v2_0_0=3, v1_0_3_beta=2, v0_9_0=-60)

    assert ["1.0.2", "1.0.1", "1.0.0", "2.0.0"] == order(told, "1.0.2")


def test_a_release_of_another_time_is_no_candidate_and_one_of_an_unknown_time_is() -> None:
    told = listed(v1_0_0=None, v1_0_1=-31, v1_0_2=0, v1_0_3=31)

    assert ["1.0.2", "1.0.0"] == order(told, "1.0.2")


def test_candidates_are_few() -> None:
    told = listed(**{f"v1_0_{n}": 0 for n in range(20)})

    assert ["1.0.19", *(f"1.0.{n}" for n in range(18, 18 - MOST_RELEASES, -1))] == order(told, "1.0.19")


def test_a_release_of_many_files_leaves_room_for_those_near_it() -> None:
    def files(count: int) -> tuple[Artifact, ...]:
        return tuple(Artifact(filename=f"{n}.whl", url="", kind=ArtifactKind.WHEEL) for n in range(count))

    told = listed(v1_0_0=0, v1_0_1=0, v1_0_2=0)
    counts = {"1.0.0": 2, "1.0.1": 2, "1.0.2": 3 * MOST_FILES}
    releases = {
        version: replace(one, artifacts=files(counts[version])) for version, one in told.releases.items()
    }
    told = replace(told, releases=releases)
    found = files_near(told, NAME.at("1.0.2"), {"0.whl"})

    assert ["1.0.2"] * MOST_FILES + ["1.0.1", "1.0.0"] == [ref.version for ref, _ in found]
    assert "0.whl" not in {filename for _, filename in found}
