from dataclasses import replace
from datetime import timedelta

import pytest

from pratique.advisories.memory import MemoryAdvisories
from pratique.advisories.namings import fixed_versions, namings, reviewer_of
from pratique.core.advisory import Advisory, AdvisoryKind, Affected, Product, Span
from pratique.core.fix_set import Naming
from tests.advisories.made import LEFT, THEN, advisory


def about(*spans: Span, fixed: tuple[str, ...] = (), product: Product = LEFT) -> Affected:
    return Affected(product=product, spans=spans, fixed=fixed)


FAULT = replace(
    advisory("GHSA-1", about(Span("0", "1.2.4"), fixed=("1.2.4",))), reviewed=True, published=THEN
)
LINES = replace(
    advisory(
        "GHSA-2",
        about(Span("1.0.0", "1.2.4"), fixed=("1.2.4",)),
        about(Span("2.0.0", "2.1.0"), fixed=("2.1.0",)),
    ),
    reviewed=True,
)


def test_an_advisory_names_exactly_the_version_that_it_calls_fixed() -> None:
    index = MemoryAdvisories([FAULT])

    named = Naming(advisory="GHSA-1", reviewer="GitHub", affects_predecessor=True, changed_at=THEN)
    assert [named] == namings(index, LEFT, "1.2.4", "1.2.3")
    later = MemoryAdvisories([replace(FAULT, modified=THEN + timedelta(days=1))])
    assert THEN + timedelta(days=1) == namings(later, LEFT, "1.2.4", "1.2.3")[0].changed_at
    assert [] == namings(index, LEFT, "1.2.5", "1.2.3")
    assert [] == namings(index, Product("npm", "right"), "1.2.4", "1.2.3")
    assert frozenset({"1.2.4"}) == fixed_versions(index, LEFT)


def test_whether_it_means_the_release_before_is_told_for_each_line() -> None:
    index = MemoryAdvisories([LINES])

    assert [True, True, False, False] == [
        namings(index, LEFT, version, before)[0].affects_predecessor
        for version, before in (("1.2.4", "1.2.3"), ("2.1.0", "2.0.9"), ("1.2.4", "0.9.0"), ("2.1.0", None))
    ]


NONE = {
    "withdrawn": replace(FAULT, withdrawn=advisory("x", withdrawn=True).withdrawn),
    "malice": replace(FAULT, kind=AdvisoryKind.MALWARE),
    "the end of a range alone": replace(FAULT, affected=(about(Span("0", "1.2.4")),)),
    "the last affected version": replace(
        FAULT, affected=(about(Span("0", "1.2.4", high_included=True), fixed=("1.2.4",)),)
    ),
}


@pytest.mark.parametrize("says", NONE)
def test_other_things_name_no_fix(says: str) -> None:
    assert [] == namings(MemoryAdvisories([NONE[says]]), LEFT, "1.2.4", "1.2.3")


REVIEWED = {
    "GitHub's, of OSV's file": (FAULT, "GitHub"),
    "GitHub's, of its repository": (replace(FAULT, source="ghsa"), "GitHub"),
    "it does not say so": (replace(FAULT, reviewed=False), ""),
    "a file that says so": (replace(FAULT, source="osv"), ""),
    "an id that is not GitHub's": (replace(FAULT, id="ACME-1"), ""),
    "PyPA's": (replace(FAULT, id="PYSEC-2026-1", source="osv-pypi"), ""),
    "RubySec's": (replace(FAULT, id="CVE-2026-1", source="ruby-advisory-db", reviewed=False), "RubySec"),
    "a registry's answer": (replace(FAULT, source="npm-bulk"), ""),
}


@pytest.mark.parametrize("says", REVIEWED)
def test_who_reviewed_it_is_told_by_database_and_record_together(says: str) -> None:
    made, reviewer = REVIEWED[says]
    assert isinstance(made, Advisory)
    assert reviewer == reviewer_of(made)
