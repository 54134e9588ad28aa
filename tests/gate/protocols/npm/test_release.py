"""The page of one release."""

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.names import Ecosystem, PackageRef
from pratique.errors import RegistryError
from pratique.gate.protocols.npm.release import pick
from tests.gate.inside import ask, inside, listening
from tests.loopback import LoopbackRegistry

CALM = PackageRef(Ecosystem.NPM, "calm")


def test_a_version_and_a_tag_are_told_as_in_the_listing(registry: LoopbackRegistry) -> None:
    async def run() -> list[tuple[int, Any]]:
        async with inside(fresh_s=60) as made, listening(made.gate) as address:
            wanted = ("1.0.0", "latest", "1.1.0", "9.9.9", "..%2f1.0.0")
            answers = [await ask(address, f"GET /npm/calm/{one} HTTP/1.1") for one in wanted]
            return [(one.status, json.loads(one.body)) for one in answers]

    (_, exact), (_, latest), (_, held), missing, hidden = asyncio.run(run())
    assert ("1.0.0", "http://gate.example/npm/calm/-/calm-1.0.0.tgz") == (
        exact["version"],
        exact["dist"]["tarball"],
    )
    assert "1.0.1" == latest["version"]
    assert "calm@1.1.0 is held until" in held["deprecated"]
    assert 404 == missing[0]
    assert "calm has no version or tag 9.9.9; its tags: latest" in missing[1]["error"]
    assert 400 == hidden[0]


@pytest.mark.fuzz
@given(
    st.one_of(st.binary(max_size=200), st.just(b'{"dist-tags": {"latest": 3}, "versions": {"1": 1}}')),
    st.text(),
)
def test_any_listing_gives_a_page_or_says_that_there_is_none(data: bytes, wanted: str) -> None:
    try:
        found = pick(data, package=CALM, wanted=wanted)
    except RegistryError:
        return
    assert isinstance(found, bytes)
