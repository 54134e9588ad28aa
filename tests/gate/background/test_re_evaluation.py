"""Nothing allowed is forgotten: what turns bad is refused, and whoever got it is named, once."""

import asyncio
import logging
from dataclasses import replace
from pathlib import Path

import pytest

from pratique.analysis.inspection import RULESET
from pratique.archive import DEFAULT_LIMITS
from pratique.cli import main
from pratique.core.decision import Client
from pratique.core.finding import Confidence, Severity
from pratique.store.gate.affected_clients import AlarmState
from pratique.store.record import InspectionKey
from tests.gate.aftermath import After, aftermath, codes, warn
from tests.gate.conftest import CALM
from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease, Slow
from tests.store.builders import inspection

ALL = [(f"10.0.0.{n}", "ci" if n % 2 else "install") for n in range(50)]


async def serve_all(made: After) -> None:
    for address, command in ALL:
        assert 200 == (await made.get("calm", "1.0.1", address, command)).status


def test_fifty_clients_are_named_once_when_what_they_got_turns_bad(
    tmp_path: Path, registry: LoopbackRegistry, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        warn(tmp_path)
        async with aftermath() as made:
            await serve_all(made)
            await made.get("calm", "1.0.0")
            await made.look()
            assert [] == made.turned, "nothing is said against it yet"

            warn(tmp_path, calm=["1.0.1"])
            await made.look()
            refused = await made.get("calm", "1.0.1")
            assert (403, ["advisory"]) == (refused.status, codes(refused))
            assert [ALL] == made.named()
            assert "MAL-2026-0 says that calm@1.0.1 is malicious" in made.turned[0].grounds[0].text

            await made.look()
            warn(tmp_path, calm=["1.0.1"], other=["1.0.0"])
            await made.look()
            assert [ALL] == made.named(), "a second sync names nobody twice"
            assert {AlarmState.QUIET: 1} == made.session.store.alarms.counts()

    with caplog.at_level(logging.ERROR):
        asyncio.run(run())
    (line,) = [one.message for one in caplog.records if "flagged after" in one.message]
    assert "flagged after the gate served it 50 times: calm@1.0.1 (MAL-2026-0 says" in line


def test_a_gate_that_was_down_names_them_at_its_next_start(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    async def before() -> None:
        async with aftermath() as made:
            await serve_all(made)

    async def after() -> list[list[tuple[str, str]]]:
        async with aftermath() as made:
            await made.look()
            return made.named()

    asyncio.run(before())
    warn(tmp_path, calm=["1.0.1"])
    assert [ALL] == asyncio.run(after())
    assert [ALL] == asyncio.run(after())


def test_the_policy_of_the_operator_counts_too(registry: LoopbackRegistry, settings: Path) -> None:
    async def once() -> list[str]:
        async with aftermath() as made:
            await made.get("calm", "1.0.1")
            await made.look()
            return [one.grounds[0].code for one in made.turned]

    assert [] == asyncio.run(once())
    settings.write_text('[deny]\n"npm:calm" = "we do not want it"\n')
    assert ["denied"] == asyncio.run(once())


def test_what_is_withdrawn_is_served_again_and_bad_anew_names_only_who_got_it_since(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    async def run() -> None:
        async with aftermath() as made:
            await made.get("calm", "1.0.1", "10.0.0.1")
            warn(tmp_path, calm=["1.0.1"])
            await made.look()
            warn(tmp_path)
            await made.look()
            assert [True] == [one.cleared_at is not None for one in made.turned]

            assert 200 == (await made.get("calm", "1.0.1", "10.0.0.2")).status
            warn(tmp_path, calm=["1.0.1"])
            await made.look()
            assert [[("10.0.0.1", "ci")], [("10.0.0.2", "ci")]] == made.named()

    asyncio.run(run())


def test_a_judgement_in_flight_survives_a_new_index_and_counts_it(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    registry.fault("/npm/calm/-/calm-1.0.1.tgz", Slow(delay_s=1.5), times=1)

    async def run() -> None:
        warn(tmp_path)
        async with aftermath() as made:
            asked = asyncio.create_task(made.get("calm", "1.0.1"))
            await asyncio.sleep(0.5)
            warn(tmp_path, calm=["1.0.1"])
            made.inside.gate.listings.law.renew()
            answer = await asked
            assert (403, ["advisory"]) == (answer.status, codes(answer))

    asyncio.run(run())


def test_a_package_that_its_registry_holds_back_is_refused_also_where_it_is_in_use(
    registry: LoopbackRegistry,
) -> None:
    held = NpmPackage(
        name="calm",
        releases=(
            NpmRelease(version="0.0.1-security", manifest={"description": "security holding package"}),
        ),
    )

    async def run() -> None:
        async with aftermath() as made:
            assert 200 == (await made.get("calm", "1.0.1")).status
            registry.put_npm(held)
            await made.inside.listing("calm")
            refused = await made.get("calm", "1.0.1")
            await made.look()
            assert (403, ["quarantined"]) == (refused.status, codes(refused))
            assert [[("10.0.0.1", "ci")]] == made.named()

            registry.put_npm(CALM)
            await made.inside.listing("calm")
            assert 200 == (await made.get("calm", "1.0.1")).status

    asyncio.run(run())


def test_what_was_inspected_by_other_rules_is_inspected_again_where_it_is_here(
    registry: LoopbackRegistry,
) -> None:
    async def run() -> None:
        async with aftermath() as made:
            await made.get("calm", "1.0.0")
            await made.get("calm", "1.0.1")
            await made.look()
            store = made.session.store
            rows = store.served.undecided(epoch="another", most=9)
            store.served.inspected([row.id for row in rows], ruleset="older rules")
            async with aftermath() as next_start:
                await next_start.look()
            assert [] == list(store.served.uninspected(ruleset=made.rejudging.ruleset, most=9))
            assert [] == made.turned

    asyncio.run(run())


@pytest.mark.parametrize("count", [1_200])
def test_many_are_decided_in_parts(tmp_path: Path, registry: LoopbackRegistry, count: int) -> None:
    async def run() -> None:
        async with aftermath() as made:
            await made.get("calm", "1.0.1")
            (one,) = made.inside.decisions
            many = [
                replace(
                    one,
                    ref=one.ref.package.at(f"9.{n}.0"),
                    filename=f"calm-9.{n}.0.tgz",
                    # Bytes of their own: what an advisory says of bytes counts for the same bytes under any name.
                    sha256=f"{n:064x}",
                    epoch="old",
                )
                for n in range(count)
            ]
            made.session.store.decisions.add_many(many)
            warn(tmp_path, calm=["9.0.0", "9.700.0", f"9.{count - 1}.0"])
            await made.look()
            assert {"9.0.0", "9.700.0", f"9.{count - 1}.0"} == {
                turned.name.ref.version for turned in made.turned
            }
            assert 1 == len({turned.alarm for turned in made.turned}), "one change, one alarm"
            assert [] == list(
                made.session.store.served.undecided(epoch=made.inside.gate.listings.law.epoch, most=9)
            )

    asyncio.run(run())


def test_what_comes_late_by_an_older_law_is_decided_and_what_another_gate_decides_is_its_own(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    async def run() -> None:
        async with aftermath() as made:
            await made.get("calm", "1.0.1", "10.0.0.1")
            await made.look()
            before = made.inside.gate.listings.law.epoch
            warn(tmp_path, calm=["1.0.1"])
            await made.look()

            (late,) = made.inside.decisions
            store = made.session.store
            store.decisions.add_many([replace(late, client=Client("late"), epoch="of another gate")])
            await made.look()
            assert 1 == len(made.turned)
            store.decisions.add_many([replace(late, client=Client("later"), epoch=before)])
            await made.look()
            assert [[("10.0.0.1", "ci")], [("late", ""), ("later", "")]] == made.named()

    asyncio.run(run())


def test_what_a_person_refuses_is_bad_for_whoever_got_it(
    registry: LoopbackRegistry,
) -> None:
    async def run() -> None:
        async with aftermath() as made:
            await made.get("calm", "1.0.1")
            await made.look()
            refuse = ["refuse", "calm@1.0.1", "--reason", "it mines", "--by", "ada"]
            assert 0 == await asyncio.to_thread(main, refuse)
            await made.look()
            assert ["refused"] == [one.grounds[0].code for one in made.turned]

    asyncio.run(run())


def test_a_new_rule_that_blocks_what_was_served_names_who_got_it(registry: LoopbackRegistry) -> None:
    async def run() -> None:
        async with aftermath() as made:
            await made.get("calm", "1.0.1")
            await made.look()
            (one,) = made.inside.decisions
            assert one.sha256 is not None
            key = InspectionKey(
                artifact=one.sha256,
                baseline="",
                package=one.ref.package.purl,
                ruleset=RULESET,
                limits=DEFAULT_LIMITS.key,
            )
            found = inspection(key)
            worst = replace(found.findings[0], severity=Severity.CRITICAL, confidence=Confidence.HIGH)
            store = made.session.store
            store.inspections.put(key, replace(found, findings=(worst,)), at=one.at)
            store.served.inspected(
                [row.id for row in store.served.undecided(epoch="x", most=9)], ruleset="old"
            )
            next_start = replace(made.rejudging, _done={}, _epochs=set())
            await next_start.look()
            (turned,) = made.turned
            assert ("finding", worst.rule) == (turned.grounds[0].code, turned.grounds[0].source)

            await next_start.look()
            warn_of_nothing = replace(made.rejudging, _done={}, _epochs=set())
            await warn_of_nothing.look()
            assert [None] == [one.cleared_at for one in made.turned], (
                "what its bytes say is not cleared by its name"
            )

    asyncio.run(run())
