"""Fix sets on the road, against a registry with true times."""

import asyncio
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pratique.core.assessment import Assessment
from pratique.core.lock import Lock
from pratique.core.names import PackageRef, ReleaseRef
from pratique.core.policy import Action
from pratique.core.verdict import HoldKind, Standing
from pratique.errors import Reference, StoreError
from pratique.intake.fixes.fix_sets import Fixes, hint
from pratique.intake.known_bad.advised import Warnings
from pratique.store.interface import Store
from tests.gate.fix_sets import AT, PARTS, Change, names_the_fix, packages, warnings
from tests.intake.building import Machine, Parts, entry, npm
from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease

FIX, SIBLING = npm("duct", "1.2.4"), npm(PARTS[0], "1.2.4")
FEW = PARTS[:2]


async def judged(parts: Parts, warned: Warnings, ref: ReleaseRef, fixes: Fixes) -> Assessment:
    road = replace(parts.road, warnings=warned, fixes=fixes)
    (question,) = await parts.questions.of_release(ref, standing=Standing.NEW)
    return await road.assess(question)


def judge(
    store: Store, folder: Path, warned: Warnings, *refs: ReleaseRef, change: Change | None = None
) -> list[Assessment]:
    """Judge releases one after another, by one memory of sets."""

    async def run() -> list[Assessment]:
        old = NpmPackage(name="old", releases=(NpmRelease(version="1.0.0", files={"index.js": "1"}),))
        with LoopbackRegistry(npm=[*packages(change, parts=FEW), old]) as registry:
            machine = Machine(loopback=registry, store=store, folder=folder, now=datetime.now(UTC))
            async with machine.opened() as parts:
                fixes = Fixes(parts.questions)
                return [await judged(parts, warned, ref, fixes) for ref in refs]

    return asyncio.run(run())


def test_a_fix_and_its_siblings_do_not_wait_and_the_notes_say_why(store: Store, tmp_path: Path) -> None:
    found = judge(store, tmp_path, warnings(names_the_fix()), SIBLING, FIX)

    assert [Action.ALLOW] * 2 == [one.verdict.action for one in found]
    assert all(one.verdict.early for one in found)
    (note,) = found[1].verdict.notes
    assert note.text.endswith(
        "no cooldown, because GHSA-duct-duct-duct (reviewed by GitHub) lists duct@1.2.4 as the fix, "
        "with 2 siblings that it pins"
    )


def test_without_an_advisory_both_wait(store: Store, tmp_path: Path) -> None:
    found = judge(store, tmp_path, warnings(), FIX, SIBLING)

    assert [HoldKind.WAIT] * 2 == [one.verdict.kind for one in found]
    assert [None] * 2 == [one.dossier.fix for one in found]


HELD = {
    "an advisory that nobody reviewed": (
        Change(),
        names_the_fix(reviewed=False),
        "the advisory has no known reviewer other than its author",
    ),
    "an advisory from a file that says it was reviewed": (
        Change(),
        names_the_fix(source="osv"),
        "the advisory has no known reviewer other than its author",
    ),
    "an advisory of another database": (
        Change(),
        names_the_fix(id_="ACME-2026-1"),
        "the advisory has no known reviewer other than its author",
    ),
    "an advisory that named it before it was published": (
        Change(),
        names_the_fix(modified=AT - timedelta(minutes=1)),
        "the advisory is not known to have changed since duct@1.2.4 was published",
    ),
    "a new publisher": (
        Change(publisher="eve"),
        names_the_fix(),
        "eve never published an earlier release of duct that is old enough",
    ),
    "a sibling of another publisher": (
        Change(publishers={PARTS[0]: "eve"}),
        names_the_fix(),
        "@duct/part-a@1.2.4 was published by eve, and duct@1.2.4 by ada",
    ),
    "a sibling with a new hook": (
        Change(scripts={PARTS[1]: {"postinstall": "node index.js"}}),
        names_the_fix(),
        "@duct/part-b@1.2.4: postinstall is new",
    ),
    "a sibling that is not pinned exactly": (
        Change(ranges={PARTS[0]: "^1.2.4"}),
        names_the_fix(),
        "duct@1.2.4 adds a dependency on @duct/part-a ^1.2.4 without an exact version",
    ),
    "a sibling of other minutes": (
        Change(at={PARTS[0]: AT + timedelta(hours=2)}),
        names_the_fix(),
        "@duct/part-a@1.2.4 was not published within 15 min of duct@1.2.4",
    ),
    "a package that is new to it": (
        Change(more={"old": "1.0.0"}),
        names_the_fix(),
        "duct@1.2.4 adds a dependency on old, which was not published together with it",
    ),
    "a range of a package that is new to it": (
        Change(more={"old": "^1.0.0"}),
        names_the_fix(),
        "duct@1.2.4 adds a dependency on old, but does not pin its version",
    ),
    "a name of any length": (
        Change(more={"x" * 300: "1.0.0"}),
        names_the_fix(),
        f"duct@1.2.4 adds a dependency on {'x' * 100}..., which is an invalid package name",
    ),
    "a package that does not exist": (
        Change(more={"none": "1.0.0"}),
        names_the_fix(),
        "a lookup failed: ",
    ),
}


@pytest.mark.parametrize("says", HELD)
def test_attackers_variants_wait_and_the_reason_says_why(says: str, store: Store, tmp_path: Path) -> None:
    change, advisory, why = HELD[says]

    found = judge(store, tmp_path, warnings(advisory), FIX, SIBLING, change=change)

    assert [Action.HOLD] * 2 == [one.verdict.action for one in found]
    said = found[0].dossier.fix.against if found[0].dossier.fix else ()
    assert any(why in one for one in said), said


def test_a_version_that_no_advisory_names_waits(store: Store, tmp_path: Path) -> None:
    wider = Change(version="1.3.0")

    found = judge(store, tmp_path, warnings(names_the_fix()), npm("duct", "1.3.0"), change=wider)

    assert HoldKind.WAIT is found[0].verdict.kind
    assert found[0].dossier.fix is None


def test_a_lock_tells_a_sibling_who_pins_it(store: Store, tmp_path: Path) -> None:
    other = npm("other", "1.0.1")
    asking = entry(FIX, parents=("",))
    lock = Lock(
        format="package-lock.json",
        packages=(
            replace(asking, dependencies={"other": "1.0.1", "loose": "^1.0.0"}),
            entry(other, parents=(asking.key,)),
            entry(npm("loose", "1.0.1"), parents=(asking.key,)),
        ),
    )

    async def run() -> tuple[Assessment, Assessment]:
        with LoopbackRegistry(npm=packages(Change(other="1.0.1"), parts=FEW)) as registry:
            machine = Machine(loopback=registry, store=store, folder=tmp_path, now=datetime.now(UTC))
            async with machine.opened() as parts:
                fixes = Fixes(parts.questions)
                before = await judged(parts, warnings(names_the_fix()), other, fixes)
                hint(fixes, [lock])
                return before, await judged(parts, warnings(names_the_fix()), other, fixes)

    before, after = asyncio.run(run())
    assert (HoldKind.WAIT, Action.ALLOW) == (before.verdict.kind, after.verdict.action)


@pytest.mark.parametrize("stays", [True, False])
def test_a_set_that_cannot_be_weighed_is_told_to_who_waits_or_in_the_log(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture, stays: bool
) -> None:
    waiting: list[asyncio.Task[Assessment]] = []

    def broken(_package: PackageRef) -> Collection[str]:
        if not stays:
            waiting[0].cancel()
        raise StoreError(Reference.STORE_UNREADABLE, "no disk", hint="look at it")

    async def run() -> None:
        with LoopbackRegistry(npm=packages(parts=FEW)) as registry:
            machine = Machine(loopback=registry, store=store, folder=tmp_path, now=datetime.now(UTC))
            async with machine.opened() as parts:
                fixes = Fixes(replace(parts.questions, unfit=broken))
                waiting.append(asyncio.create_task(judged(parts, warnings(names_the_fix()), FIX, fixes)))
                with pytest.raises(StoreError if stays else asyncio.CancelledError):
                    await waiting[0]
                await asyncio.sleep(0)

    asyncio.run(run())
    told = [one.getMessage() for one in caplog.records if "weighing a fix set" in one.getMessage()]
    assert stays == (told == [])
    assert stays or "no disk" in told[0]
