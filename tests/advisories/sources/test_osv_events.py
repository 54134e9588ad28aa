from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.sources.osv_events import (
    MALFORMED,
    TOO_LONG,
    TOO_MANY,
    Told,
    at_most,
    capped,
    is_version,
    read_ranges,
    read_versions,
)
from pratique.advisories.sources.osv_json import UnreadableError
from pratique.advisories.versions import is_affected, order_of
from pratique.core.advisory import Affected, Product, Span
from tests.advisories.sources.osv_records import LODASH, by_the_letter, events
from tests.lockfiles.locks import shapes

DJANGO = Product("pypi", "django")
RAILS = Product("gem", "rails")


def spans(*told: tuple[str, str], product: Product = LODASH, kind: str = "SEMVER") -> tuple[Span, ...]:
    return read_ranges(events(*told, kind=kind), product).spans


def test_a_range_from_the_first_version_has_no_low_end() -> None:
    assert (Span(None, "4.17.12"),) == spans(("introduced", "0"), ("fixed", "4.17.12"))


def test_a_range_without_a_fix_has_no_high_end() -> None:
    assert (Span("2.0.0"),) == spans(("introduced", "2.0.0"))


def test_the_last_affected_version_is_affected() -> None:
    assert (Span("1.0.0", "1.4.0", high_included=True),) == spans(
        ("introduced", "1.0.0"), ("last_affected", "1.4.0")
    )


def test_several_pairs_are_several_stretches_in_whatever_order_they_are_written() -> None:
    told = [("fixed", "3.0.5"), ("introduced", "0"), ("fixed", "1.9.0"), ("introduced", "3.0.0")]

    assert (Span(None, "1.9.0"), Span("3.0.0", "3.0.5")) == spans(*told)


def test_versions_are_put_in_the_order_of_their_ecosystem() -> None:
    told = [("introduced", "1.10.0"), ("fixed", "1.9.0"), ("introduced", "1.2.0")]

    assert (Span("1.2.0", "1.9.0"), Span("1.10.0")) == spans(*told)
    assert (Span("1!0.5"),) == spans(("introduced", "1!0.5"), ("fixed", "7"), product=DJANGO)
    assert (Span("1.0.rc1", "1.0"),) == spans(("fixed", "1.0"), ("introduced", "1.0.rc1"), product=RAILS)


def test_a_fix_where_the_fault_comes_back_at_once_is_bridged_as_written() -> None:
    told = [("introduced", "0"), ("fixed", "1.0.0"), ("introduced", "1.0.0"), ("fixed", "2.0.0")]

    assert (Span(None, "1.0.0"), Span("1.0.0", "2.0.0")) == spans(*told)


def test_a_stretch_that_ends_where_one_begins_that_is_written_before_it_ends_first() -> None:
    told = [("introduced", "0.13.0"), ("fixed", "0.14.0"), ("introduced", "0.12.2"), ("fixed", "0.13.0")]

    assert (Span("0.12.2", "0.13.0"), Span("0.13.0", "0.14.0")) == spans(*told)


def test_a_fault_that_begins_where_nothing_was_open_is_there_from_then_on() -> None:
    assert (Span("1.0.0"),) == spans(("fixed", "1.0.0"), ("introduced", "1.0.0"))


def test_a_range_that_ends_where_it_starts_is_of_no_version_and_still_tells() -> None:
    [span] = spans(("introduced", "1.0.0"), ("fixed", "1.0.0"))

    assert not is_affected(Affected(product=LODASH, spans=(span,)), "1.0.0")


def test_versions_that_npm_would_write_in_full_are_completed() -> None:
    assert Told((Span("2.0.0", "2.1.0"),), ("2.1.0",)) == read_ranges(
        events(("introduced", "2"), ("fixed", "2.1")), LODASH
    )


def test_fixed_versions_are_told_each_once() -> None:
    told = events(("introduced", "0"), ("fixed", "1.0.0")) + events(("introduced", "0"), ("fixed", "1.0.0"))

    assert Told((Span(None, "1.0.0"),), ("1.0.0",)) == read_ranges(told, LODASH)


def test_a_limit_says_nothing_of_versions() -> None:
    assert (Span(None),) == spans(("introduced", "0"), ("limit", "1.0.0"))


def test_a_range_of_commits_hides_no_range_of_versions() -> None:
    commits = events(("introduced", "0"), ("fixed", "a" * 40), kind="GIT")

    assert Told() == read_ranges(commits, LODASH)
    assert (Span(None, "1.0.0"),) == read_ranges(
        commits + events(("introduced", "0"), ("fixed", "1.0.0"), kind="ECOSYSTEM"), LODASH
    ).spans


@pytest.mark.parametrize(
    "told",
    [
        [("fixed", "1.0.0")],
        [("limit", "1.0.0")],
        [],
        [("introduced", "0"), ("fixed", "soon")],
        [("introduced", "unknown")],
        [("introduced", "1.0.0.0.0")],
    ],
)
def test_a_range_without_a_start_or_with_a_bound_that_is_no_version_is_unclear(
    told: list[tuple[str, str]],
) -> None:
    assert Told(unclear=True) == read_ranges(events(*told), LODASH)


def test_an_unclear_range_does_not_hide_another() -> None:
    told = events(("introduced", "0"), ("fixed", "soon")) + events(("introduced", "0"), ("fixed", "1.0.0"))

    assert Told((Span(None, "1.0.0"),), ("1.0.0",), unclear=True) == read_ranges(told, LODASH)


def test_versions_of_pypi_older_than_pep_440_are_listed_and_are_no_bounds() -> None:
    assert ("2004d", "1.0") == read_versions(["2004d", "1.0", "2004d", ""])
    assert not is_version(DJANGO, "2004d")
    assert is_version(DJANGO, "1.0.dev1")


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (Span(high="0.20.2"), Span("0.1.0", "0.20.2")),
        (Span(high="0.20.2", high_included=True), Span("0.1.0", "0.20.2", high_included=True)),
        (Span(high="0.0.9"), Span("0.1.0")),
    ],
)
def test_a_limit_closes_an_open_range_unless_the_range_starts_above_it(limit: Span, expected: Span) -> None:
    assert (expected, Span("1.0.0", "2.0.0")) == capped(
        [Span("0.1.0"), Span("1.0.0", "2.0.0")], limit, LODASH
    )


@pytest.mark.parametrize(
    ("product", "version", "expected"),
    [
        (LODASH, "1.2.3", Span(high="1.2.3", high_included=True)),
        (LODASH, "1.2", Span(high="1.3.0-0")),
        (LODASH, "1", Span(high="2.0.0-0")),
        (DJANGO, "1.2", Span(high="1.2", high_included=True)),
        (RAILS, "1", Span(high="1", high_included=True)),
    ],
)
def test_at_most_a_part_of_a_version_of_npm_holds_for_what_begins_like_it(
    product: Product, version: str, expected: Span
) -> None:
    assert expected == at_most(product, version)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ({}, MALFORMED),
        (["x"], MALFORMED),
        ([{"type": "SEMVER"}], MALFORMED),
        ([{"type": "SEMVER", "events": {}}], MALFORMED),
        ([{"type": "SEMVER", "events": ["0"]}], MALFORMED),
        ([{"type": "SEMVER", "events": [{"introduced": 0}]}], MALFORMED),
        ([{"type": "SEMVER", "events": [{"introduced": ""}]}], MALFORMED),
        ([{"type": "SEMVER", "events": [{"fixed": "1" * 257}]}], TOO_LONG),
    ],
)
def test_malformed_ranges_are_refused(value: Any, why: str) -> None:
    with pytest.raises(UnreadableError, match=why):
        read_ranges(value, LODASH)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("1.0.0", MALFORMED),
        ([1.0], MALFORMED),
        ([None], MALFORMED),
        (["1" * 257], TOO_LONG),
        (["1"] * 20_001, TOO_MANY),
    ],
)
def test_malformed_versions_are_refused(value: Any, why: str) -> None:
    with pytest.raises(UnreadableError, match=why):
        read_versions(value)


VERSIONS = {
    LODASH: ("0.9.0", "1.0.0-beta", "1.0.0", "1.2.0", "1.10.0", "2.0.0-rc.1", "2.0.0", "3.0.0"),
    DJANGO: ("0.9", "1.0a1", "1.0", "1.2", "1.10", "2.0rc1", "2.0", "1!0"),
    RAILS: ("0.9", "1.0.a", "1.0", "1.2.0", "1.10", "2.0.rc1", "2.0", "3.0"),
}


orders = st.lists(st.tuples(st.booleans(), st.integers(-1, 7)), min_size=1, max_size=5)
"""Events as the schema allows them: whether one is a start, and the place of its version; -1 is the first of all."""


@given(st.sampled_from(list(VERSIONS)), st.sampled_from(("fixed", "last_affected")), orders)
def test_spans_mean_what_the_schema_says_by_the_letter(
    product: Product, end: str, drawn: list[tuple[bool, int]]
) -> None:
    told = [
        {"introduced": VERSIONS[product][place] if place >= 0 else "0"}
        if start
        else {end: VERSIONS[product][max(place, 0)]}
        for start, place in [*drawn, (True, 3)]
    ]
    module = order_of(product)
    assert module is not None
    read = read_ranges([{"type": "ECOSYSTEM", "events": told}], product)
    affected = Affected(product=product, spans=read.spans)

    places = [next(iter(event.values())) for event in told]
    for version in VERSIONS[product]:
        letter, ours = by_the_letter(told, version, module.sort_key), is_affected(affected, version)
        # Of events at one version the letter does not say which comes first: none that it means by any may be missed.
        assert letter == ours or (ours and len(set(places)) < len(places))


bounds = st.none() | st.integers(0, 1) | st.sampled_from(["0", "1.0.0", "", "\ud800", "x" * 300])
odd_events = shapes(bounds, st.sampled_from(["introduced", "fixed"]))
odd_ranges = st.lists(
    st.fixed_dictionaries({"type": st.just("SEMVER") | bounds | st.just([]), "events": odd_events}) | bounds,
    max_size=2,
)


@given(odd_ranges | odd_events)
def test_any_value_is_read_or_refused(value: Any) -> None:
    for read in (lambda: read_ranges(value, LODASH), lambda: read_versions(value)):
        try:
            read()
        except UnreadableError as error:
            assert error.why in {MALFORMED, TOO_LONG, TOO_MANY}  # noqa: PT017 - both endings are right
