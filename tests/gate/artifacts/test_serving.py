"""One judgement for all who ask, and no byte without a decision."""

import asyncio
import json
import os
import signal
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from pratique.core.decision import Decision, Ground
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.core.policy import Action, Waiver
from pratique.core.reason import ReasonCode
from pratique.core.verdict import HoldKind, Reason, Standing, Verdict
from pratique.errors import Reference, StoreError
from pratique.gate.artifacts.byte_cache import Recent
from pratique.gate.artifacts.serving import grounds_of
from pratique.gate.monitoring.decision_log import Ledger
from pratique.gate.protocols.interface import ArtifactWanted
from pratique.store.record import GATE, Adopted, Adoption
from tests.cli import spawning
from tests.gate.conftest import CALM
from tests.gate.inside import inside
from tests.gate.running import gate
from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease, Replaced, Slow, Status
from tests.loopback.packages import LONG_AGO
from tests.noisy import NOISY, QUIET, publish

DATA = CALM.tarballs["calm-1.0.1.tgz"]
TARBALL = "/npm/calm/-/calm-1.0.1.tgz"


def test_many_clients_at_once_are_answered_by_one_judgement_and_each_is_noted(
    registry: LoopbackRegistry,
) -> None:
    async def run() -> list[Decision]:
        async with inside() as made:
            answers = await asyncio.gather(*(made.tarball("calm", "1.0.1") for _ in range(300)))
            assert {(200, DATA)} == {(answer.status, answer.body) for answer in answers}
            return made.decisions

    decisions = asyncio.run(run())

    assert 300 == len(decisions)
    assert {Standing.NEW} == {one.standing for one in decisions}
    assert 1 == len(registry.requests_to(TARBALL))


def test_what_was_allowed_is_in_use_from_then_on(registry: LoopbackRegistry) -> None:
    async def once() -> Standing:
        async with inside() as made:
            assert 200 == (await made.tarball("calm", "1.0.1")).status
            return made.decisions[-1].standing

    assert [Standing.NEW, Standing.PINNED] == [asyncio.run(once()), asyncio.run(once())]


def test_a_registry_that_lies_about_its_bytes_gets_none_of_them_served(registry: LoopbackRegistry) -> None:
    registry.fault(TARBALL, Replaced(data=CALM.tarballs["calm-1.0.0.tgz"]))

    async def run() -> None:
        async with inside() as made:
            lied = await made.tarball("calm", "1.0.1")
            decisions = made.decisions

        assert (403, "changed-bytes") == (lied.status, json.loads(lied.body)["reasons"][0]["code"])
        assert [Action.BLOCK] == [one.action for one in decisions]

    asyncio.run(run())


def test_a_judgement_that_takes_long_is_told_and_goes_on(registry: LoopbackRegistry) -> None:
    registry.fault(TARBALL, Slow(delay_s=3), times=1)

    async def run() -> None:
        async with inside() as made:
            made.gate.artifacts.wait_s = 0.5
            early = await made.tarball("calm", "1.0.1")
            assert [] == made.decisions
            assert (503, "10") == (early.status, early.headers["Retry-After"])
            assert "is still being judged" in (early.reason or "")
            for _ in range(200):
                if (answer := await made.tarball("calm", "1.0.1")).status == 200:
                    break
            assert (200, DATA) == (answer.status, answer.body)

    asyncio.run(run())
    assert 1 == len(registry.requests_to(TARBALL))


def test_bytes_that_cannot_be_had_are_no_reason_to_remember_a_refusal(registry: LoopbackRegistry) -> None:
    registry.fault(TARBALL, Status(code=500), times=1)

    async def run() -> list[int]:
        async with inside() as made:
            return [(await made.tarball("calm", "1.0.1")).status for _ in range(2)]

    first, second = asyncio.run(run())
    assert 200 != first
    assert 200 == second


def test_damaged_bytes_are_never_served(registry: LoopbackRegistry) -> None:
    async def run() -> None:
        async with inside() as made:
            sha256 = json.loads((await made.tarball("calm", "1.0.1")).headers["ETag"])
            path = Path(os.environ["PRATIQUE_HOME"]) / "artifacts" / sha256[:2] / sha256
            path.write_bytes(b"damaged")
            in_memory = await made.tarball("calm", "1.0.1")
            made.gate.artifacts.recent = Recent()
            first = await made.tarball("calm", "1.0.1")
            second = await made.tarball("calm", "1.0.1")
            decisions = made.decisions

        assert (200, DATA) == (in_memory.status, in_memory.body)
        assert 503 == first.status
        assert (200, DATA) == (second.status, second.body)
        assert 3 == len(decisions)

    asyncio.run(run())


class _Full:
    """A shelf without room; only what the ledger calls."""

    def add_many(self, decisions: Iterable[Decision]) -> None:
        del decisions
        raise StoreError(Reference.DISK_FULL, "no room left on the disk", hint="free some")


def test_what_cannot_be_noted_is_not_served(registry: LoopbackRegistry) -> None:
    async def run() -> None:
        async with inside() as made:
            made.gate.artifacts.ledger = Ledger(_Full())
            answer = await made.tarball("calm", "1.0.1")

        assert 503 == answer.status
        assert "no room left" in json.loads(answer.body)["error"]

    asyncio.run(run())


def test_a_gate_that_is_killed_has_noted_all_that_it_served(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    with gate(tmp_path) as running:
        assert DATA == running.get(TARBALL).body
        assert 403 == running.get("/npm/calm/-/calm-1.1.0.tgz").status
        os.kill(running.process.pid, signal.SIGKILL)
        running.process.wait(30)
        log = running.log()

    assert [("pkg:npm/calm@1.0.1", "allow"), ("pkg:npm/calm@1.1.0", "hold")] == [
        (one["purl"], one["action"]) for one in log
    ]


def test_what_is_let_in_by_a_waiver_says_what_it_was_let_in_against() -> None:
    digest = Digest("sha256", "a" * 64)
    waiver = Waiver(
        rule="too-young",
        ecosystem=None,
        package="calm",
        digest=digest,
        reason="we wrote it",
        owner="ada",
        expires=date(2030, 1, 1),
    )
    young = Reason(code=ReasonCode.TOO_YOUNG, text="published 1 h ago", source="policy", waived=waiver)
    private = replace(young, waived=None, text="private")
    let_in = Verdict(action=Action.ALLOW, notes=(young, private))

    assert (Ground("too-young", "published 1 h ago; waived by ada: we wrote it", "policy"),) == grounds_of(
        let_in
    )
    assert (Ground("too-young", "private", "policy"),) == grounds_of(
        Verdict(action=Action.HOLD, kind=HoldKind.REVIEW, reasons=(private,), notes=(young,))
    )


HOLDING = NpmPackage(
    name="calm",
    releases=(NpmRelease(version="0.0.1-security", manifest={"description": "security holding package"}),),
)


def test_what_its_registry_holds_back_frees_and_holds_back_again_is_answered_by_what_is_so_now(
    registry: LoopbackRegistry,
) -> None:
    async def run() -> tuple[list[int], list[str]]:
        async with inside() as made:
            statuses: list[int] = []
            epochs: list[str] = []
            for told in (CALM, HOLDING, CALM, HOLDING, CALM):
                registry.put_npm(told)
                await made.listing("calm")
                statuses.append((await made.tarball("calm", "1.0.1")).status)
                epochs.append(made.gate.listings.law.epoch)
            return statuses, epochs

    statuses, epochs = asyncio.run(run())
    assert [200, 403, 200, 403, 200] == statuses
    # One name for the same law, however often it comes back.
    assert (epochs[0], epochs[1]) == (epochs[2], epochs[3])
    assert epochs[0] != epochs[1]


def test_what_was_fetched_ahead_and_served_to_nobody_is_refused_while_its_registry_holds_it_back(
    registry: LoopbackRegistry,
) -> None:
    async def run() -> tuple[list[int], set[str]]:
        async with inside() as made:
            package = PackageRef(Ecosystem.NPM, "calm")
            ahead = ArtifactWanted(package, "1.0.1", "calm-1.0.1.tgz")
            assert await made.gate.artifacts.judge(package.at("1.0.1"), ahead) is not None
            statuses: list[int] = []
            epochs: set[str] = set()
            for told in (HOLDING, CALM):
                registry.put_npm(told)
                await made.listing("calm")
                statuses.append((await made.tarball("calm", "1.0.1")).status)
                epochs.add(made.gate.listings.law.epoch)
            return statuses, epochs

    statuses, epochs = asyncio.run(run())
    assert [403, 200] == statuses
    # Nobody had got anything of it, so nothing else was decided anew.
    assert 1 == len(epochs)


def test_what_was_adopted_is_judged_by_its_bytes_alone_and_nothing_else_is_fetched_for_it(
    registry: LoopbackRegistry,
) -> None:
    async def run() -> list[str]:
        async with inside(fresh_s=60) as made:
            law, store = made.gate.listings.law, made.gate.listings.store
            integrity = registry.npm_integrity("hooked", "1.0.1")
            entries = {Adopted("pkg:npm/hooked@1.0.1", str(one)) for one in Digest.parse_sri(integrity)}
            store.adoptions.put(Adoption(project=GATE, at=law.now(), entries=frozenset(entries)))
            assert law.renew()
            assert 200 == (await made.tarball("hooked", "1.0.1")).status
            # Of this version other bytes were adopted than those that are listed: all is asked.
            other = {Adopted("pkg:npm/calm@1.0.1", f"sha512:{'0' * 128}")}
            store.adoptions.put(Adoption(project=GATE, at=law.now(), entries=frozenset(other)))
            assert law.renew()
            assert 200 == (await made.tarball("calm", "1.0.1")).status
            return [one.standing.value for one in made.decisions]

    assert ["pinned", "new"] == asyncio.run(run())
    fetched = [seen.path.rpartition("/")[2] for seen in registry.requests if seen.path.endswith(".tgz")]
    # Bytes that are not the adopted ones are asked for once more, before the listing is asked.
    assert ["hooked-1.0.1.tgz", *["calm-1.0.1.tgz"] * 3, "calm-1.0.0.tgz"] == fetched


def in_two_steps(registry: LoopbackRegistry) -> None:
    """`steps` gains a hook with 1.0.1, and has the same one in 1.0.2, long after."""
    hook = {"scripts": {"postinstall": "node x.js"}}
    releases = (
        NpmRelease(version="1.0.0", files={"x.js": "1\n"}),
        NpmRelease(
            version="1.0.1", files={"x.js": "1\n"}, manifest=hook, published_at=LONG_AGO + timedelta(days=99)
        ),
        NpmRelease(
            version="1.0.2", files={"x.js": "2\n"}, manifest=hook, published_at=LONG_AGO + timedelta(days=199)
        ),
    )
    registry.put_npm(NpmPackage(name="steps", releases=releases))


def test_what_was_held_here_is_nothing_to_compare_the_next_release_with(registry: LoopbackRegistry) -> None:
    in_two_steps(registry)

    async def run() -> list[int]:
        async with inside(fresh_s=60) as made:
            return [(await made.tarball("steps", version)).status for version in ("1.0.0", "1.0.1", "1.0.2")]

    assert [200, 403, 403] == asyncio.run(run())


def test_what_a_person_let_in_is_compared_with_again(tmp_path: Path, registry: LoopbackRegistry) -> None:
    in_two_steps(registry)

    async def run() -> list[int]:
        async with inside(fresh_s=60) as made:
            before = (await made.tarball("steps", "1.0.1")).status
            code, _, err = await asyncio.to_thread(
                spawning.run, "release", "pkg:npm/steps@1.0.1", "--reason", "read", folder=tmp_path
            )
            assert 0 == code, err
            made.gate.listings.law.renew()
            return [
                before,
                *[(await made.tarball("steps", version)).status for version in ("1.0.1", "1.0.2")],
            ]

    assert [403, 200, 200] == asyncio.run(run())


def test_what_was_judged_before_the_law_changed_is_judged_again(registry: LoopbackRegistry) -> None:
    async def run() -> list[int]:
        async with inside(fresh_s=60) as made:
            law, store = made.gate.listings.law, made.gate.listings.store
            before = (await made.tarball("hooked", "1.0.1")).status
            integrity = registry.npm_integrity("hooked", "1.0.1")
            entries = {Adopted("pkg:npm/hooked@1.0.1", str(one)) for one in Digest.parse_sri(integrity)}
            store.adoptions.put(Adoption(project=GATE, at=law.now(), entries=frozenset(entries)))
            assert law.renew()
            return [before, (await made.tarball("hooked", "1.0.1")).status]

    assert [403, 200] == asyncio.run(run())


def test_bytes_that_were_judged_and_lost_are_not_replaced_by_others(registry: LoopbackRegistry) -> None:
    async def run() -> tuple[int, str, list[Action]]:
        async with inside() as made:
            sha256 = json.loads((await made.tarball("calm", "1.0.1")).headers["ETag"])
        (Path(os.environ["PRATIQUE_HOME"]) / "artifacts" / sha256[:2] / sha256).unlink()
        registry.fault(TARBALL, Replaced(data=CALM.tarballs["calm-1.0.0.tgz"]))
        async with inside() as made:
            answer = await made.tarball("calm", "1.0.1")
            code = json.loads(answer.body)["reasons"][0]["code"]
            return answer.status, code, [one.action for one in made.decisions]

    assert (403, "changed-bytes", [Action.ALLOW, Action.BLOCK]) == asyncio.run(run())


def test_a_score_that_earlier_releases_show_too_stops_nothing(registry: LoopbackRegistry) -> None:
    noisy, at = NOISY[Ecosystem.NPM], LONG_AGO
    same = {"1.0.0": (noisy + "//1", at), "1.1.0": (noisy + "//2", at), "1.2.0": (noisy, at)}
    publish(registry, Ecosystem.NPM, same)
    publish(registry, Ecosystem.NPM, {**same, "1.0.0": (QUIET[Ecosystem.NPM], at)}, "changed")

    async def run() -> list[int]:
        async with inside() as made:
            return [(await made.tarball(name, "1.2.0")).status for name in ("noisy", "changed")]

    assert [200, 403] == asyncio.run(run())
