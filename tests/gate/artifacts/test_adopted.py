"""What was adopted and never met is asked for by its address and digest; all else is asked as ever."""

import asyncio
from collections.abc import Iterable
from urllib.request import urlopen

from pratique.core.names import Digest
from pratique.core.verdict import Standing
from pratique.store.record import GATE, Adopted, Adoption
from tests.gate.conftest import CALM, HOOKED
from tests.gate.inside import Inside, inside
from tests.loopback import LoopbackRegistry, Replaced, Status

LISTING, TARBALL = "/npm/calm", "/npm/calm/-/calm-1.0.1.tgz"


def adopt(made: Inside, *entries: tuple[str, Iterable[Digest]]) -> None:
    """Adopt digests of versions of `calm`."""
    law, store = made.gate.listings.law, made.gate.listings.store
    found = {Adopted(f"pkg:npm/calm@{version}", str(one)) for version, digests in entries for one in digests}
    store.adoptions.put(Adoption(project=GATE, at=law.now(), entries=frozenset(found)))
    assert law.renew()


def digests(registry: LoopbackRegistry, version: str) -> tuple[Digest, ...]:
    return Digest.parse_sri(registry.npm_integrity("calm", version))


def asked(registry: LoopbackRegistry) -> list[str]:
    return [seen.path for seen in registry.requests]


def test_no_listing_is_fetched_for_what_was_adopted(registry: LoopbackRegistry) -> None:
    async def run() -> tuple[int, list[Standing]]:
        async with inside(fresh_s=60) as made:
            adopt(made, ("1.0.1", digests(registry, "1.0.1")))
            answer = await made.tarball("calm", "1.0.1")
            assert CALM.tarballs["calm-1.0.1.tgz"] == answer.body
            return answer.status, [one.standing for one in made.decisions]

    assert (200, [Standing.PINNED]) == asyncio.run(run())
    assert [TARBALL] == asked(registry)


def test_bytes_that_were_not_adopted_are_judged_as_any_others(registry: LoopbackRegistry) -> None:
    """What was adopted under these names are the bytes of another release, which memory has by then: it answers for no other name."""

    async def run() -> list[tuple[int, Standing]]:
        async with inside(fresh_s=60) as made:
            adopt(made, ("1.0.1", digests(registry, "1.0.0")), ("1.1.0", digests(registry, "1.0.0")))
            answers = [(await made.tarball("calm", version)).status for version in ("1.0.1", "1.1.0")]
            return list(zip(answers, (one.standing for one in made.decisions), strict=True))

    assert [(200, Standing.NEW), (403, Standing.NEW)] == asyncio.run(run())
    assert LISTING in asked(registry)


def test_bytes_that_a_registry_changed_under_an_adopted_name_are_refused(registry: LoopbackRegistry) -> None:
    registry.fault(TARBALL, Replaced(data=HOOKED.tarballs["hooked-1.0.1.tgz"]))

    async def run() -> int:
        async with inside(fresh_s=60) as made:
            adopt(made, ("1.0.1", digests(registry, "1.0.1")))
            return (await made.tarball("calm", "1.0.1")).status

    assert 403 == asyncio.run(run())


def test_an_adopted_file_that_cannot_be_fetched_is_said_to_be_that(registry: LoopbackRegistry) -> None:
    registry.fault("*.tgz", Status(code=500))

    async def run() -> tuple[int, str, str]:
        async with inside(fresh_s=60) as made:
            adopt(made, ("1.0.1", digests(registry, "1.0.1")))
            answer = await made.tarball("calm", "1.0.1")
            assert [] == made.decisions
            return answer.status, answer.reason or "", answer.headers["Retry-After"]

    status, reason, again = asyncio.run(run())
    assert (503, "10") == (status, again)
    assert reason.startswith("calm@1.0.1 could not be fetched: ")
    assert "damaged" not in reason


def test_where_several_digests_were_adopted_the_listing_tells_which_file_is_meant(
    registry: LoopbackRegistry,
) -> None:
    async def run() -> int:
        async with inside(fresh_s=60) as made:
            adopt(made, ("1.0.1", (*digests(registry, "1.0.1"), *digests(registry, "1.0.0"))))
            return (await made.tarball("calm", "1.0.1")).status

    assert 200 == asyncio.run(run())
    assert [LISTING, TARBALL] == asked(registry)


def test_a_registry_that_has_its_files_elsewhere_is_asked_by_its_listings_from_then_on(
    registry: LoopbackRegistry,
) -> None:
    with urlopen(f"{registry.npm_url}calm") as answer:
        page = answer.read().replace(b"/calm/-/calm-", b"/download/calm-")
    registry.requests.clear()
    registry.fault(LISTING, Replaced(data=page))
    registry.fault("/npm/calm/-/*", Status(code=404))
    for version in ("1.0.0", "1.0.1"):
        data = CALM.tarballs[f"calm-{version}.tgz"]
        registry.fault(f"/npm/download/calm-{version}.tgz", Replaced(data=data))

    async def run() -> list[int]:
        async with inside(fresh_s=60) as made:
            adopt(made, *((version, digests(registry, version)) for version in ("1.0.0", "1.0.1")))
            return [(await made.tarball("calm", version)).status for version in ("1.0.1", "1.0.0")]

    assert [200, 200] == asyncio.run(run())
    moved = ["/npm/download/calm-1.0.1.tgz", "/npm/download/calm-1.0.0.tgz"]
    assert [TARBALL, LISTING, *moved] == asked(registry)


def test_what_its_registry_has_no_more_is_answered_as_ever(registry: LoopbackRegistry) -> None:
    adopted = digests(registry, "1.0.1")
    registry.remove("calm")

    async def run() -> int:
        async with inside(fresh_s=60) as made:
            adopt(made, ("1.0.1", adopted))
            return (await made.tarball("calm", "1.0.1")).status

    assert 404 == asyncio.run(run())
