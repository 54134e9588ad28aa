"""Packages that are old and among the most downloaded."""

import json
from dataclasses import replace
from datetime import timedelta
from importlib import resources
from itertools import islice

import pytest

from pratique.advisories.catalogue import Catalogue
from pratique.advisories.match import match
from pratique.advisories.memory import MemoryAdvisories
from pratique.core.advisory import AdvisoryKind, Affected, Dispute, Product, Span
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.release import Artifact, ArtifactKind, Dated, Listing, Release, TimeSource
from pratique.ecosystems import ECOSYSTEMS
from pratique.history.names.loading import popular_names
from pratique.intake.known_bad.widely_used import OLD, is_widely_used
from tests.advisories.made import THEN, about, advisory

MALWARE = AdvisoryKind.MALWARE
KNOWN = (Product("npm", "express"), Product("pypi", "requests"), Product("gem", "rails"))
EXPRESS = PackageRef(Ecosystem.NPM, "express")


def listing(*told: Dated | None, removed: Dated | None = None, of_files: bool = False) -> Listing:
    """A listing with a release for each time."""
    releases: dict[str, Release] = {}
    for number, at in enumerate(told):
        ref = EXPRESS.at(f"{number}.0.0")
        file = Artifact(
            filename="x.tgz", url="", kind=ArtifactKind.NPM_TARBALL, published=at if of_files else None
        )
        releases[ref.version] = Release(ref=ref, published=None if of_files else at, artifacts=(file,))
    gone = {} if removed is None else {"0.0.1": removed}
    return Listing(package=EXPRESS, registry="https://registry.example/", releases=releases, removed=gone)


def days(count: float, source: TimeSource = TimeSource.REGISTRY) -> Dated:
    return Dated(THEN - timedelta(days=count), source)


@pytest.mark.parametrize("product", KNOWN, ids=str)
def test_the_shipped_lists_name_well_known_packages(product: Product) -> None:
    assert is_widely_used(product)
    assert not is_widely_used(replace(product, name="no-such-name-of-anybody"))


def test_a_name_counts_in_its_own_ecosystem_alone() -> None:
    assert not is_widely_used(Product("gem", "@babel/core"))
    assert not is_widely_used(Product("generic", "node"))
    assert not is_widely_used(Product("cargo", "express"))


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (listing(days(OLD.days), days(1)), True),
        (listing(days(OLD.days - 1), days(1)), False),
        (listing(days(1), removed=days(OLD.days)), True),
        (listing(days(1), of_files=True), False),
        # Nobody who can be believed says when it was published first: the list is all that is known.
        (listing(days(1, TimeSource.MIRROR)), True),
        (listing(days(9, TimeSource.FIRST_SEEN), None), True),
        (listing(days(5_000, TimeSource.MIRROR), days(1)), False),
        (listing(), True),
    ],
)
def test_a_package_that_its_registry_calls_young_is_not_doubted(told: Listing, *, expected: bool) -> None:
    assert expected is is_widely_used(KNOWN[0], listing=told, now=THEN)
    assert is_widely_used(KNOWN[0], listing=told, now=None)
    assert not is_widely_used(Product("npm", "not-popular-at-all"), listing=told, now=THEN)


def popular(count: int) -> list[Product]:
    """The best known names of all ecosystems."""
    found: list[Product] = []
    for ecosystem in Ecosystem:
        places = popular_names(ecosystem).places
        names = sorted(places, key=places.__getitem__)
        found += (Product.of(ECOSYSTEMS[ecosystem].normalise(name)) for name in islice(names, count))
    return found


def test_a_record_of_every_version_blocks_none_of_a_thousand_popular_packages() -> None:
    products = popular(1_000)
    wrong = [
        advisory(f"MAL-{number}", about(product, Span(low="0")), kind=MALWARE)
        for number, product in enumerate(products)
    ]

    found = match(MemoryAdvisories(wrong), {one: {"1.0.0"} for one in products}, widely_used=is_widely_used)

    assert 3_000 == len(found) == len(products)
    assert {Dispute.EVERY_VERSION} == {one.disputed for one in found}


def test_an_exact_record_of_a_popular_package_is_not_disputed() -> None:
    products = popular(100)
    exact = [
        advisory(f"MAL-{number}", Affected(product=product, versions=("1.0.0",)), kind=MALWARE)
        for number, product in enumerate(products)
    ]

    found = match(MemoryAdvisories(exact), {one: {"1.0.0"} for one in products}, widely_used=is_widely_used)

    assert 300 == len(found)
    assert all(one.disputed is None for one in found)


def test_no_record_of_the_shipped_catalogue_is_disputed() -> None:
    data = resources.files("pratique.advisories.sources").joinpath("incidents.json").read_bytes()
    index = Catalogue(data, origin="shipped", at=THEN)
    products = {
        Product(affected["type"], affected["name"])
        for record in json.loads(data)
        for affected in record["affected"]
    }
    wanted = {
        product: {version for claim in index.claims([product]) for version in claim.affected.versions}
        | {"1.0.0"}
        for product in products
    }

    found = match(index, wanted, widely_used=is_widely_used)

    assert len(products) <= len({one.product for one in found if one.certain})
    assert [] == [one.purl for one in found if one.disputed]
