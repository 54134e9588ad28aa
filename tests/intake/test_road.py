"""The road of one artifact."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from pratique.analysis.pool import WorkerLimits
from pratique.archive import DEFAULT_LIMITS
from pratique.core.assessment import Assessment
from pratique.core.comparison import Comparison
from pratique.core.evidence import Known, Unknown
from pratique.core.finding import Confidence, Finding, Severity, Unread
from pratique.core.names import Digest, ReleaseRef
from pratique.core.policy import Action, Policy
from pratique.core.reason import ReasonCode
from pratique.core.verdict import HoldKind, Standing
from pratique.errors import Reference, RegistryError, StoreError
from pratique.intake.question import Question
from pratique.intake.questions import Wish
from pratique.intake.waivers import matching
from pratique.net.client.digests import compute
from pratique.store.record import InspectionKey, Kind, Origin
from tests.builders import tgz
from tests.cli.running import plain
from tests.core.dossiers import CHANGED_CODE, compared, finding, waiver
from tests.intake.building import HOOKED, NOW, Machine, break_store, entry, npm, pypi, sha256
from tests.intake.conftest import SDIST, WHEEL
from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease, Replaced, Status

CALM = npm("calm", "1.0.1")
OTHER = tgz({"package.json": '{"name": "calm", "version": "1.0.1"}', "index.js": "other()\n"})


def assess(
    machine: Machine, ref: ReleaseRef = CALM, *, wish: Wish | None = None, **changes: object
) -> Assessment:
    """Judge a release as a new one, its question changed."""

    async def run() -> Assessment:
        async with machine.opened() as parts:
            (question,) = await parts.questions.of_release(ref, standing=Standing.NEW, wish=wish)
            return await parts.road.assess(_with(question, changes))

    return asyncio.run(run())


def _with(question: Question, changes: dict[str, object]) -> Question:
    return replace(question, **changes)  # type: ignore[arg-type]  # the fields of a question, by name


def compare(machine: Machine, before: ReleaseRef, after: ReleaseRef) -> tuple[Comparison, tuple[Unread, ...]]:
    async def run() -> tuple[Comparison, tuple[Unread, ...]]:
        async with machine.opened() as parts:
            old, new = [
                (await parts.questions.of_release(ref, standing=Standing.NEW, wish=Wish(none=True)))[0].file
                for ref in (before, after)
            ]
            return await parts.road.compare(new, old, patches=False)

    return asyncio.run(run())


def test_an_ordinary_release_is_allowed_with_all_its_evidence(machine: Machine) -> None:
    said = assess(machine)
    assert (Action.ALLOW, True) == (said.verdict.action, said.coverage.complete)
    assert npm("calm", "1.0.0") == said.dossier.baseline
    assert isinstance(said.dossier.published, Known)
    assert {"sha1", "sha256", "sha512"} == {digest.algorithm for digest in said.digests}


def test_what_is_remembered_needs_no_bytes_and_no_worker(machine: Machine) -> None:
    first = assess(machine)
    machine.loopback.fault("*.tgz", Status(code=500))
    again = assess(machine.but(limits=WorkerLimits(cpu_s=0, memory_bytes=1)))
    assert (False, True) == (first.cached, again.cached)
    assert first.inspection == again.inspection


def test_another_baseline_is_another_inspection(machine: Machine) -> None:
    assess(machine)
    assert not assess(machine, wish=Wish(none=True)).cached


def test_bytes_that_cannot_be_had_hold_it_and_say_why(machine: Machine) -> None:
    machine.loopback.fault("*/calm-1.0.1.tgz", Status(code=500))
    said = assess(machine)
    assert [ReasonCode.NO_BYTES] == [reason.code for reason in said.verdict.reasons]
    assert (Action.HOLD, HoldKind.REVIEW) == (said.verdict.action, said.verdict.kind)
    assert said.error is not None
    assert Reference.REGISTRY_FAILED is said.error.reference
    assert not said.coverage.complete


def test_a_baseline_that_cannot_be_had_leaves_the_artifact_unjudged(machine: Machine) -> None:
    machine.loopback.fault("*/calm-1.0.0.tgz", Status(code=500))
    said = assess(machine)
    assert [ReasonCode.NOT_INSPECTED] == [reason.code for reason in said.verdict.reasons]
    assert said.error is not None
    assert "the baseline calm@1.0.0 could not be fetched" in said.error.message
    assert "--no-baseline" in said.error.hint


def test_a_baseline_with_other_bytes_than_promised_is_nothing_to_compare_with(machine: Machine) -> None:
    machine.loopback.fault("*/calm-1.0.0.tgz", Replaced(data=OTHER))
    said = assess(machine)
    assert isinstance(said.dossier.inspection, Unknown)
    assert Reference.INTEGRITY_MISMATCH is said.dossier.inspection.reference
    assert Action.HOLD is said.verdict.action


def test_bytes_that_the_listing_disowns_block_and_are_not_what_was_met(machine: Machine) -> None:
    machine.loopback.fault("*/calm-1.0.1.tgz", Replaced(data=OTHER), times=2)
    assert Action.BLOCK is assess(machine).verdict.action
    healed = assess(machine)
    assert Action.ALLOW is healed.verdict.action
    assert () == healed.byte_findings


def test_bytes_that_differ_from_those_met_first_block(machine: Machine) -> None:
    assess(machine)
    changed = NpmRelease(version="1.0.1", tarball=OTHER)
    machine.loopback.put_npm(NpmPackage(name="calm", releases=(*plain("calm", "1.0.0").releases, changed)))
    said = assess(machine)
    assert [ReasonCode.CHANGED_BYTES] == list({reason.code for reason in said.verdict.reasons})
    assert "the record on this machine" in said.verdict.reasons[0].text
    assert {"changed-bytes"} == {finding.rule for finding in said.byte_findings}


def test_an_inspection_that_was_cut_short_is_made_again(machine: Machine) -> None:
    cut = assess(machine.but(limits=WorkerLimits(wall_s=0.001)))
    assert isinstance(cut.dossier.inspection, Unknown)
    assert Reference.ANALYSIS_TIMEOUT is cut.dossier.inspection.reference
    assert Action.HOLD is cut.verdict.action
    again = assess(machine)
    assert (False, Action.ALLOW) == (again.cached, again.verdict.action)


def test_the_age_counts_from_the_first_time_it_was_met_here(machine: Machine) -> None:
    machine.loopback.put_npm(plain("timeless", "1.0.0", published_at=None))
    ref = npm("timeless", "1.0.0")
    young = assess(machine, ref)
    assert (HoldKind.WAIT, NOW + Policy().min_age) == (young.verdict.kind, young.verdict.until)
    later = assess(machine.but(now=NOW + Policy().min_age + timedelta(hours=1)), ref)
    assert Action.ALLOW is later.verdict.action


def test_a_waiver_for_other_bytes_waives_nothing(machine: Machine) -> None:
    machine.loopback.put_npm(HOOKED)
    ref = npm("hooked", "1.0.1")
    data = HOOKED.tarballs["hooked-1.0.1.tgz"]
    for digest, expected in ((sha256(data), Action.ALLOW), (sha256(b"other"), Action.HOLD)):
        excuse = waiver("new-install-hook", package="hooked", digest=digest, expires=NOW.date())
        said = assess(machine, ref, waivers=matching([excuse], ref))
        assert expected is said.verdict.action


def test_what_the_policy_denies_is_blocked_in_spite_of_a_waiver(machine: Machine) -> None:
    denying = machine.but(policy=Policy(denied={CALM.purl: "read by us"}))
    excuse = waiver("denied", package="calm", expires=NOW.date())
    assert Action.BLOCK is assess(denying, waivers=(excuse,)).verdict.action


def test_two_releases_are_compared(machine: Machine) -> None:
    found, unread = compare(machine, npm("calm", "1.0.0"), CALM)
    assert ["index.js", "package.json"] == sorted(change.path for change in found.files)
    assert () == unread


def test_bytes_that_nobody_promised_are_not_compared(machine: Machine) -> None:
    machine.loopback.fault("*/calm-1.0.1.tgz", Replaced(data=OTHER))
    with pytest.raises(RegistryError) as told:
        compare(machine, npm("calm", "1.0.0"), CALM)
    assert Reference.INTEGRITY_MISMATCH is told.value.reference


@pytest.mark.parametrize("which", ["1.0.0", "1.0.1"])
def test_a_comparison_tells_what_of_either_could_not_be_read(machine: Machine, which: str) -> None:
    releases = tuple(
        NpmRelease(version=version, tarball=b"garbage" if version == which else None)
        for version in ("1.0.0", "1.0.1")
    )
    machine.loopback.put_npm(NpmPackage(name="odd", releases=releases))
    _, unread = compare(machine, npm("odd", "1.0.0"), npm("odd", "1.0.1"))
    assert f"odd-{which}.tgz" in {gap.path for gap in unread}


def test_files_of_one_release_do_not_answer_for_each_other(machine: Machine) -> None:
    """A lock names both digests for the release; each file is judged by its own bytes."""
    item = entry(pypi("sample", "1.1.0"), [sha256(WHEEL.data), sha256(SDIST.data)])

    async def run() -> list[Assessment]:
        async with machine.but(everything=True).opened() as parts:
            questions = await parts.questions.of_locked(item, standing=Standing.PINNED)
            return [await parts.road.assess(question) for question in questions]

    wheel, sdist = asyncio.run(run())
    assert (compute(WHEEL.data), compute(SDIST.data)) == (wheel.digests, sdist.digests)
    assert [Action.ALLOW, Action.ALLOW] == [wheel.verdict.action, sdist.verdict.action]


def test_a_store_that_fails_is_no_verdict(machine: Machine) -> None:
    break_store(machine.folder)
    with pytest.raises(StoreError):
        assess(machine)


def test_digests_that_are_known_before_the_download_are_compared_after_it(machine: Machine) -> None:
    wrong = Digest.parse(machine.loopback.npm_integrity("calm", "1.0.0"))

    async def run() -> Assessment:
        async with machine.opened() as parts:
            (question,) = await parts.questions.of_locked(entry(CALM, [wrong]), standing=Standing.NEW)
            return await parts.road.assess(question)

    said = asyncio.run(run())
    assert Action.BLOCK is said.verdict.action
    assert "the lockfile says" in said.verdict.reasons[0].text


def test_the_files_of_an_artifact_are_listed_if_it_is_the_one_that_was_judged(machine: Machine) -> None:
    async def run(sha256_: str) -> set[str]:
        async with machine.opened() as parts:
            (question,) = await parts.questions.of_release(CALM, standing=Standing.NEW)
            return set((await parts.road.list_files(question.file, sha256_)).files)

    judged = next(digest.hex for digest in assess(machine).digests if digest.algorithm == "sha256")
    assert {"package.json", "index.js"} == asyncio.run(run(judged))
    with pytest.raises(RegistryError, match="the downloaded bytes differ"):
        asyncio.run(run("0" * 64))


def test_files_too_large_to_be_read_for_their_code_are_listed_all_the_same(machine: Machine) -> None:
    async def run(sha256_: str) -> set[str]:
        async with machine.opened() as parts:
            (question,) = await parts.questions.of_release(CALM, standing=Standing.NEW)
            small = replace(parts.road, limits=replace(DEFAULT_LIMITS, max_file_bytes=5))
            return set((await small.list_files(question.file, sha256_)).files)

    judged = next(digest.hex for digest in assess(machine).digests if digest.algorithm == "sha256")
    assert {"package.json", "index.js"} == asyncio.run(run(judged))


def test_what_an_installed_copy_differs_in_changes_the_verdict(machine: Machine) -> None:
    async def run() -> Assessment:
        async with machine.opened() as parts:
            return parts.road.with_installed(before, compared(CHANGED_CODE))

    before = assess(machine)
    after = asyncio.run(run())
    assert (Action.ALLOW, Action.HOLD) == (before.verdict.action, after.verdict.action)
    assert ["installed-differs"] == [finding.rule for finding in after.findings]


def taken_in(machine: Machine, said: Assessment, *findings: Finding, named: bool = False) -> None:
    """Forget what was inspected and met, and take it in again as a bundle brings it, with these findings."""
    assert said.inspection is not None
    store = machine.store
    found = replace(said.inspection, findings=findings)
    seen = list(store.artifacts.of_releases([CALM.purl, npm("calm", "1.0.0").purl]))
    earlier = found.baseline.hex if found.baseline else ""
    key = InspectionKey(
        artifact=found.artifact.hex,
        baseline=earlier,
        package=CALM.package.purl,
        ruleset=found.ruleset,
        limits=DEFAULT_LIMITS.key,
    )
    store.upkeep.clear([*Kind])
    origin = Origin.NAMED_BUNDLE if named else Origin.BUNDLE
    store.artifacts.remember(replace(one, origin=origin) for one in seen)
    store.inspections.put(key, found, at=NOW, origin=origin)


def test_an_emptied_inspection_of_a_bundle_that_nobody_named_lets_nothing_in(machine: Machine) -> None:
    machine.loopback.put_npm(replace(HOOKED, name="calm"))
    first = assess(machine)
    assert Action.HOLD is first.verdict.action
    taken_in(machine, first)
    again = assess(machine)
    assert (Action.HOLD, False) == (again.verdict.action, again.cached)
    assert again.inspection is not None
    assert first.inspection is not None
    assert first.inspection.findings == again.inspection.findings
    # What was inspected here is remembered from then on.
    assert assess(machine).cached


def test_without_a_way_to_the_bytes_it_is_not_enough_either(machine: Machine) -> None:
    taken_in(machine, assess(machine))
    machine.loopback.fault("*.tgz", Status(code=500))
    assert [ReasonCode.NO_BYTES] == [reason.code for reason in assess(machine).verdict.reasons]


def test_an_inspection_of_a_bundle_that_nobody_named_stops_without_any_bytes(machine: Machine) -> None:
    taken_in(machine, assess(machine), finding(Severity.CRITICAL, Confidence.HIGH))
    machine.loopback.fault("*.tgz", Status(code=500))
    said = assess(machine)
    assert (Action.BLOCK, True) == (said.verdict.action, said.dossier.borrowed)
    assert machine.store.artifacts.seen(CALM.purl, "calm-1.0.1.tgz") is None


def test_a_bundle_that_was_named_by_its_digest_counts_as_what_was_made_here(machine: Machine) -> None:
    taken_in(machine, assess(machine), named=True)
    machine.loopback.fault("*.tgz", Status(code=500))
    said = assess(machine)
    assert (Action.ALLOW, True, False) == (said.verdict.action, said.cached, said.dossier.borrowed)


def test_a_bundle_gives_no_artifact_the_inspection_of_another(machine: Machine) -> None:
    """It says that the digest of a bad file is that of a good one, which was inspected here."""
    wish = Wish(none=True)
    good = npm("calm", "1.0.0")
    assert Action.ALLOW is assess(machine, good, wish=wish).verdict.action
    (seen,) = machine.store.artifacts.of_releases([good.purl])
    machine.loopback.put_npm(replace(HOOKED, name="calm"))
    bad = Digest.parse(machine.loopback.npm_integrity("calm", "1.0.1"))
    forged = replace(seen, purl=CALM.purl, filename="calm-1.0.1.tgz", sha512=bad.hex, origin=Origin.BUNDLE)
    machine.store.artifacts.remember([forged])
    said = assess(machine, wish=wish)
    assert bad in said.digests
    assert not said.cached


def test_what_a_bundle_says_was_met_first_is_compared_and_gives_no_age(machine: Machine) -> None:
    machine.loopback.put_npm(plain("timeless", "1.0.0", published_at=None))
    ref = npm("timeless", "1.0.0")
    assess(machine, ref)
    (seen,) = machine.store.artifacts.of_releases([ref.purl])
    machine.store.upkeep.clear([*Kind])
    told = replace(seen, origin=Origin.BUNDLE, first_seen=NOW - timedelta(days=99))
    machine.store.artifacts.remember([told])
    assert HoldKind.WAIT is assess(machine, ref).verdict.kind
    machine.store.artifacts.remember(
        [replace(told, sha256="a" * 64, sha512="a" * 128, purl=CALM.purl, filename="calm-1.0.1.tgz")]
    )
    said = assess(machine)
    assert {ReasonCode.CHANGED_BYTES} == {reason.code for reason in said.verdict.reasons}


def test_what_was_met_at_another_registry_disowns_nothing(machine: Machine) -> None:
    with LoopbackRegistry(
        npm=[NpmPackage(name="calm", releases=(NpmRelease(version="1.0.1", tarball=OTHER),))]
    ) as other:
        elsewhere = machine.but(loopback=other)
        assert Action.ALLOW is assess(elsewhere).verdict.action
        assert Action.ALLOW is assess(machine).verdict.action
        assert Action.ALLOW is assess(elsewhere).verdict.action
    registries = {one.registry for one in machine.store.artifacts.of_releases([CALM.purl])}
    assert {machine.loopback.npm_url, other.npm_url} == registries


def test_what_was_met_before_registries_were_stored_disowns_as_before(machine: Machine) -> None:
    assess(machine)
    (seen,) = machine.store.artifacts.of_releases([CALM.purl])
    machine.store.upkeep.clear([*Kind])
    machine.store.artifacts.remember([replace(seen, sha256="a" * 64, sha512="a" * 128, registry="")])
    for _ in range(2):
        assert {ReasonCode.CHANGED_BYTES} == {one.code for one in assess(machine).verdict.reasons}
