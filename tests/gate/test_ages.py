"""How old what is asked for must be: by whose times, and where no age is asked for."""

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pratique.core.policy import Action
from tests.gate.inside import inside
from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease

NOW = datetime.now(UTC)
HOOK = {"scripts": {"postinstall": "node x.js"}}


def package(name: str, age: timedelta, **new: object) -> NpmPackage:
    old = NpmRelease(version="1.0.0", files={"x.js": "1"})
    young = NpmRelease(version="1.0.1", files={"x.js": "2"}, published_at=NOW - age, **new)  # type: ignore[arg-type]  # fields of a release
    return NpmPackage(name=name, releases=(old, young))


def configure(registry: LoopbackRegistry) -> None:
    (Path(os.environ["HOME"]) / ".npmrc").write_text(f"registry={registry.npm_url}\n")


AGES = {
    "younger than 72 hours": (package("left", timedelta(hours=71)), 403),
    "older than 72 hours": (package("left", timedelta(hours=73)), 200),
    "a signal, and younger than 14 days": (
        NpmPackage(
            name="left",
            releases=(
                NpmRelease(version="1.0.0", files={"x.js": "1"}),
                NpmRelease(version="1.0.1", files={"x.js": "2"}, published_at=NOW - timedelta(hours=80)),
                NpmRelease(version="2.0.0", files={"x.js": "2"}, published_at=NOW - timedelta(hours=80)),
                NpmRelease(version="3.0.0", files={"x.js": "2"}, published_at=NOW - timedelta(hours=80)),
            ),
        ),
        403,
    ),
}


@pytest.mark.parametrize("says", AGES)
def test_what_waits_by_the_registrys_own_times_and_its_listing_says_the_same(
    says: str, settings: Path
) -> None:
    made, status = AGES[says]

    async def run() -> None:
        async with inside() as gate:
            listing = await gate.listing("left")
            assert status == (await gate.tarball("left", "1.0.1")).status
            assert (status == 403) == ("deprecated" in listing["versions"]["1.0.1"])

    with LoopbackRegistry(npm=[made]) as registry:
        configure(registry)
        asyncio.run(run())


def test_where_times_are_a_mirrors_the_wait_counts_from_the_first_time_it_was_met(settings: Path) -> None:
    async def run() -> None:
        async with inside() as gate:
            answer = await gate.tarball("left", "1.0.0")
            (decision,) = gate.decisions
            assert 403 == answer.status
            assert decision.until is not None
            assert timedelta(hours=71) < decision.until - decision.at <= timedelta(hours=72)
            assert "publish time unknown; first seen here" in decision.grounds[0].text

    made = NpmPackage(
        name="left",
        releases=(NpmRelease(version="1.0.0", files={"x.js": "1"}, published_at=None, publisher=None),),
    )
    with LoopbackRegistry(npm=[made]) as registry:
        configure(registry)
        asyncio.run(run())


def test_a_private_registry_has_no_age_and_is_judged_report_only(settings: Path) -> None:
    async def run() -> None:
        async with inside() as gate:
            listing = await gate.listing("own")
            answer = await gate.tarball("own", "1.0.1")
            (decision,) = gate.decisions
            assert "deprecated" not in listing["versions"]["1.0.1"]
            assert "1.0.1" == listing["dist-tags"]["latest"]
            assert (200, Action.ALLOW) == (answer.status, decision.action)

    with LoopbackRegistry(npm=[package("own", timedelta(minutes=1), manifest=HOOK)]) as registry:
        configure(registry)
        settings.write_text(
            f'[[registries]]\necosystem = "npm"\nurl = "{registry.npm_url}"\nprivate = true\n'
        )
        asyncio.run(run())
