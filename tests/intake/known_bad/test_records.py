"""Known bad is asked first, and stands whatever the registry answers."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace

import pytest

from pratique.advisories.memory import MemoryAdvisories
from pratique.advisories.snapshot.row import BadDigest
from pratique.core.act import Act, ActKind
from pratique.core.advisory import AdvisoryKind, Cover, Product
from pratique.core.assessment import Assessment
from pratique.core.lock import LockedPackage
from pratique.core.names import Digest, Ecosystem, ReleaseRef
from pratique.core.policy import Action, Policy
from pratique.core.verdict import Standing
from pratique.errors import Reference, RegistryError
from pratique.intake.known_bad.advised import Warnings
from pratique.intake.question import Question
from tests.advisories.made import about, advisory, state
from tests.intake.building import NOW, Machine, at, entry, npm, pypi
from tests.loopback import LoopbackRegistry, Status

GONE = {Ecosystem.NPM: npm("calm", "9.9.9"), Ecosystem.PYPI: pypi("sample", "9.9.9")}
NOWHERE = {Ecosystem.NPM: npm("flat", "0.1.1"), Ecosystem.PYPI: pypi("flat", "0.1.1")}
DIGEST = Digest("sha512", "d" * 128)


def warned(*refs: ReleaseRef) -> Warnings:
    rows = [
        advisory(
            f"MAL-{n}", about(Product.of(ref.package), versions=(ref.version,)), kind=AdvisoryKind.MALWARE
        )
        for n, ref in enumerate(refs)
    ]
    return Warnings(index=MemoryAdvisories(rows))


def inspected(machine: Machine, ref: ReleaseRef, standing: Standing = Standing.NEW) -> Assessment:
    async def run() -> Assessment:
        async with machine.opened() as parts:
            (question,) = await parts.questions.of_release(ref, standing=standing)
            return await parts.road.assess(question)

    return asyncio.run(run())


def checked(machine: Machine, item: LockedPackage, standing: Standing) -> Assessment:
    async def run() -> Assessment:
        async with machine.opened() as parts:
            (question,) = await parts.questions.of_locked(item, standing=standing)
            return await parts.road.assess(question)

    return asyncio.run(run())


def codes(assessment: Assessment) -> list[str]:
    return [reason.code.value for reason in assessment.verdict.reasons]


@pytest.mark.parametrize("ref", [*GONE.values(), *NOWHERE.values()], ids=str)
@pytest.mark.parametrize("standing", list(Standing))
def test_a_release_that_the_registry_removed_is_blocked_by_name_in_every_ecosystem_and_standing(
    machine: Machine, ref: ReleaseRef, standing: Standing
) -> None:
    machine = machine.but(warnings=warned(ref))

    for found in (inspected(machine, ref, standing), checked(machine, entry(ref, [DIGEST]), standing)):
        assert Action.BLOCK is found.verdict.action
        assert "advisory" == codes(found)[0]
        assert "no-bytes" in codes(found) or "no-bytes" in [note.code for note in found.verdict.notes]


@pytest.mark.parametrize(
    "fault", [Status(code=404), Status(code=500), Status(code=401)], ids=["404", "500", "401"]
)
def test_whatever_the_registry_answers(machine: Machine, loopback: LoopbackRegistry, fault: Status) -> None:
    ref = npm("calm", "1.0.1")
    loopback.fault("/npm/calm", fault)

    assert Action.BLOCK is inspected(machine.but(warnings=warned(ref)), ref).verdict.action
    assert Action.BLOCK is inspected(machine.but(warnings=warned(ref), offline=True), ref).verdict.action


def test_the_policy_of_the_operator_counts_too(machine: Machine) -> None:
    ref = GONE[Ecosystem.NPM]
    found = inspected(machine.but(policy=Policy(denied={ref.purl: "stolen"})), ref)

    assert ["denied", "no-bytes"] == codes(found)


def test_what_nobody_knows_to_be_bad_is_an_error_as_before(machine: Machine) -> None:
    for ref, reference in (
        (GONE[Ecosystem.NPM], Reference.VERSION_NOT_FOUND),
        (NOWHERE[Ecosystem.NPM], Reference.REGISTRY_NOT_FOUND),
    ):
        with pytest.raises(RegistryError) as told:
            inspected(machine.but(warnings=warned(npm("other", "1.0.0"))), ref)
        assert reference is told.value.reference


def private(machine: Machine) -> Machine:
    own = at(machine.loopback.npm_url, Ecosystem.NPM, private=True, bound=True)
    return machine.but(scopes={"@acme": own})


def test_a_name_of_a_private_registry_is_not_looked_up_in_public_records(machine: Machine) -> None:
    ref = npm("@acme/calm", "9.9.9")

    with pytest.raises(RegistryError):
        inspected(private(machine).but(warnings=warned(ref)), ref)
    denied = private(machine).but(policy=Policy(denied={ref.purl: "ours, and stolen"}))
    assert ["denied"] == codes(inspected(denied, ref))


def test_a_refusal_holds_for_a_lock_whose_bytes_cannot_be_had(machine: Machine) -> None:
    ref, digest = npm("@acme/calm", "9.9.9"), Digest("sha256", "e" * 64)
    act = Act(kind=ActKind.REFUSE, digest=digest, at=NOW, who="ada", reason="stolen")
    machine.store.acts.add_many([act])

    for parts in (machine, private(machine)):
        for standing in Standing:
            found = checked(parts, entry(ref, [digest]), standing)
            assert Action.BLOCK is found.verdict.action
            assert "refused" == codes(found)[0]


def test_a_lock_that_names_a_registry_of_somebody_else_is_not_compared_by_name(machine: Machine) -> None:
    ref = npm("calm", "1.0.1")
    elsewhere = entry(
        ref, url="https://elsewhere.example/calm/-/calm-1.0.1.tgz", registry="https://elsewhere.example/"
    )

    with pytest.raises(RegistryError) as told:
        checked(machine.but(warnings=warned(ref)), elsewhere, Standing.NEW)
    assert Reference.REGISTRY_NOT_CONFIGURED is told.value.reference


def test_a_block_is_remembered_and_answers_when_the_registry_has_it_no_more(
    machine: Machine, loopback: LoopbackRegistry
) -> None:
    ref = npm("calm", "1.0.1")
    assert ["advisory"] == codes(inspected(machine.but(warnings=warned(ref)), ref))
    loopback.fault("/npm/calm", Status(code=404))

    assert ["blocked-before", "no-bytes"] == codes(inspected(machine, ref))


def test_a_remembered_block_ends_with_a_judgement_that_finds_nothing(machine: Machine) -> None:
    ref = npm("calm", "1.0.1")
    inspected(machine.but(warnings=warned(ref)), ref)
    assert 1 == len(machine.store.blocks.all())

    lenient = machine.but(policy=replace(Policy(), min_age=NOW - NOW))
    assert [] == codes(inspected(lenient, ref))
    assert 1 == len(machine.store.blocks.all())
    complete = state("osv-npm", Cover("npm", AdvisoryKind.MALWARE), checked_at=NOW, as_of=NOW)
    fresh = Warnings(index=MemoryAdvisories([], [complete]))
    assert [] == codes(inspected(lenient.but(warnings=fresh), ref))
    assert [] == list(machine.store.blocks.all())


def test_a_replay_of_the_past_remembers_nothing(machine: Machine) -> None:
    ref = npm("calm", "1.0.1")

    async def run() -> Assessment:
        async with machine.but(warnings=warned(ref)).opened() as parts:
            (question,) = await parts.questions.of_release(ref, standing=Standing.NEW)
            return await replace(parts.road, as_of=NOW).assess(question)

    assert ["advisory"] == codes(asyncio.run(run()))
    assert [] == list(machine.store.blocks.all())


def test_a_digest_that_is_named_counts_beside_a_disputed_name_and_under_any_name(machine: Machine) -> None:
    ref = npm("calm", "1.0.1")
    (question,) = asyncio.run(_asked(machine, ref))
    sha512 = next(str(d) for party in question.file.expected for d in party.digests if d.strong)
    named = BadDigest(digest=sha512, product=Product("npm", "thief"), version="1.0.0", advisory_id="MAL-7")

    def digests(asked: Iterable[str]) -> list[BadDigest]:
        return [named] if sha512 in asked else []

    disputing = [
        advisory("MAL-8", about(Product.of(ref.package), versions=("1.0.1",)), kind=AdvisoryKind.MALWARE),
        replace(
            advisory(
                "GHSA-8", about(Product.of(ref.package), versions=("1.0.1",)), kind=AdvisoryKind.MALWARE
            ),
            aliases=("MAL-8",),
            withdrawn=NOW,
        ),
    ]
    for index in (MemoryAdvisories([]), MemoryAdvisories(disputing)):
        found = inspected(machine.but(warnings=Warnings(index=index, digests=digests)), ref)
        assert Action.BLOCK is found.verdict.action
        assert "MAL-7 reports these bytes as malicious (thief@1.0.0)" in [
            reason.text for reason in found.verdict.reasons if reason.code == "advisory"
        ]


async def _asked(machine: Machine, ref: ReleaseRef) -> list[Question]:
    async with machine.opened() as parts:
        return await parts.questions.of_release(ref, standing=Standing.NEW)
