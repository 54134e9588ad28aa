"""Code that was not analysed and is in use already."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from pratique.core.assessment import Assessment
from pratique.core.lock import Lock, LockedPackage
from pratique.core.names import Digest
from pratique.core.policy import Action
from pratique.core.verdict import Standing
from pratique.intake.in_use.accepted_code import AcceptedCode
from pratique.intake.in_use.standing import Standings
from pratique.store.record import Adopted, Adoption, AllowedBytes
from tests.intake.building import NOW, Machine, entry, npm
from tests.loopback import NpmPackage, NpmRelease, Status

BROKEN = "This text is no code, and (nothing) can be ]read of it; it is asked for all the same\n" * 9
OTHER = BROKEN.replace("no code", "none")


def release(version: str, text: str) -> NpmRelease:
    # What is published long ago waits for nothing.
    return NpmRelease(version=version, files={"index.js": text, "note.txt": version})


@pytest.fixture
def odd(machine: Machine) -> Machine:
    texts = {"1.0.0": BROKEN, "1.0.5": BROKEN, "1.1.0": BROKEN, "1.2.0": OTHER, "1.3.0": OTHER}
    machine.loopback.put_npm(NpmPackage(name="odd", releases=tuple(release(*item) for item in texts.items())))
    return machine


def locked(machine: Machine, version: str) -> LockedPackage:
    digest = Digest.parse(machine.loopback.npm_integrity("odd", version))
    return entry(npm("odd", version), [digest])


def lock(*entries: LockedPackage) -> dict[str, Lock]:
    return {"package-lock.json": Lock(format="package-lock v3", packages=entries)}


def weighed(
    machine: Machine,
    version: str,
    *,
    before: Mapping[str, Lock] | None = None,
    adoption: Adoption | None = None,
    standing: Standing = Standing.NEW,
    forced: Standing | None = None,
) -> Assessment:
    async def run() -> Assessment:
        async with machine.opened() as parts:
            standings = Standings(store=machine.store, project="p", adoption=adoption, forced=forced)
            code = AcceptedCode(
                road=parts.road, questions=parts.questions, standings=standings, before=before or {}
            )
            (question,) = await parts.questions.of_locked(locked(machine, version), standing=standing)
            return await code.weighed(await parts.road.assess(question))

    return asyncio.run(run())


def test_nothing_is_accepted_by_itself(odd: Machine) -> None:
    """The baseline has the same file, and nobody accepted the baseline."""
    found = weighed(odd, "1.1.0")
    assert [("index.js", True)] == [(one.path, one.in_baseline) for one in found.coverage.unread]
    assert not found.coverage.complete


@pytest.mark.parametrize(
    ("before", "after", "complete"),
    [
        ("1.0.0", "1.1.0", True),
        ("1.1.0", "1.2.0", False),
        ("1.1.0", "1.3.0", False),
        ("1.2.0", "1.3.0", True),
    ],
)
def test_the_same_bytes_in_the_lock_before_the_change_leave_no_gap(
    odd: Machine, before: str, after: str, complete: bool
) -> None:
    found = weighed(odd, after, before=lock(locked(odd, before)))
    assert complete is found.coverage.complete
    assert ["index.js"] == [one.path for one in found.coverage.unread]
    assert found.dossier.accepted == frozenset(found.coverage.unread if complete else ())


def test_code_that_only_a_release_in_use_has_holds_nothing(odd: Machine) -> None:
    """Of 1.2.0 the baseline has other bytes, so it is held; the lock before held 1.3.0, which has the same."""
    assert "incomplete" in {reason.code for reason in weighed(odd, "1.2.0").verdict.reasons}
    found = weighed(odd, "1.2.0", before=lock(locked(odd, "1.3.0")))
    assert "incomplete" not in {reason.code for reason in found.verdict.reasons}
    assert found.coverage.complete


def test_an_adopted_release_accepts_the_same_bytes(odd: Machine) -> None:
    digest = str(locked(odd, "1.0.0").digests[0])
    adoption = Adoption(project="p", at=NOW, entries=frozenset({Adopted(npm("odd", "1.0.0").purl, digest)}))
    assert weighed(odd, "1.1.0", adoption=adoption).coverage.complete
    assert not weighed(odd, "1.2.0", adoption=adoption).coverage.complete


def test_an_adopted_artifact_accepts_itself_after_the_run_that_adopts(odd: Machine) -> None:
    first = weighed(odd, "1.0.0", standing=Standing.PINNED)
    assert not first.coverage.complete
    assert Action.ALLOW is first.verdict.action
    later = Adoption(project="p", at=NOW - timedelta(days=1), entries=frozenset())
    assert weighed(odd, "1.0.0", adoption=later, standing=Standing.PINNED).coverage.complete
    forced = weighed(odd, "1.0.0", adoption=later, standing=Standing.PINNED, forced=Standing.PINNED)
    assert not forced.coverage.complete


def test_a_baseline_that_was_allowed_here_accepts_the_same_bytes(odd: Machine) -> None:
    first = weighed(odd, "1.1.0")
    assert first.inspection is not None
    assert first.inspection.baseline is not None
    assert first.dossier.baseline is not None
    odd.store.allowed.add_many(
        [AllowedBytes(first.inspection.baseline.hex, first.dossier.baseline.purl)], at=NOW
    )
    assert weighed(odd, "1.1.0").coverage.complete


def test_bytes_that_cannot_be_had_accept_nothing(odd: Machine) -> None:
    before = lock(locked(odd, "1.0.0"))
    odd.loopback.fault("*/odd-1.0.0.tgz", Status(code=500))
    assert not weighed(odd, "1.1.0", before=before).coverage.complete


def test_bytes_that_the_lock_did_not_mean_accept_nothing(odd: Machine) -> None:
    before = lock(entry(npm("odd", "1.0.0"), [Digest("sha512", "0" * 128)]))
    assert not weighed(odd, "1.1.0", before=before).coverage.complete


def test_a_release_that_is_known_to_be_bad_accepts_nothing(odd: Machine) -> None:
    denied = odd.but(policy=replace(odd.policy, denied={npm("odd", "1.0.0").purl: "stolen"}))
    assert not weighed(denied, "1.1.0", before=lock(locked(odd, "1.0.0"))).coverage.complete
