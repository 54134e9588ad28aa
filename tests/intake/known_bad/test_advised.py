"""What published warnings say about an artifact on the road."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from pratique.advisories.interface import Claim
from pratique.advisories.memory import MemoryAdvisories
from pratique.core.advisory import AdvisoryKind, Cover, Product, SourceState, Span
from pratique.core.evidence import BadKind, Evidence, Known, NotAsked, Unknown
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.reading import Trouble
from pratique.core.release import ArtifactKind, Dated, Listing, Release, TimeSource
from pratique.core.verdict import Standing
from pratique.errors import Reference, StoreError
from pratique.intake.known_bad.advised import NO_WARNINGS, Warnings
from pratique.intake.question import File, Question
from tests.advisories.made import LEFT, THEN, about, advisory, state
from tests.intake.building import at

COVERS = tuple(Cover("npm", kind) for kind in AdvisoryKind)
ROWS = (
    advisory("MAL-1", about(LEFT, versions=("1.0.1",)), kind=AdvisoryKind.MALWARE, summary="steals tokens"),
    advisory("GHSA-1", about(LEFT, Span(high="2.0.0"))),
)


def warnings(*sources: SourceState) -> Warnings:
    return Warnings(index=MemoryAdvisories(ROWS, sources))


def question(version: str = "1.0.1", kind: ArtifactKind = ArtifactKind.NPM_TARBALL) -> Question:
    ref = PackageRef(Ecosystem.NPM, "left").at(version)
    file = File(ref=ref, ecosystem=Ecosystem.NPM, filename="left.tgz", kind=kind)
    return Question(file=file, standing=Standing.NEW)


def test_malware_is_known_to_be_bad_and_a_fault_is_not() -> None:
    advised = warnings(state("osv-npm", *COVERS)).about(question(), THEN)

    assert [bad.kind for bad in advised.bad] == [BadKind.ADVISORY]
    assert "MAL-1 says that left@1.0.1 is malicious: steals tokens" in advised.bad[0].text
    assert advised.bad[0].advice is not None
    assert "left@1.0.1" == advised.bad[0].advice.name
    assert isinstance(advised.evidence, Known)
    assert [one.id for one in advised.evidence.value] == ["MAL-1", "GHSA-1"]


def test_without_a_complete_and_fresh_source_it_was_not_asked_and_malware_still_counts() -> None:
    old = state("osv-npm", *COVERS, checked_at=THEN - timedelta(days=30))

    for held in (warnings(), warnings(old)):
        advised = held.about(question(), THEN)
        assert isinstance(advised.evidence, NotAsked)
        assert len(advised.bad) == 1


def test_the_malicious_versions_of_a_package_are_those_that_advisories_name() -> None:
    package, versions = PackageRef(Ecosystem.NPM, "left"), ("1.0.0", "1.0.1", "1.0.2")

    assert {"1.0.1"} == warnings().malicious(package, versions)
    assert frozenset() == warnings().malicious(PackageRef(Ecosystem.NPM, "right"), versions)
    assert frozenset() == NO_WARNINGS.malicious(package, versions)


def test_an_index_that_cannot_be_read_is_no_answer() -> None:
    class Broken(MemoryAdvisories):
        def claims(self, products: Iterable[Product]) -> Iterator[Claim]:  # noqa: ARG002 - as `Advisories` has it
            raise StoreError(
                Reference.ADVISORIES_UNREADABLE, str(sqlite3.DatabaseError("malformed")), hint=""
            )

    trouble = Trouble(Reference.ADVISORIES_UNREADABLE, "truncated", "sync again")

    assert isinstance(Warnings(index=Broken(())).about(question(), THEN).evidence, Unknown)
    held = replace(warnings(state("osv-npm", *COVERS)), trouble=trouble)
    assert held.about(question("1.0.0"), THEN).evidence == Unknown(
        "truncated", Reference.ADVISORIES_UNREADABLE, "advisories", "sync again"
    )


def test_what_advisories_do_not_speak_of_is_not_matched_by_its_name() -> None:
    held = warnings(state("osv-npm", *COVERS))
    private = at("https://registry.example/", Ecosystem.NPM, private=True)
    asked = question()

    for other in (
        question(kind=ArtifactKind.COMMIT),
        replace(asked, file=replace(asked.file, ref=None)),
        replace(asked, file=replace(asked.file, upstream=private)),
    ):
        advised = held.about(other, THEN)
        assert advised.matches == ()
        assert isinstance(advised.evidence, NotAsked)


def test_no_index_is_said() -> None:
    assert NO_WARNINGS.about(question(), THEN).evidence == NotAsked("no advisory index was opened", gap=True)


EXPRESS = Product("npm", "express")
WRONG = MemoryAdvisories(
    [advisory("MAL-9", about(EXPRESS, Span("0")), kind=AdvisoryKind.MALWARE)], [state("osv-npm", *COVERS)]
)


def express(listing: Evidence[Listing], standing: Standing = Standing.NEW) -> Question:
    ref = PackageRef(Ecosystem.NPM, "express").at("4.18.2")
    file = File(ref=ref, ecosystem=Ecosystem.NPM, filename="express.tgz", kind=ArtifactKind.NPM_TARBALL)
    return Question(file=file, standing=standing, listing=listing)


def published_first(days: int, source: TimeSource = TimeSource.REGISTRY) -> Known[Listing]:
    ref = PackageRef(Ecosystem.NPM, "express").at("1.0.0")
    release = Release(ref=ref, published=Dated(THEN - timedelta(days=days), source))
    told = Listing(package=ref.package, registry="https://registry.example/", releases={"1.0.0": release})
    return Known(told, "registry.example")


@pytest.mark.parametrize(
    ("listing", "disputed"),
    [
        (NotAsked("no listing was needed"), True),
        (Unknown("down", Reference.REGISTRY_FAILED, "registry.example"), True),
        (published_first(4_000), True),
        (published_first(100, TimeSource.MIRROR), True),
        (published_first(100), False),
    ],
)
@pytest.mark.parametrize("standing", Standing)
def test_a_record_of_every_version_of_a_popular_package_is_disputed_unless_it_is_young(
    listing: Evidence[Listing], standing: Standing, *, disputed: bool
) -> None:
    (bad,) = Warnings(index=WRONG).about(express(listing, standing), THEN).bad

    assert disputed is bad.disputed
    assert "MAL-9 says that express@4.18.2 is malicious" in bad.text
    assert disputed == bad.text.endswith(
        "; disputed: MAL-9 (osv-npm) lists every version of express, one of the most downloaded packages of its registry"
    )
