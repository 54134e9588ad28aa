"""Holding an index against versions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.match import match
from pratique.advisories.memory import MemoryAdvisories
from pratique.core.advisory import AdvisoryKind, Exploitation, Product, Span
from pratique.core.finding import Severity
from tests.advisories.made import DJANGO, LEFT, about, advisory

MALWARE = AdvisoryKind.MALWARE
EVERY = Span(low="0")


def test_only_what_is_met_is_told() -> None:
    index = MemoryAdvisories(
        [advisory("GHSA-1", about(LEFT, Span(high="1.5.0"))), advisory("GHSA-2", about(LEFT, Span(high="1.0.0")))]
    )  # fmt: skip

    found = match(index, {LEFT: {"1.2.0", "1.5.0"}})

    assert [(one.id, one.version) for one in found] == [("GHSA-1", "1.2.0")]
    assert found[0].fixed == ("1.5.0",)
    assert found[0].affected == ("< 1.5.0",)


def test_a_name_in_another_ecosystem_is_another_package() -> None:
    index = MemoryAdvisories([advisory("GHSA-1", about(Product("pypi", "left"), EVERY))])

    assert match(index, {LEFT: {"1.0.0"}}) == []


def test_withdrawn_advisories_warn_of_nothing() -> None:
    index = MemoryAdvisories(
        [
            advisory("GHSA-1", about(LEFT, EVERY), aliases=("CVE-1",), withdrawn=True),
            advisory("GHSA-2", about(LEFT, EVERY), aliases=("CVE-2",)),
        ]
    )

    assert [one.id for one in match(index, {LEFT: {"1.0.0"}})] == ["GHSA-2"]


def test_aliases_are_one_match_however_they_are_linked() -> None:
    index = MemoryAdvisories(
        [
            advisory("PYSEC-1", about(DJANGO, EVERY), aliases=("CVE-1",), source="pypa"),
            advisory("OSV-9", about(DJANGO, EVERY), source="osv"),
            advisory("GHSA-1", about(DJANGO, EVERY), aliases=("GHSA-2",), source="osv-pypi"),
            advisory("X-1", about(DJANGO, EVERY), aliases=("cve-1", "ghsa-2"), source="other"),
        ]
    )

    found = match(index, {DJANGO: {"1.0"}})

    assert [one.id for one in found] == ["GHSA-1", "OSV-9"]
    assert set(found[0].aliases) >= {"PYSEC-1", "CVE-1", "X-1", "GHSA-2"}
    assert set(found[0].sources) == {"pypa", "osv-pypi", "other"}


def test_aliases_are_merged_within_a_package_alone() -> None:
    other = Product("npm", "right")
    index = MemoryAdvisories([advisory("GHSA-1", about(LEFT, EVERY), about(other, EVERY))])

    assert {one.product for one in match(index, {LEFT: {"1.0.0"}, other: {"1.0.0"}})} == {LEFT, other}


def test_an_advisory_without_versions_is_unknown_and_said_so() -> None:
    index = MemoryAdvisories([advisory("MAL-1", about(LEFT), kind=MALWARE)])

    (found,) = match(index, {LEFT: {"1.0.0"}})

    assert not found.certain
    assert found.affected == ("not told",)


def test_an_exact_claim_of_a_takeover_stands_against_one_of_every_version() -> None:
    index = MemoryAdvisories(
        [
            advisory("GHSA-1", about(LEFT, EVERY), kind=MALWARE),
            advisory("MAL-1", about(LEFT, versions=("1.0.1",), sole=True), kind=MALWARE, source="incidents"),
            advisory("GHSA-9", about(LEFT, EVERY)),
        ]
    )

    taken, sound = match(index, {LEFT: {"1.0.1"}}), match(index, {LEFT: {"1.0.0"}})

    assert [set(one.ids) for one in taken] == [{"GHSA-1", "MAL-1"}, {"GHSA-9"}]
    doubted = [one for one in sound if not one.certain]
    assert [one.id for one in doubted] == ["GHSA-1"]
    assert "1.0.1" in doubted[0].note
    assert "Pratique uses the exact versions" in doubted[0].note
    # What is said of its code stands: only the claim of malice is contradicted.
    assert [one.id for one in sound if one.certain] == ["GHSA-9"]


def test_a_release_is_malicious_once_whoever_says_so() -> None:
    index = MemoryAdvisories(
        [
            advisory("MAL-1", about(LEFT, EVERY), kind=MALWARE, source="osv-npm"),
            advisory("PRATIQUE-1", about(LEFT, versions=("1.0.0",)), kind=MALWARE, source="incidents"),
            advisory("GHSA-1", about(LEFT, EVERY)),
        ]
    )

    malice, fault = match(index, {LEFT: {"1.0.0"}})

    assert set(malice.ids) == {"MAL-1", "PRATIQUE-1"}
    assert fault.ids == ("GHSA-1",)


def test_a_package_that_is_malicious_as_a_whole_is_so_in_every_version() -> None:
    index = MemoryAdvisories(
        [
            advisory("MAL-1", about(LEFT, EVERY), kind=MALWARE),
            advisory("MAL-2", about(LEFT, versions=("1.0.1",)), kind=MALWARE),
        ]
    )

    assert [one.certain for one in match(index, {LEFT: {"3.0.0"}})] == [True]


def test_the_gravest_stands_first() -> None:
    index = MemoryAdvisories(
        [
            advisory("GHSA-low", about(LEFT, EVERY), severity=Severity.LOW),
            advisory("GHSA-unrated", about(LEFT, EVERY)),
            advisory("GHSA-high", about(LEFT, EVERY), severity=Severity.HIGH, score=7.5),
            advisory("GHSA-higher", about(LEFT, EVERY), score=8.8),
            advisory("GHSA-exploited", about(LEFT, EVERY), severity=Severity.LOW, aliases=("CVE-1",)),
            advisory("MAL-1", about(LEFT, EVERY), kind=MALWARE),
            Exploitation(cve="CVE-1", kev_added=None, epss=0.9),
        ]
    )

    found = [one.id for one in match(index, {LEFT: {"1.0.0"}})]

    assert found[:4] == ["MAL-1", "GHSA-higher", "GHSA-high", "GHSA-unrated"]


def test_attacks_are_told_of_the_gravest_cve() -> None:
    index = MemoryAdvisories(
        [
            advisory("GHSA-1", about(LEFT, EVERY), aliases=("CVE-1", "CVE-2")),
            Exploitation(cve="CVE-1", epss=0.1),
            Exploitation(cve="CVE-2", epss=0.4),
        ]
    )

    (found,) = match(index, {LEFT: {"1.0.0"}})

    assert found.exploitation is not None
    assert (found.exploitation.cve, found.exploitation.epss) == ("CVE-2", 0.4)


IDS = st.integers(0, 5).map("A-{}".format)


@pytest.mark.fuzz
@given(st.lists(st.tuples(IDS, st.lists(IDS, max_size=3)), max_size=6))
def test_no_advisory_is_lost_and_none_is_told_twice(told: list[tuple[str, list[str]]]) -> None:
    index = MemoryAdvisories(
        [advisory(id_, about(LEFT, EVERY), aliases=tuple(aliases)) for id_, aliases in told]
    )

    found = match(index, {LEFT: {"1.0.0"}})

    ids = [id_ for one in found for id_ in one.ids]
    assert sorted(ids) == sorted({id_ for own, aliases in told for id_ in (own, *aliases)})
