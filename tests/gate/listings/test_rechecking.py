"""What a registry holds back is seen although everybody installs from locks."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from pratique.gate.listings.rechecking import AGE, Rechecking
from tests.gate.aftermath import After, aftermath, codes
from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease, Status

HELD = NpmPackage(
    name="calm",
    releases=(NpmRelease(version="0.0.1-security", manifest={"description": "security holding package"}),),
)


def rechecking(made: After) -> Rechecking:
    return next(one for one in made.inside.gate.background if isinstance(one, Rechecking))


def age(made: After) -> None:
    """Let a day go by for the listings that are kept."""
    listings = made.session.store.listings
    for one in list(listings.fetched_since(made.inside.gate.listings.law.now() - timedelta(days=30))):
        listings.put(replace(one, fetched_at=one.fetched_at - AGE))


def asked(registry: LoopbackRegistry) -> int:
    return len(registry.requests_to("/npm/calm"))


def test_a_package_that_is_held_back_is_refused_within_a_day(registry: LoopbackRegistry) -> None:
    async def run() -> None:
        async with aftermath() as made:
            assert 200 == (await made.get("calm", "1.0.1")).status
            await made.look()
            before = asked(registry)
            registry.put_npm(HELD)
            await rechecking(made).look()
            assert before == asked(registry), "its listing is young"

            age(made)
            again = replace(rechecking(made), _begun_at=None)
            await again.look()
            await again.look()
            assert before + 1 == asked(registry)
            refused = await made.get("calm", "1.0.1")
            assert (403, ["quarantined"]) == (refused.status, codes(refused))
            await made.look()
            assert [[("10.0.0.1", "ci")]] == made.named()

    asyncio.run(run())


def test_a_registry_that_fails_ends_nothing(registry: LoopbackRegistry) -> None:
    async def run() -> None:
        async with aftermath() as made:
            await made.get("calm", "1.0.1")
            await made.look()
            age(made)
            registry.fault("/npm/*", Status(code=500))
            work = asyncio.create_task(rechecking(made).run(0.01))
            while not registry.requests_to("/npm/calm")[1:]:  # noqa: ASYNC110 - it is in another thread
                await asyncio.sleep(0.05)
            assert not work.done()
            work.cancel()

    asyncio.run(asyncio.wait_for(run(), 60))
