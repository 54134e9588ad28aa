"""Listings: asked once, kept, and decided about anew when something changed."""

import asyncio
from dataclasses import replace

import pytest

from pratique.core.names import Ecosystem, PackageRef
from pratique.errors import RegistryError
from pratique.gate.protocols.npm.protocol import NPM
from tests.gate.conftest import CALM
from tests.gate.inside import inside
from tests.loopback import LoopbackRegistry, NpmRelease, Replaced, Status

NAME = PackageRef(Ecosystem.NPM, "calm")


def test_many_who_ask_at_once_share_one_question(registry: LoopbackRegistry) -> None:
    async def run() -> None:
        async with inside(fresh_s=60) as made:
            found = await asyncio.gather(*(made.listing("calm") for _ in range(100)))
            assert {"1.0.1"} == {one["dist-tags"]["latest"] for one in found}

    asyncio.run(run())
    assert 1 == len(registry.requests_to("/npm/calm"))


def test_a_new_release_is_seen_when_the_listing_is_due(registry: LoopbackRegistry) -> None:
    async def run() -> None:
        async with inside() as made:
            before = await made.listing("calm")
            more = (*CALM.releases, NpmRelease(version="1.0.2", files={"index.js": "2"}))
            registry.put_npm(replace(CALM, releases=more))
            after = await made.listing("calm")
            assert ("1.0.1", "1.0.2") == (before["dist-tags"]["latest"], after["dist-tags"]["latest"])

    asyncio.run(run())
    assert [200, 200] == [seen.status for seen in registry.requests_to("/npm/calm")]


def test_a_registry_that_fails_is_not_asked_again_at_once_and_the_last_listing_serves_on(
    registry: LoopbackRegistry,
) -> None:
    async def run() -> int:
        async with inside() as made:
            await made.listing("calm")
            registry.fault("/npm/*", Status(code=503))
            assert "1.0.1" == (await made.listing("calm"))["dist-tags"]["latest"]
            asked = len(registry.requests)
            assert "1.0.1" == (await made.listing("calm"))["dist-tags"]["latest"]
            state = made.gate.listings.known(NAME)
            assert state is not None
            assert "answered 503" in state.trouble
            return len(registry.requests) - asked

    assert 0 == asyncio.run(run())


def test_an_answer_that_is_no_listing_is_no_listing_here(registry: LoopbackRegistry) -> None:
    registry.fault("/npm/calm", Replaced(data=b"<html>hello</html>"))

    async def run() -> None:
        async with inside() as made:
            with pytest.raises(Exception, match="is not an npm listing"):
                await made.listing("calm")

    asyncio.run(run())


def test_a_package_that_nobody_has_is_told_as_such(registry: LoopbackRegistry) -> None:
    async def run() -> None:
        async with inside() as made:
            with pytest.raises(RegistryError, match="does not exist"):
                await made.gate.listings.state(NPM, PackageRef(Ecosystem.NPM, "nobody"))

    asyncio.run(run())


def test_what_was_learnt_from_bytes_is_in_the_next_listing(registry: LoopbackRegistry) -> None:
    async def run() -> None:
        async with inside(fresh_s=60) as made:
            before = await made.listing("hooked")
            refused = await made.tarball("hooked", "1.0.1")
            after = await made.listing("hooked")

        assert 403 == refused.status
        assert ("1.0.1", "1.0.0") == (before["dist-tags"]["latest"], after["dist-tags"]["latest"])
        assert "[new-install-hook]; use hooked@1.0.0; contact ada" in after["versions"]["1.0.1"]["deprecated"]

    asyncio.run(run())
