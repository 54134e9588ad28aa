"""Statements about malice that sources disagree on."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.match import match
from pratique.advisories.memory import MemoryAdvisories
from pratique.core.advisory import Advisory, AdvisoryKind, AdvisoryMatch, Affected, Dispute, Product, Span
from tests.advisories.made import DJANGO, GEM, LEFT, THEN, about, advisory

MALWARE = AdvisoryKind.MALWARE
EVERY = Span(low="0")
PRODUCTS = (LEFT, DJANGO, GEM)


def malware(
    id_: str, affected: Affected, *aliases: str, source: str = "osv", withdrawn: bool = False
) -> Advisory:
    row = advisory(id_, affected, kind=MALWARE, aliases=aliases, source=source, withdrawn=withdrawn)
    return replace(row, published=THEN - timedelta(days=30))


def only(
    *rows: Advisory, product: Product = LEFT, version: str = "1.0.0", used: bool = False
) -> AdvisoryMatch:
    (found,) = match(MemoryAdvisories(rows), {product: {version}}, widely_used=lambda _: used)
    return found


@pytest.mark.parametrize("product", PRODUCTS, ids=str)
def test_a_record_whose_twin_was_withdrawn_is_disputed_and_both_statements_are_said(product: Product) -> None:
    exact = about(product, versions=("1.0.0",))
    found = only(
        malware("MAL-1", exact, "GHSA-1"),
        malware("GHSA-1", about(product, EVERY), source="ghsa", withdrawn=True),
        product=product,
    )

    assert (Dispute.TWIN_WITHDRAWN, True, False) == (found.disputed, found.certain, found.settled)
    assert (
        "disputed: MAL-1 (osv) reports malware, but GHSA-1 (ghsa), which shares an id with it, was withdrawn on 2026-01-01"
        == found.note
    )


EXACT = about(LEFT, versions=("1.0.0",))


@pytest.mark.parametrize(
    ("rows", "disputed"),
    [
        pytest.param([malware("GHSA-1", EXACT, source="ghsa", withdrawn=True)], False, id="no id in common"),
        pytest.param(
            [malware("GHSA-1", about(LEFT, versions=("2.0.0",)), "MAL-1", withdrawn=True)],
            False,
            id="it was about another version",
        ),
        pytest.param(
            [malware("GHSA-1", about(LEFT), "MAL-1", withdrawn=True)], True, id="it did not say which"
        ),
        pytest.param(
            [malware("GHSA-1", EXACT, "mal-1", withdrawn=True)],
            True,
            id="the alias is the withdrawn one's, in small letters",
        ),
        pytest.param(
            [malware("GHSA-1", EXACT, "MAL-1", withdrawn=True), malware("MAL-2", EXACT, source="other")],
            False,
            id="another record says it, too",
        ),
        pytest.param(
            [malware("GHSA-1", EXACT, "MAL-1", withdrawn=True), malware("GHSA-2", EXACT, "MAL-1")],
            False,
            id="a duplicate was withdrawn, and its database still says it",
        ),
        pytest.param(
            [malware("MAL-1", EXACT, source="newer", withdrawn=True)],
            True,
            id="a newer copy of the record is withdrawn",
        ),
        pytest.param(
            [
                replace(
                    malware("MAL-1", EXACT, source="older", withdrawn=True),
                    withdrawn=THEN - timedelta(days=90),
                )
            ],
            False,
            id="the record was said again after it was withdrawn",
        ),
    ],
)
def test_when_a_withdrawal_disputes_a_record(rows: list[Advisory], *, disputed: bool) -> None:
    found = only(malware("MAL-1", EXACT), *rows)

    assert disputed is (found.disputed is Dispute.TWIN_WITHDRAWN)
    assert found.certain


@pytest.mark.parametrize(
    ("affected", "disputed"),
    [
        (about(LEFT, EVERY), True),
        (about(LEFT, Span()), True),
        (about(LEFT, Span(low="0.0.0-0")), True),
        (Affected(product=LEFT, within="*"), True),
        (Affected(product=LEFT, within=">=0.0.0"), True),
        (about(LEFT, Span(low="0", high="999.0.0")), True),
        (about(LEFT, EVERY, versions=("1.0.0", "1.0.1")), True),
        (about(DJANGO, EVERY), True),
        (Affected(product=GEM, within=">= 0"), True),
        (about(LEFT, versions=("1.0.0",)), False),
        (about(LEFT, versions=("0.0.0", "1.0.0")), False),
        (about(LEFT, Span(low="1.0.0", high="1.0.0", high_included=True)), False),
        (about(LEFT, Span(low="1.0.0")), False),
        (about(DJANGO, versions=("1.0.0",)), False),
    ],
    ids=lambda value: str(value)[:0] or None,
)
def test_what_names_every_version_of_a_widely_used_package_is_disputed(
    affected: Affected, *, disputed: bool
) -> None:
    row = malware("MAL-1", affected)
    used = only(row, product=affected.product, used=True)

    assert (Dispute.EVERY_VERSION if disputed else None) == used.disputed
    assert disputed == ("lists every version of" in used.note)
    assert None is only(row, product=affected.product, used=False).disputed


def test_one_exact_record_beside_one_of_every_version_is_not_disputed() -> None:
    rows = malware("MAL-1", about(LEFT, EVERY)), malware("MAL-2", EXACT)

    assert None is only(*rows, used=True).disputed
    assert Dispute.EVERY_VERSION is only(*rows, version="2.0.0", used=True).disputed


def test_a_vulnerability_of_every_version_is_not_disputed() -> None:
    assert None is only(advisory("GHSA-1", about(LEFT, EVERY)), used=True).disputed


def test_use_is_asked_for_once_for_each_product_and_only_where_a_record_names_every_version() -> None:
    asked: list[Product] = []

    def widely_used(product: Product) -> bool:
        asked.append(product)
        return True

    index = MemoryAdvisories(
        [malware("MAL-1", about(LEFT, EVERY)), malware("MAL-2", about(DJANGO, versions=("1.0",)))]
    )
    versions = {f"{number}.0.0" for number in range(50)}
    found = match(index, {LEFT: versions, DJANGO: {"1.0"}}, widely_used=widely_used)

    assert [LEFT] == asked
    assert 51 == len(found)


@pytest.mark.fuzz
@given(
    rows=st.lists(
        st.builds(
            malware,
            st.sampled_from(["MAL-1", "MAL-2", "GHSA-1"]),
            st.sampled_from([EXACT, about(LEFT, EVERY), about(LEFT), about(LEFT, Span("1.0.0"))]),
            st.sampled_from(["MAL-1", "GHSA-1", "GHSA-2"]),
            source=st.sampled_from(["osv", "ghsa"]),
            withdrawn=st.booleans(),
        ),
        max_size=5,
    ),
    used=st.booleans(),
)
def test_a_dispute_never_hides_a_match(rows: list[Advisory], *, used: bool) -> None:
    index = MemoryAdvisories(rows)
    found = match(index, {LEFT: {"1.0.0"}}, widely_used=lambda _: used)
    live = [row for row in rows if row.withdrawn is None]

    assert bool(found) == bool(live)
    assert all(one.note for one in found if one.disputed)
    if not used and all(row.withdrawn is None for row in rows):
        assert all(one.disputed is None for one in found)
