from datetime import timedelta

import pytest

from pratique.advisories.answers.told import require_covered, told
from pratique.advisories.coverage import Freshness
from pratique.core.advisory import AdvisoryKind, Affected, Cover, Product, Span
from pratique.errors import Reference, RegistryError
from tests.advisories.answers.index import ALL, FRESH, index_of
from tests.advisories.made import GEM, LEFT, THEN, about, advisory

MALWARE = AdvisoryKind.MALWARE


def test_versions_that_one_advisory_meets_are_told_together() -> None:
    index = index_of(
        advisory("GHSA-1", about(LEFT, Span("1.0.0", "2.0.0")), aliases=("CVE-1",)),
        advisory("CVE-1", about(LEFT, Span("0", "2.0.0"))),
        advisory("GHSA-2", about(LEFT, versions=("1.5.0",))),
    )

    things = told(index, {LEFT: ["1.0.0", "1.5.0", "2.0.0"]}, FRESH)[LEFT]

    assert {("GHSA-1", ("1.0.0", "1.5.0"), True), ("GHSA-2", ("1.5.0",), True)} == {
        (thing.match.id, thing.versions, thing.sure) for thing in things
    }
    assert ["GHSA-1", "CVE-1"] == [
        body.id for body, _ in next(t for t in things if t.match.id == "GHSA-1").bodies
    ]


def test_withdrawn_advisories_are_not_told() -> None:
    index = index_of(advisory("GHSA-1", about(LEFT, Span()), withdrawn=True))

    assert {} == told(index, {LEFT: ["1.0.0"]}, FRESH)


def test_versions_that_nobody_tells_are_not_sure() -> None:
    [thing] = told(index_of(advisory("GHSA-1", Affected(product=LEFT))), {LEFT: ["1.0.0", "2.0.0"]}, FRESH)[
        LEFT
    ]

    assert not thing.sure
    assert ("1.0.0", "2.0.0") == thing.versions


def test_what_an_exact_claim_contradicts_is_left_out() -> None:
    index = index_of(
        advisory("MAL-1", about(LEFT, Span()), kind=MALWARE),
        advisory("PRATIQUE-1", about(LEFT, versions=("1.0.1",), sole=True), kind=MALWARE),
    )

    assert {"1.0.1"} == {
        v for thing in told(index, {LEFT: ["1.0.0", "1.0.1"]}, FRESH)[LEFT] for v in thing.versions
    }


@pytest.mark.parametrize("missing", [AdvisoryKind.VULNERABILITY, AdvisoryKind.MALWARE])
def test_a_type_that_no_source_covers_is_an_error_and_no_empty_answer(missing: AdvisoryKind) -> None:
    covers = tuple(cover for cover in ALL if cover != Cover("npm", missing))
    index = index_of(covers=covers)

    with pytest.raises(RegistryError) as raised:
        told(index, {LEFT: ["1.0.0"]}, FRESH)

    assert Reference.ADVISORIES_MISSING == raised.value.reference
    assert "of npm packages" in raised.value.message
    assert "sync" in raised.value.hint
    assert {} == told(index, {GEM: ["1.0.0"]}, FRESH)


def test_nothing_that_is_asked_needs_no_source() -> None:
    assert {} == told(index_of(covers=()), {}, FRESH)


def test_a_type_that_is_unknown_is_not_covered() -> None:
    with pytest.raises(RegistryError):
        require_covered(index_of(), [Product("cargo", "served")], FRESH)


def test_sources_that_are_too_old_are_an_error_and_no_empty_answer() -> None:
    later = Freshness(THEN + timedelta(days=8), timedelta(days=7))

    with pytest.raises(RegistryError) as raised:
        told(index_of(), {LEFT: ["1.0.0"]}, later)

    assert Reference.ADVISORIES_MISSING == raised.value.reference
    assert "is 8 days old; the maximum is 7 days" in raised.value.message
