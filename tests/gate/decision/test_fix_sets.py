"""Fix sets at the gate: listings and files agree, whoever is asked first."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pratique.core.advisory import Advisory
from tests.gate.fix_sets import PARTS, Change, names_the_fix, packages, warnings
from tests.gate.inside import Inside, inside
from tests.loopback import LoopbackRegistry

FEW = PARTS[:2]


@contextmanager
def registry(change: Change | None = None) -> Iterator[LoopbackRegistry]:
    with LoopbackRegistry(npm=packages(change, parts=FEW)) as running:
        (Path(os.environ["HOME"]) / ".npmrc").write_text(f"registry={running.npm_url}\n")
        yield running


def advise(made: Inside, *advisories: Advisory) -> None:
    """Another index is taken up, as after a sync."""
    law = made.gate.listings.law
    law.road = replace(law.road, warnings=warnings(*advisories))
    law.epoch = f"with {len(advisories)}"


def marked(listing: Any, version: str = "1.2.4") -> bool:
    return "deprecated" in listing["versions"][version]


def test_an_advisory_that_comes_later_decides_again_at_once(settings: Path) -> None:
    async def run() -> None:
        async with inside(fresh_s=600) as made:
            advise(made)
            before = [await made.listing(name) for name in ("duct", *FEW)]
            held = [(await made.tarball(name, "1.2.4")).status for name in ("duct", *FEW)]
            advise(made, names_the_fix())
            # The sibling first: what pins it was met before.
            files = [(await made.tarball(name, "1.2.4")).status for name in (*FEW, "duct")]
            after = [await made.listing(name) for name in (*FEW, "duct")]
            log = made.decisions
            advise(made)
            again = (await made.tarball("duct", "1.2.4")).status

        assert [True] * 3 == [marked(one) for one in before]
        assert [403] * 3 == held
        assert [200] * 3 == files
        assert [False] * 3 == [marked(one) for one in after]
        assert "1.2.4" == after[2]["dist-tags"]["latest"]
        assert ["too-young"] == [one.code for one in log[-1].grounds]
        assert "lists duct@1.2.4 as the fix" in log[-1].grounds[0].text
        # What only an advisory lets in early is not in use: without it, it waits again.
        assert 403 == again

    with registry():
        asyncio.run(run())


def test_a_sibling_that_was_refused_before_the_fix_was_met_is_judged_again(settings: Path) -> None:
    async def run() -> None:
        async with inside(fresh_s=600) as made:
            advise(made, replace(names_the_fix()))
            # Nothing says yet who pins it: its name alone leads nowhere.
            first = (await made.tarball("other", "1.0.1")).status
            page = await made.listing("other")
            fix = (await made.tarball("duct", "1.2.4")).status
            then = (await made.tarball("other", "1.0.1")).status
            later = await made.listing("other")

        assert [403, 200, 200] == [first, fix, then]
        assert (True, False) == (marked(page, "1.0.1"), marked(later, "1.0.1"))

    with registry(Change(other="1.0.1")):
        asyncio.run(run())


HELD = {
    "own advisory": (Change(), names_the_fix(reviewed=False)),
    "new publisher": (Change(publisher="eve"), names_the_fix()),
    "one sibling with a hook": (Change(scripts={FEW[1]: {"postinstall": "node x.js"}}), names_the_fix()),
    "not pinned exactly": (Change(ranges={FEW[0]: "~1.2.4"}), names_the_fix()),
    "a wider jump": (Change(version="1.2.5"), names_the_fix()),
}


@pytest.mark.parametrize("says", HELD)
def test_of_an_attackers_variant_every_file_is_refused_and_marked(says: str, settings: Path) -> None:
    change, advisory = HELD[says]

    async def run() -> None:
        async with inside(fresh_s=600) as made:
            advise(made, advisory)
            for name in ("duct", *FEW):
                assert marked(await made.listing(name), change.version)
                assert 403 == (await made.tarball(name, change.version)).status
                assert marked(await made.listing(name), change.version)

    with registry(change):
        asyncio.run(run())
