"""A release may lose one file of several: it is the file that is kept, and said to be gone."""

import asyncio
import json
from dataclasses import replace
from typing import Any

from pratique.core.decision import Client
from pratique.core.names import Ecosystem, PackageRef
from pratique.gate.decision.listing_decision import REMOVED
from pratique.gate.protocols.interface import Answer, ArtifactWanted, ListingWanted
from pratique.gate.protocols.pypi.protocol import PYPI
from tests.gate.inside import Inside, inside
from tests.gate.python_clients import configure
from tests.loopback import LoopbackRegistry, PypiProject, sdist_file, wheel_file

TEXT = {"kite/__init__.py": "x = 1\n"}
WHEEL, SDIST = wheel_file("kite", "1.0.0", TEXT), sdist_file("kite", "1.0.0", TEXT)
NEXT = wheel_file("kite", "1.1.0", TEXT)
KITE = PypiProject(name="kite", files=(WHEEL, SDIST, NEXT))
PACKAGE = PackageRef(Ecosystem.PYPI, "kite")
BASE = "http://gate.example/pypi/simple/"


async def files(made: Inside) -> dict[str, Any]:
    page = await made.gate.listings.page(PYPI, ListingWanted(PACKAGE, "JSON yanked"), BASE)
    return {one["filename"]: one.get("yanked", False) for one in json.loads(page.identity)["files"]}


async def get(made: Inside, filename: str) -> Answer:
    wanted = ArtifactWanted(PACKAGE, "1.0.0", filename)
    return await made.gate.artifacts.answer(PYPI, wanted, Client("127.0.0.1", "pip/25", ""))


def test_the_file_that_was_served_stays_and_the_others_are_as_the_registry_says() -> None:
    async def run(index: LoopbackRegistry) -> None:
        async with inside() as made:
            assert 200 == (await get(made, WHEEL.filename)).status
            await files(made)
            index.put_pypi(replace(KITE, files=(SDIST, NEXT)))
            found = await files(made)
            assert {WHEEL.filename, SDIST.filename, NEXT.filename} == set(found)
            assert f"kite==1.0.0: {REMOVED}" == found[WHEEL.filename]
            assert (False, False) == (found[SDIST.filename], found[NEXT.filename])

            kept, other = await get(made, WHEEL.filename), await get(made, SDIST.filename)
            assert (200, WHEEL.data, REMOVED) == (kept.status, kept.body, kept.headers["Pratique-Note"])
            assert (200, False) == (other.status, "Pratique-Note" in other.headers)
            assert [REMOVED in one.note for one in made.decisions] == [False, True, False]

    with LoopbackRegistry(pypi=[KITE]) as index:
        configure(index)
        asyncio.run(run(index))


def test_a_file_that_nobody_got_here_goes_with_the_registry() -> None:
    async def run(index: LoopbackRegistry) -> None:
        async with inside() as made:
            assert 200 == (await get(made, WHEEL.filename)).status
            await files(made)
            index.put_pypi(replace(KITE, files=(NEXT,)))
            assert {WHEEL.filename, NEXT.filename} == set(await files(made))
            assert 404 == (await get(made, SDIST.filename)).status
            index.put_pypi(replace(KITE, files=(SDIST, NEXT)))
            assert {WHEEL.filename, SDIST.filename, NEXT.filename} == set(await files(made))

    with LoopbackRegistry(pypi=[KITE]) as index:
        configure(index)
        asyncio.run(run(index))
