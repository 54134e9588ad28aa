"""A gate says what it blocks, to those who may ask it."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pratique.cli.run.clock import now
from pratique.core.act import Act, ActKind
from pratique.core.names import Digest
from pratique.gate.access.authentication import Admission
from pratique.intake.known_bad.blocked import PATH, read_blocked
from pratique.store.interface import Store
from tests.gate.inside import Raw, ask, inside, listening
from tests.loopback import LoopbackRegistry

AT = datetime(2026, 3, 1, tzinfo=UTC)
UNMET = Digest("sha256", "f" * 64)


def refuse(store: Store) -> None:
    store.acts.add_many([Act(kind=ActKind.REFUSE, digest=UNMET, at=AT, who="ada", reason="worm")])


def test_refusals_and_the_policy_are_in_it(registry: LoopbackRegistry, settings: Path) -> None:
    settings.write_text('[deny]\n"pkg:npm/calm@1.0.1" = "a worm"\n')

    async def run() -> Raw:
        async with inside(fresh_s=60) as made, listening(made.gate) as address:
            refuse(made.gate.artifacts.store)
            return await ask(address, f"GET {PATH} HTTP/1.1")

    got = asyncio.run(run())

    assert (200, "no-store") == (got.status, got.headers["cache-control"])
    entries = {
        (one.package and one.package.purl, one.version, one.digests) for one in read_blocked(got.body).entries
    }
    assert {("pkg:npm/calm", "1.0.1", ()), (None, None, (UNMET,))} == entries


def test_a_refusal_is_in_the_next_answer(registry: LoopbackRegistry) -> None:
    async def run() -> tuple[Raw, Raw]:
        async with inside(fresh_s=60) as made, listening(made.gate) as address:
            before = await ask(address, f"GET {PATH} HTTP/1.1")
            refuse(made.gate.artifacts.store)
            return before, await ask(address, f"GET {PATH} HTTP/1.1")

    before, after = asyncio.run(run())

    assert ((), 1) == (read_blocked(before.body).entries, len(read_blocked(after.body).entries))


def test_requests_at_the_same_time_share_an_answer(registry: LoopbackRegistry) -> None:
    async def run() -> tuple[int, set[bytes]]:
        async with inside(fresh_s=60) as made:
            blocklist = made.gate.blocklist
            assert blocklist is not None
            bodies = await asyncio.gather(*(blocklist.answer() for _ in range(20)))
            return blocklist.begun, set(bodies)

    begun, bodies = asyncio.run(run())

    assert (True, 1) == (begun <= 2, len(bodies))


def test_it_is_read_alone_and_by_those_who_may_use_the_gate(
    registry: LoopbackRegistry, tmp_path: Path
) -> None:
    async def run() -> tuple[Raw, Raw]:
        async with inside(fresh_s=60) as made:
            closed = replace(made.gate, admission=Admission(tmp_path / "none.json", required=True, now=now))
            async with listening(made.gate) as address:
                posted = await ask(address, f"POST {PATH} HTTP/1.1")
            async with listening(closed) as address:
                return posted, await ask(address, f"GET {PATH} HTTP/1.1")

    posted, unknown = asyncio.run(run())

    assert (405, 401) == (posted.status, unknown.status)
