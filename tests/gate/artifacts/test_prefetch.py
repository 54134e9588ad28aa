"""Prefetching is the road of an install: the gate's standing, one judgement for each file, and nothing in the log."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime

from pratique.core.assessment import ProjectReport
from pratique.core.lock import Lock, LockedFile, LockedPackage, SourceKind
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.gate.artifacts.prefetch import Prefetch
from pratique.gate.decision.policy import ADOPTED_BY_GATE
from pratique.store.record import Adopted, Adoption
from tests.gate.aftermath import After, aftermath
from tests.loopback import LoopbackRegistry, Slow

CALM = PackageRef(Ecosystem.NPM, "calm")


def entry(registry: LoopbackRegistry, version: str, key: str = "", **more: object) -> LockedPackage:
    digests = Digest.parse_sri(registry.npm_integrity("calm", version))
    values: dict[str, object] = {
        "key": key or f"node_modules/calm@{version}",
        "package": CALM,
        "version": version,
        "url": registry.npm_tarball_url("calm", version),
        "files": (LockedFile(filename=None, digests=digests),),
        **more,
    }
    return LockedPackage(**values)  # type: ignore[arg-type]


def lock(*entries: LockedPackage) -> Lock:
    return Lock(format="package-lock v3", packages=entries)


async def prefetched(made: After, locks: Mapping[str, Lock]) -> ProjectReport:
    told: list[int] = []
    prefetch = Prefetch(
        artifacts=made.inside.gate.artifacts,
        questions=made.session.questions,
        platform=made.session.platform,
    )
    report = await prefetch.run((), locks, expect=told.append, step=lambda: told.append(1))
    assert told[0] == len(told) - 1, "each that is expected is done"
    return report


def test_what_two_locks_hold_is_fetched_once_and_nothing_is_logged(registry: LoopbackRegistry) -> None:
    async def run() -> None:
        async with aftermath() as made:
            one = entry(registry, "1.0.1")
            report = await prefetched(made, {"a": lock(one), "b": lock(one, entry(registry, "1.0.0"))})
            assert {"1.0.0": Action.ALLOW, "1.0.1": Action.ALLOW} == {
                package.ref.version: package.action for package in report.packages
            }
            assert [] == made.inside.decisions
            assert 1 == len(registry.requests_to("/npm/calm/-/calm-1.0.1.tgz"))
            assert 200 == (await made.get("calm", "1.0.1")).status
            assert 1 == len(registry.requests_to("/npm/calm/-/calm-1.0.1.tgz"))

    asyncio.run(run())


def test_what_was_adopted_does_not_wait(registry: LoopbackRegistry) -> None:
    async def run() -> None:
        async with aftermath() as made:
            young = lock(entry(registry, "1.1.0"))
            assert [Action.HOLD] == [one.action for one in (await prefetched(made, {"a": young})).packages]
            digest = str(young.packages[0].digests[0])
            entries = frozenset({Adopted(CALM.at("1.1.0").purl, digest)})
            made.session.store.adoptions.put(
                Adoption(project=ADOPTED_BY_GATE, at=datetime(2026, 3, 1, tzinfo=UTC), entries=entries)
            )
            made.inside.gate.listings.law.renew()
            assert [Action.ALLOW] == [one.action for one in (await prefetched(made, {"a": young})).packages]

    asyncio.run(run())


def test_what_is_not_of_a_registry_is_listed(registry: LoopbackRegistry) -> None:
    async def run() -> None:
        async with aftermath() as made:
            own = entry(registry, "1.0.0", source=SourceKind.WORKSPACE)
            address = entry(registry, "1.0.1", source=SourceKind.URL)
            report = await prefetched(made, {"a": lock(own, address)})
            assert ["a workspace of the project itself"] == [one.why for one in report.out_of_scope]
            assert ["pkg:npm/calm@1.0.1"] == [one.purl for one in report.not_judged]
            assert not report.complete

    asyncio.run(run())


def test_what_takes_too_long_is_told(registry: LoopbackRegistry) -> None:
    registry.fault("*.tgz", Slow(delay_s=5), times=1)

    async def run() -> None:
        async with aftermath() as made:
            made.inside.gate.artifacts.wait_s = 0.3
            report = await prefetched(made, {"a": lock(entry(registry, "1.0.1"))})
            assert ["calm@1.0.1 was not judged in time"] == [one.why for one in report.not_judged]

    asyncio.run(run())
