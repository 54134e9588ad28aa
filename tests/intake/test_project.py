"""Judging a whole project."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from pratique.core.assessment import ProjectReport
from pratique.core.lock import Lock, LockedPackage, SourceKind
from pratique.core.names import Digest
from pratique.core.policy import Action, Policy, Waiver
from pratique.core.reading import LockRead
from pratique.core.verdict import Standing
from pratique.errors import Reference, StoreError
from pratique.intake.in_use.standing import Standings
from pratique.intake.project import Survey
from pratique.store.record import Adoption
from tests.builders import tgz
from tests.cli.running import plain
from tests.core.dossiers import waiver
from tests.intake.building import HOOKED, NOW, Machine, Parts, break_store, entry, npm, pypi
from tests.loopback import PypiProject, Replaced, Status, wheel_file

CALM = npm("calm", "1.0.1")
EMPTY = Adoption(project="p", at=NOW - timedelta(days=30), entries=frozenset())


def locked(machine: Machine, name: str, version: str, **more: object) -> LockedPackage:
    digest = Digest.parse(machine.loopback.npm_integrity(name, version))
    return entry(npm(name, version), [digest], **more)  # type: ignore[arg-type]  # the options of `entry`


def lock(*entries: LockedPackage, registries: tuple[str, ...] = ()) -> Lock:
    return Lock(format="package-lock v3", packages=entries, registries=registries)


def survey(
    machine: Machine,
    locks: Mapping[str, Lock] | Lock,
    *,
    adoption: Adoption | None = None,
    waivers: Sequence[Waiver] = (),
    steps: list[int] | None = None,
) -> ProjectReport:
    locks = {"package-lock.json": locks} if isinstance(locks, Lock) else locks
    told = steps if steps is not None else []

    async def run() -> ProjectReport:
        async with machine.opened() as parts:
            files = [LockRead(path=path, format=lock.format) for path, lock in locks.items()]
            return await judge(machine, parts, adoption=adoption, waivers=waivers).run(
                ".", files, locks, expect=told.append, step=lambda: told.append(-1)
            )

    return asyncio.run(run())


def judge(
    machine: Machine, parts: Parts, *, adoption: Adoption | None = None, waivers: Sequence[Waiver] = ()
) -> Survey:
    return Survey(
        road=parts.road,
        questions=parts.questions,
        standings=Standings(store=machine.store, project="p", adoption=adoption),
        platform=machine.platform,
        waivers=waivers,
    )


def test_an_artifact_of_two_locks_is_judged_once_and_told_with_both(machine: Machine) -> None:
    one = locked(machine, "calm", "1.0.1")
    report = survey(machine, {"a/package-lock.json": lock(one), "b/package-lock.json": lock(one)})
    (package,) = report.packages
    assert ("a/package-lock.json", "b/package-lock.json") == package.sources
    assert 1 == len(package.assessments)
    assert 1 == len(machine.loopback.requests)


def test_a_weak_digest_beside_the_same_strong_one_makes_no_other_artifact(machine: Machine) -> None:
    """yarn 1 writes both, npm the strong one alone."""
    npm_wrote = locked(machine, "calm", "1.0.1")
    yarn_wrote = entry(CALM, [*npm_wrote.digests, Digest("sha1", "0" * 40)])
    report = survey(machine, {"package-lock.json": lock(npm_wrote), "yarn.lock": lock(yarn_wrote)})
    (package,) = report.packages
    assert ("package-lock.json", "yarn.lock") == package.sources
    assert 1 == len(package.assessments)


def test_two_digests_for_one_release_are_two_artifacts(machine: Machine) -> None:
    right, wrong = locked(machine, "calm", "1.0.1"), entry(CALM, [Digest("sha512", "0" * 128)])
    report = survey(machine, {"a": lock(right), "b": lock(wrong)})
    (package,) = report.packages
    assert {Action.ALLOW, Action.BLOCK} == {said.verdict.action for said in package.assessments}
    assert Action.BLOCK is package.action


def test_without_a_digest_the_place_it_comes_from_counts(machine: Machine) -> None:
    """The second lock sends installers elsewhere; the first one must not answer for it."""
    here = entry(CALM, url=machine.loopback.npm_tarball_url("calm", "1.0.1"))
    there = entry(CALM, url="https://evil.example/calm/-/calm-1.0.1.tgz")
    report = survey(machine, {"a": lock(here), "b": lock(there)})
    assert [("a",)] == [package.sources for package in report.packages]
    assert [("b",)] == [missing.sources for missing in report.not_judged]
    assert not report.complete


def test_a_registry_that_a_lock_asks_for_counts_likewise(machine: Machine) -> None:
    sample = entry(pypi("sample", "1.1.0"))
    locks = {"a": lock(sample), "b": lock(sample, registries=("https://evil.example/simple",))}
    report = survey(machine, locks)
    assert [("b",)] == [missing.sources for missing in report.not_judged]


def test_what_fails_is_named_and_the_others_are_judged(machine: Machine) -> None:
    machine.loopback.put_npm(plain("down", "1.0.0"))
    machine.loopback.fault("*/down-1.0.0.tgz", Status(code=500))
    report = survey(machine, lock(locked(machine, "down", "1.0.0"), locked(machine, "calm", "1.0.1")))
    assert [CALM] == [package.ref for package in report.packages]
    (missing,) = report.not_judged
    assert missing.trouble is not None
    assert ("pkg:npm/down@1.0.0", Reference.REGISTRY_FAILED) == (missing.purl, missing.trouble.reference)
    assert (Action.HOLD, False) == (report.action, report.complete)


def test_out_of_scope_is_listed_and_not_incomplete(machine: Machine) -> None:
    own = entry(npm("own", "1.0.0"), source=SourceKind.WORKSPACE)
    report = survey(machine, lock(own, locked(machine, "calm", "1.0.1")))
    assert ["pkg:npm/own@1.0.0"] == [item.purl for item in report.out_of_scope]
    assert report.complete


def test_every_step_is_told_once(machine: Machine) -> None:
    steps: list[int] = []
    machine.loopback.fault("*/calm-1.1.0.tgz", Status(code=404))
    survey(machine, lock(*(locked(machine, "calm", v) for v in ("1.0.0", "1.0.1", "1.1.0"))), steps=steps)
    assert [3, -1, -1, -1] == steps


def test_chains_lead_from_the_project_to_what_is_stopped(machine: Machine) -> None:
    top = locked(machine, "calm", "1.0.0")
    below = locked(machine, "calm", "1.0.1", parents=(top.key,))
    machine.loopback.fault("*/calm-1.0.1.tgz", Replaced(data=tgz({"package.json": "{}"})))
    report = survey(machine, lock(top, below))
    paths = {package.ref: package.paths for package in report.packages}
    assert {npm("calm", "1.0.0"): (), CALM: (("calm@1.0.0", "calm@1.0.1"),)} == paths


def test_a_file_that_a_release_gained_after_adoption_is_judged_as_new(machine: Machine) -> None:
    sample = entry(pypi("sample", "1.1.0"))
    first = survey(machine, lock(sample))
    standings = Standings(store=machine.store, project="p", adoption=None)
    standings.remember(first, [lock(sample)], NOW)
    better = wheel_file(
        "sample",
        "1.1.0",
        {"sample/__init__.py": "x = 2\n"},
        tag="cp311-cp311-manylinux_2_17_x86_64",
        uploaded_at=NOW,
    )
    old = wheel_file("sample", "1.1.0", {"sample/__init__.py": "x = 1\n"})
    machine.loopback.put_pypi(PypiProject(name="sample", files=(old, better)))
    (package,) = survey(machine, lock(sample), adoption=machine.store.adoptions.get("p")).packages
    assert better.filename == package.worst.dossier.filename
    assert Standing.NEW is package.worst.standing
    assert Action.HOLD is package.action


def test_what_is_in_use_stays_pinned_beside_a_new_file(machine: Machine) -> None:
    everything = machine.but(everything=True)
    sample = entry(pypi("sample", "1.0.0"))
    first = survey(everything, lock(sample))
    Standings(store=machine.store, project="p", adoption=None).remember(first, [lock(sample)], NOW)
    files = [a.dossier.filename for p in first.packages for a in p.assessments]
    gained = wheel_file("sample", "1.0.0", tag="cp311-cp311-win_amd64")
    old = wheel_file("sample", "1.0.0", {"sample/__init__.py": "x = 0\n"})
    machine.loopback.put_pypi(PypiProject(name="sample", files=(old, gained)))
    (package,) = survey(everything, lock(sample), adoption=machine.store.adoptions.get("p")).packages
    standing = {said.dossier.filename: said.standing for said in package.assessments}
    assert {files[0]: Standing.PINNED, gained.filename: Standing.NEW} == standing


def test_waivers_are_told_as_applied_unused_or_expired(machine: Machine) -> None:
    machine.loopback.put_npm(HOOKED)
    ends = NOW.date() + timedelta(days=1)
    given = [
        waiver("new-install-hook", ends, package="hooked"),
        waiver("archive-anomaly", ends, package="hooked"),
        waiver("too-young", date(2020, 1, 1), package="hooked"),
    ]
    hooked = locked(machine, "hooked", "1.0.1")
    report = survey(machine, lock(hooked), adoption=EMPTY, waivers=given)
    assert Action.ALLOW is report.action
    use = report.waivers
    assert ("new-install-hook hooked",) == use.applied
    assert ("archive-anomaly hooked",) == use.unused
    assert ("too-young hooked",) == use.expired


def test_a_denied_package_is_blocked_even_when_pinned(machine: Machine) -> None:
    denying = machine.but(policy=Policy(denied={"pkg:npm/calm": "no"}))
    assert Action.BLOCK is survey(denying, lock(locked(machine, "calm", "1.0.1"))).action


def test_when_the_store_fails_nothing_is_left_at_work(machine: Machine) -> None:
    machine.loopback.put_npm(plain("many", *(f"1.0.{n}" for n in range(40))))
    locks = {"a": lock(*(locked(machine, "many", f"1.0.{n}") for n in range(40)))}
    break_store(machine.folder)

    async def run() -> int:
        async with machine.opened() as parts:
            with pytest.raises(StoreError):
                await judge(machine, parts).run(".", [], locks, expect=lambda _: None, step=lambda: None)
            await asyncio.sleep(0.3)
            return len(machine.loopback.requests)

    # At most sixteen questions were on their way.
    assert asyncio.run(run()) < 30


def test_a_lock_is_read_once_for_all_chains(machine: Machine) -> None:
    """A long lock of which everything is stopped is told in time."""
    denying = machine.but(policy=Policy(denied={"pkg:npm/calm": "no"}))
    one = locked(machine, "calm", "1.0.1")
    others = [
        replace(one, key=f"node_modules/p{n}", parents=(f"node_modules/p{n - 1}",) if n % 40 else ("",))
        for n in range(4000)
    ]
    survey(denying, lock(one))
    started = time.process_time()
    (package,) = survey(denying, lock(*others)).packages
    assert (5, 4000) == (len(package.paths), package.paths_total)
    assert time.process_time() - started < 10
