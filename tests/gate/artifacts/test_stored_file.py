"""A file that is stored at the gate."""

import asyncio
import os
from pathlib import Path

import pytest

from pratique.gate.artifacts.stored_file import stored_file
from tests.gate.inside import inside


def remove(sha256: str) -> None:
    (stored,) = Path(os.environ["PRATIQUE_HOME"]).rglob(f"{sha256}*")
    stored.unlink()


@pytest.mark.usefixtures("registry")
def test_a_judged_file_is_found_by_its_digest_as_long_as_its_bytes_are_there() -> None:
    async def run() -> None:
        async with inside(fresh_s=60) as gate:
            store = gate.gate.listings.store
            assert 200 == (await gate.tarball("calm", "1.0.0")).status
            (decision,) = gate.decisions
            assert decision.sha256 is not None

            found = stored_file(store, decision.sha256)
            assert found is not None
            assert ("pkg:npm/calm@1.0.0", "calm-1.0.0.tgz") == (found.ref and found.ref.purl, found.filename)

            assert stored_file(store, "0" * 64) is None
            remove(decision.sha256)
            assert stored_file(store, decision.sha256) is None

    asyncio.run(run())
