"""Other installations ask a gate: what it knows, what it makes for them, and that the answer is what they would make."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pratique.analysis.inspection import RULESET
from pratique.cli.run.clock import now
from pratique.cli.run.session import Session, open_session
from pratique.cli.run.settings import read_settings
from pratique.core.assessment import Assessment
from pratique.core.finding import Inspection
from pratique.core.policy import Action
from pratique.core.verdict import Standing
from pratique.gate.access.authentication import Admission
from pratique.intake.gate_verdicts import PATH, read_answer, write_question
from pratique.intake.questions import Wish
from pratique.store.folder.home import Home
from pratique.store.opening import open_store
from pratique.store.record import InspectionKey, Kind, Origin
from tests.gate.inside import Raw, ask, inside, listening
from tests.intake.building import npm
from tests.loopback import LoopbackRegistry

HOOKED = npm("hooked", "1.0.1")


async def judged(session: Session, *, baseline: bool = True) -> Assessment:
    (question,) = await session.questions.of_release(
        HOOKED, standing=Standing.NEW, wish=Wish(none=not baseline)
    )
    return await session.road.assess(question)


def essence(inspection: Inspection | None) -> Inspection | None:
    return None if inspection is None else replace(inspection, cpu_s=0.0)


def made_in(folder: Path) -> int:
    """How many inspections an installation remembers."""
    with open_store(Home(folder)) as store:
        return next(usage.rows for usage in store.upkeep.stats() if usage.kind is Kind.INSPECTIONS)


def test_an_inspection_of_the_gate_is_taken_and_the_verdict_is_made_here(
    registry: LoopbackRegistry, settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "laptop"

    async def run() -> None:
        async with inside(fresh_s=60) as made, listening(made.gate) as (host, port):
            assert 403 == (await made.tarball("hooked", "1.0.1")).status
            monkeypatch.setenv("PRATIQUE_HOME", str(here))
            async with open_session(read_settings(None, {}), gate=f"http://{host}:{port}/npm/") as session:
                shared = session.road.shared
                assert shared is not None
                from_gate = await judged(session)
                assert (1, 1) == (shared.asked, shared.taken)
                # The gate has the bytes, and makes what it did not make yet.
                alone = await judged(session, baseline=False)
                assert (2, 2) == (shared.asked, shared.taken)
            assert 0 == made_in(here)
            async with open_session(read_settings(None, {})) as session:
                own = await judged(session)
                assert essence(own.inspection) == essence(from_gate.inspection)
                assert own.verdict == from_gate.verdict
                assert essence((await judged(session, baseline=False)).inspection) == essence(
                    alone.inspection
                )
            # The gate would hold it; the policy of this machine lets it pass.
            settings.write_text(  # noqa: ASYNC240 - a few bytes
                '[[waivers]]\nrule = "new-install-hook"\npackage = "npm:hooked"\nreason = "read"\nowner = "me"\n'
                "expires = 2099-01-01\n"
            )
            monkeypatch.setenv("PRATIQUE_HOME", str(tmp_path / "other"))
            here_settings = read_settings(None, {})
            async with open_session(here_settings, gate=f"http://{host}:{port}") as session:
                (question,) = await session.questions.of_release(HOOKED, standing=Standing.NEW)
                waived = await session.road.assess(replace(question, waivers=here_settings.policy.waivers))
                assert session.road.shared is not None
                assert 1 == session.road.shared.taken
            assert (Action.HOLD, Action.ALLOW) == (own.verdict.action, waived.verdict.action)

    asyncio.run(run())


def test_a_gate_that_is_not_there_stops_nobody_and_it_is_told(
    registry: LoopbackRegistry,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PRATIQUE_HOME", str(tmp_path / "laptop"))

    async def run() -> Assessment:
        async with open_session(read_settings(None, {}), gate="http://127.0.0.1:9") as session:
            return await judged(session)

    found = asyncio.run(run())
    assert Action.HOLD is found.verdict.action
    assert found.inspection is not None
    told = capsys.readouterr().err
    assert "the gate http://127.0.0.1:9 was not used: " in told
    assert "; everything was judged locally" in told


async def post(address: tuple[str, int], body: bytes, method: str = "POST") -> Raw:
    return await ask(address, f"{method} {PATH} HTTP/1.1\r\nContent-Length: {len(body)}", body)


def test_what_the_gate_does_not_know_it_says_so_of_and_hostile_questions_are_refused(
    registry: LoopbackRegistry,
) -> None:
    async def run() -> None:
        async with inside() as made, listening(made.gate) as address:
            road = made.gate.listings.law.road
            unknown = InspectionKey(
                artifact="a" * 64,
                baseline="",
                package="pkg:npm/hooked",
                ruleset=RULESET,
                limits=road.limits.key,
            )
            await made.tarball("hooked", "1.0.0")
            purl = HOOKED.package.at("1.0.0").purl
            seen = made.gate.artifacts.store.artifacts.seen(purl, "hooked-1.0.0.tgz")
            assert seen is not None
            known = replace(unknown, artifact=seen.sha256)
            elsewhere = replace(known, package="pkg:npm/calm")
            tighter = replace(known, limits="other")
            keys = [unknown, known, elsewhere, tighter]
            answer = await post(address, write_question(keys))
            told = json.loads(answer.body)
            assert [known] == list(read_answer(answer.body, keys))
            assert [
                "no inspection is available",
                "",
                "no inspection is available",
                "no inspection is available",
            ] == [one["why"] for one in told["answers"]]
            assert made.gate.listings.law.epoch == told["epoch"]
            bad = [await post(address, body) for body in (b"", b"[]", b"\xff" * 100, b"[" * 50_000)]
            assert [400] * 4 == [one.status for one in bad]
            assert 405 == (await post(address, b"", "PUT")).status
            assert ["allow"] == [one.action.value for one in made.decisions]

    asyncio.run(run())


def test_an_inspection_that_nobody_vouches_for_is_neither_used_nor_handed_on(
    registry: LoopbackRegistry,
) -> None:
    """The store has an emptied inspection of a bundle: the gate inspects for itself, for its clients and for others."""

    async def run() -> None:
        async with inside() as made, listening(made.gate) as address:
            store = made.gate.artifacts.store
            assert 403 == (await made.tarball("hooked", "1.0.1")).status
            old, new = (
                store.artifacts.seen(HOOKED.package.at(v).purl, f"hooked-{v}.tgz") for v in ("1.0.0", "1.0.1")
            )
            assert old is not None
            assert new is not None
            key = InspectionKey(
                artifact=new.sha256,
                baseline=old.sha256,
                package="pkg:npm/hooked",
                ruleset=RULESET,
                limits=made.gate.listings.law.road.limits.key,
            )
            genuine = store.inspections.get_many([key])[key]
            store.upkeep.clear([Kind.INSPECTIONS])
            emptied = replace(genuine, findings=())
            store.inspections.put(key, emptied, at=datetime.now(UTC), origin=Origin.BUNDLE)
            told = read_answer((await post(address, write_question([key]))).body, [key])
            assert genuine.findings == told[key].findings
            store.upkeep.clear([Kind.INSPECTIONS])
            store.inspections.put(key, emptied, at=datetime.now(UTC), origin=Origin.BUNDLE)
        async with inside() as made:
            store = made.gate.artifacts.store
            assert {} == store.inspections.get_many([key])
            assert 403 == (await made.tarball("hooked", "1.0.1")).status
            assert genuine.findings == store.inspections.get_many([key])[key].findings

    asyncio.run(run())


def test_nobody_is_answered_who_may_not_use_the_gate(registry: LoopbackRegistry, tmp_path: Path) -> None:
    async def run() -> None:
        async with inside() as made:
            gate = replace(made.gate, admission=Admission(tmp_path / "none.json", required=True, now=now))
            async with listening(gate) as address:
                assert 401 == (await post(address, write_question([]))).status

    asyncio.run(run())


def test_no_more_is_inspected_for_one_question_than_its_share(registry: LoopbackRegistry) -> None:
    async def run() -> None:
        async with inside() as made, listening(made.gate) as address:
            limits = made.gate.listings.law.road.limits.key
            keys = [
                InspectionKey(
                    artifact=f"{n:064x}", baseline="", package="pkg:npm/x", ruleset=RULESET, limits=limits
                )
                for n in range(60)
            ]
            told = json.loads((await post(address, write_question(keys))).body)
            whys = [one["why"] for one in told["answers"]]
            assert ["no inspection is available"] * 50 + ["not inspected yet; retry later"] * 10 == whys

    asyncio.run(run())
