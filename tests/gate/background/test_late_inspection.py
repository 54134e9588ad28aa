"""What was served before its inspection is inspected, also after a restart, and no failure of that ends in silence."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from pratique.analysis.pool import Pool
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.gate.background.jobs import running
from pratique.gate.background.late_inspection import AGAIN, FAILED
from pratique.store.gate.affected_clients import ServedName
from tests.gate.aftermath import After, aftermath
from tests.gate.first_uses import (
    NPM_FILE,
    OTHER_NPM_FILE,
    adopt,
    advise,
    condemn,
    grounds,
    is_inspected,
    run_main,
    until,
)
from tests.loopback import LoopbackRegistry

CALM = PackageRef(Ecosystem.NPM, "calm")


@pytest.fixture
def covered(registry: LoopbackRegistry) -> LoopbackRegistry:
    """A registry whose malicious releases are known."""
    advise()
    return registry


def owed(made: After) -> list[tuple[str, bool]]:
    """The files that are not inspected yet, and whether an inspection failed."""
    return [(one.name.filename, bool(one.why)) for one in made.session.store.uninspected.all()]


def test_a_gate_that_ended_before_the_inspection_inspects_after_its_next_start(
    covered: LoopbackRegistry,
) -> None:
    async def before() -> None:
        async with aftermath() as made:
            adopt(made, NPM_FILE, OTHER_NPM_FILE)
            for file in (NPM_FILE, OTHER_NPM_FILE):
                assert 200 == (await file.ask(made, "10.0.0.7")).status

    async def after() -> None:
        async with aftermath() as made:
            assert [("calm-1.0.1.tgz", False), ("calm-1.0.0.tgz", False)] == owed(made)
            condemn(made, [NPM_FILE])
            async with running([made.late], 0.05):
                await until(lambda: not owed(made))
            assert is_inspected(made, OTHER_NPM_FILE)
            assert [[("10.0.0.7", "ci")]] == made.named()
            assert {"waiting": 0, "failed": 0, "failures": []} == made.late.health()[
                "served_before_inspection"
            ]

    asyncio.run(before())
    asyncio.run(after())


@pytest.mark.parametrize(("longest_s", "waits"), [(60.0, True), (0.3, False)])
def test_inspections_start_when_the_install_pauses_but_at_most_a_minute_after_its_first_file(
    covered: LoopbackRegistry, longest_s: float, waits: bool
) -> None:
    async def run() -> None:
        async with aftermath() as made:
            queue = made.inside.gate.artifacts.first_use
            queue.pause_s, queue.longest_delay_s = 0.5, longest_s
            taken = asyncio.create_task(queue.take(after_install=True))
            for version in range(8):
                queue.add(ServedName(CALM.at(f"1.0.{version}"), "calm.tgz", "0" * 64))
                await asyncio.sleep(0.1)
            assert waits is not taken.done()
            assert "1.0.0" == (await taken).ref.version

    asyncio.run(run())


def test_who_got_the_file_while_its_inspection_ended_is_named_too(covered: LoopbackRegistry) -> None:
    async def run() -> None:
        async with aftermath() as made:
            adopt(made, NPM_FILE)
            assert 200 == (await NPM_FILE.ask(made, "10.0.0.1")).status
            (late,) = made.inside.decisions
            condemn(made, [NPM_FILE])
            await made.late.look()
            # A decision that was on its way to the database meanwhile.
            (name,) = (one.name for one in made.turned)
            ledger = made.inside.gate.artifacts.ledger
            await ledger.note(
                replace(late, client=replace(late.client, address="10.0.0.2")), uninspected=name
            )
            made.inside.gate.artifacts.first_use.add(name)
            await made.late.look()
            assert [[("10.0.0.1", "ci")], [("10.0.0.2", "ci")]] == made.named()
            assert [] == owed(made)

    asyncio.run(run())


def test_an_inspection_that_fails_is_named_everywhere_until_it_succeeds(
    covered: LoopbackRegistry, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        async with aftermath() as made:
            gate, law = made.inside.gate, made.inside.gate.listings.law
            adopt(made, NPM_FILE)
            assert 200 == (await NPM_FILE.ask(made)).status
            sound = law.road
            async with Pool(1, program="pratique.analysis.no_such_worker") as broken:
                law.road = replace(sound, pool=broken)
                await made.late.look()
                await made.late.look()
                # What is in use is served as ever, and each decision says that nothing inspected it.
                assert 200 == (await NPM_FILE.ask(made)).status
            law.road = sound

            assert [("calm-1.0.1.tgz", True)] == owed(made)
            (problem,) = made.late.problems()
            assert problem.startswith("1 file served before inspection could not be inspected: calm@1.0.1: ")
            told = 'pratique_gate_served_uninspected{state="failed"} 1.0'
            assert told in gate.metrics.text().decode().splitlines()
            assert [("served-before-inspection",), ("not-inspected",), ("not-inspected",)] == grounds(made)
            failed = made.inside.decisions[1]
            assert (Action.ALLOW, None, FAILED) == (failed.action, failed.sha256, failed.note)

            made.late._again_at = law.now() - AGAIN - timedelta(seconds=1)
            await made.late.look()
            assert not owed(made)
            assert not made.late.problems()
            assert [] == made.turned

    asyncio.run(run())
    assert 1 == len([one for one in caplog.records if "the inspection failed" in one.message])


def test_a_file_whose_record_is_gone_is_named_and_one_that_a_person_approved_is_not(
    covered: LoopbackRegistry,
) -> None:
    async def run() -> None:
        async with aftermath() as made:
            law = made.inside.gate.listings.law
            adopt(made, NPM_FILE)
            assert 200 == (await NPM_FILE.ask(made)).status
            (one,) = made.session.store.uninspected.all()
            gone = replace(one.name, filename="calm-9.9.9.tgz")
            made.session.store.uninspected.add_many([gone], at=one.at)
            digest = f"sha256:{NPM_FILE.sha256}"
            assert 0 == await run_main("approve", digest, "--reason", "read", "--by", "ada")
            law.renew()
            sound = law.road
            async with Pool(1, program="pratique.analysis.no_such_worker") as broken:
                law.road = replace(sound, pool=broken)
                await made.late.look()
            law.road = sound
            assert [("calm-9.9.9.tgz", True)] == owed(made)

    asyncio.run(run())
