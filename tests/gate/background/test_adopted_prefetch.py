"""In quiet times the gate prefetches what was adopted and never judged, in every ecosystem."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from pratique.core.names import Digest
from pratique.gate.background.adopted_prefetch import QUIET, AdoptedPrefetch
from pratique.gate.background.jobs import running
from pratique.store.record import GATE, Adopted, Adoption
from tests.gate.aftermath import After, aftermath
from tests.gate.first_uses import FILES, NPM_FILE, adopt, advise, everywhere, grounds, is_inspected, until
from tests.loopback import LoopbackRegistry


def job(made: After) -> AdoptedPrefetch:
    (found,) = (one for one in made.inside.gate.background if isinstance(one, AdoptedPrefetch))
    return found


def test_adopted_files_of_each_ecosystem_are_inspected_before_anybody_asks(
    registry: LoopbackRegistry,
) -> None:
    everywhere(registry)
    advise()

    async def run() -> None:
        async with aftermath() as made:
            assert not await job(made).look(), "nothing was adopted"
            adopt(made, *FILES.values(), replace(NPM_FILE, ref=NPM_FILE.ref.package.at("7.7.7")))
            job(made).each_s = 0.01
            async with running([job(made)], 0.02):
                await until(lambda: all(is_inspected(made, file) for file in FILES.values()))
                await until(lambda: job(made).health() == {"adopted_to_prefetch": 0})
            asked = len(registry.requests)
            assert not await job(made).look(), "all is done, and what failed is tried again tomorrow"
            assert asked == len(registry.requests)
            assert [] == made.inside.decisions
            for kind, file in FILES.items():
                assert 200 == (await file.ask(made)).status, kind
            assert [()] * 3 == grounds(made)

    asyncio.run(run())


def test_it_waits_for_a_quiet_minute_and_for_room(registry: LoopbackRegistry) -> None:
    async def run() -> None:
        async with aftermath() as made:
            adopt(made, NPM_FILE)
            artifacts, law = made.inside.gate.artifacts, made.inside.gate.listings.law
            artifacts.asked_at = law.now()
            assert not await job(made).look()
            artifacts.asked_at = law.now() - QUIET - timedelta(seconds=1)
            upkeep = made.session.store.upkeep
            full = replace(made.session.store, upkeep=_Full(upkeep))  # type: ignore[arg-type]  # only what is asked here
            assert not await replace(job(made), store=full).look()
            assert not is_inspected(made, NPM_FILE)
            assert await job(made).look()
            assert is_inspected(made, NPM_FILE)

            entries = {Adopted("pkg:npm/calm@1.0.1", str(Digest("sha512", "0" * 128)))}
            later = Adoption(project=GATE, at=law.now(), entries=frozenset(entries))
            made.session.store.adoptions.put(later)
            law.renew()
            assert await job(made).look(), "another adoption, another turn"

    asyncio.run(run())


class _Full:
    """A state folder whose room is used up."""

    def __init__(self, upkeep: object) -> None:
        self._upkeep = upkeep

    def keeping(self) -> object:
        kept = self._upkeep.keeping()  # type: ignore[attr-defined]
        return replace(kept, room_bytes=0)
