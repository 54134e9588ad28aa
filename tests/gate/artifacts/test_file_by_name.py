"""Files whose names can be read in several ways."""

import asyncio
import zlib
from collections.abc import Awaitable, Callable

import pytest

from pratique.gate.artifacts.file_by_name import named_file
from pratique.gate.protocols.interface import Answer, ArtifactWanted, NamedFileWanted
from pratique.gate.protocols.rubygems.paths import GemPath, read_path
from pratique.gate.protocols.rubygems.protocol import GEMS
from tests.gate.gem_clients import configure, server
from tests.gate.inside import CLIENT, Inside, inside
from tests.loopback import GemPackage, gem_file

ODD = GemPackage(name="foo", files=(gem_file("foo", "2.0", platform="bar-1.0.0"),))
PLAIN = GemPackage(name="foo-2.0-bar", files=(gem_file("foo-2.0-bar", "1.0.0"),))


def readings(filename: str) -> tuple[ArtifactWanted, ...]:
    read = read_path(f"gems/{filename}")
    assert isinstance(read, GemPath)
    return read.readings


def asked(*gems: GemPackage, ask: Callable[[Inside], Awaitable[Answer]]) -> Answer:
    async def work() -> Answer:
        async with inside() as gate:
            return await ask(gate)

    with server(*gems) as registry:
        configure(registry.gem_url)
        return asyncio.run(work())


@pytest.mark.parametrize("package", [pytest.param(ODD, id="platform"), pytest.param(PLAIN, id="name")])
def test_the_reading_that_a_listing_has_is_the_one_that_is_meant(package: GemPackage) -> None:
    wanted = NamedFileWanted(readings("foo-2.0-bar-1.0.0.gem"))
    assert 2 == len(wanted.readings)
    answer = asked(package, ask=lambda gate: named_file(gate.gate.artifacts, GEMS, wanted, CLIENT))

    assert (200, package.files[0].data) == (answer.status, answer.body)


def test_what_no_listing_has_is_not_found() -> None:
    wanted = NamedFileWanted(readings("foo-2.0-bar-1.0.0.gem"))
    assert 404 == asked(ask=lambda gate: named_file(gate.gate.artifacts, GEMS, wanted, CLIENT)).status


def test_what_is_made_of_a_file_is_made_of_what_was_judged() -> None:
    wanted = NamedFileWanted(readings("foo-2.0-bar-1.0.0.gem"), lambda data: zlib.compress(data[:100]))
    answer = asked(PLAIN, ask=lambda gate: named_file(gate.gate.artifacts, GEMS, wanted, CLIENT))

    assert PLAIN.files[0].data[:100] == zlib.decompress(answer.body)
