from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.sources.osv_affected import (
    ANOTHER_ECOSYSTEM,
    NAME_INVALID,
    NO_PACKAGE,
    product_named,
    read_affected,
    read_ratings,
)
from pratique.advisories.sources.osv_events import MALFORMED, TOO_LONG, TOO_MANY
from pratique.advisories.sources.osv_json import UnreadableError
from pratique.core.advisory import Affected, Product, Rating, Span
from pratique.core.finding import Severity
from pratique.core.names import Ecosystem
from tests.advisories.sources.osv_records import LODASH, events, odd_entries, package

FROM_0 = events(("introduced", "0"))


def refusal(value: Any) -> str:
    with pytest.raises(UnreadableError) as caught:
        read_affected(value)
    return caught.value.why


def test_versions_and_ranges_are_taken_side_by_side() -> None:
    entry = package(versions=["3.0.0"], ranges=events(("introduced", "1.0.0"), ("fixed", "2.0.0")))

    assert (
        Affected(product=LODASH, versions=("3.0.0",), spans=(Span("1.0.0", "2.0.0"),), fixed=("2.0.0",)),
    ) == read_affected([entry])


@pytest.mark.parametrize(
    "rest",
    [
        {},
        {"versions": []},
        {"versions": None, "ranges": None},
        {"ranges": []},
        {"ranges": events(("introduced", "0"), kind="GIT")},
        {"ranges": events(("introduced", "0"), kind="FUTURE")},
        {"ranges": events(("introduced", "0"), ("fixed", "soon"))},
    ],
    ids=["nothing", "empty-list", "null", "no-ranges", "commits", "unknown-type", "unclear"],
)
def test_a_package_without_any_version_told_is_kept_and_tells_nothing(rest: dict[str, Any]) -> None:
    [affected] = read_affected([package(**rest)])

    assert LODASH == affected.product
    assert not affected.tells


def test_an_unclear_range_beside_a_clear_one_leaves_the_rest_unknown() -> None:
    ranges = events(("introduced", "0"), ("fixed", "1.0.0")) + events(("introduced", "unknown"))

    clear, unknown = read_affected([package(ranges=ranges)])

    assert (Span(None, "1.0.0"),) == clear.spans
    assert Affected(product=LODASH) == unknown


def test_a_list_of_versions_stands_for_a_range_that_is_unclear() -> None:
    [affected] = read_affected(
        [package(versions=["1.0.0"], ranges=events(("introduced", "0"), ("fixed", "soon")))]
    )

    assert ("1.0.0",) == affected.versions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("< 0.20.2", Span(None, "0.20.2")),
        ("<= 3.28.2", Span(None, "3.28.2", high_included=True)),
        ("= 1.0.0", Span(None, "1.0.0", high_included=True)),
        ("<2.0", Span(None, "2.0.0")),
        ("< soon", Span(None)),
        (">= 1.0.0", Span(None)),
        ("", Span(None)),
        (7, Span(None)),
    ],
)
def test_the_last_known_affected_version_closes_an_open_range(text: object, expected: Span) -> None:
    specific = {"last_known_affected_version_range": text}

    [affected] = read_affected([package(ranges=FROM_0, database_specific=specific)])

    assert (expected,) == affected.spans
    assert () == affected.fixed


@pytest.mark.parametrize(
    ("ecosystem", "name", "product"),
    [
        ("npm", "@babel/core", Product("npm", "@babel/core")),
        ("npm:legacy", "JSONStream", Product("npm", "JSONStream")),
        ("PyPI", "Jw.Util", Product("pypi", "jw-util")),
        ("pypi", "Django", Product("pypi", "django")),
        ("RubyGems", "rails", Product("gem", "rails")),
    ],
)
def test_names_are_those_of_their_ecosystem(ecosystem: str, name: str, product: Product) -> None:
    assert [product] == [one.product for one in read_affected([package(ecosystem, name)])]


def test_packages_of_other_ecosystems_are_left_out() -> None:
    found = read_affected([package("Maven", "a:b", versions=7), package(), {"ranges": []}])

    assert [LODASH] == [one.product for one in found]


def test_a_name_that_no_registry_takes_is_left_out_beside_another() -> None:
    assert [LODASH] == [one.product for one in read_affected([package(name="../x"), package()])]
    assert NAME_INVALID == refusal([package(name="../x")])
    assert NAME_INVALID == refusal([package(name="x" * 100_000), package("Go", "x")])


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (None, NO_PACKAGE),
        ([], NO_PACKAGE),
        ([package("Maven", "a:b")], ANOTHER_ECOSYSTEM),
        ([{}], ANOTHER_ECOSYSTEM),
        ([{"package": {"ecosystem": 1, "name": []}}], ANOTHER_ECOSYSTEM),
        ("npm", MALFORMED),
        (["lodash"], MALFORMED),
        ([package(versions=[1])], MALFORMED),
        ([package(versions=["1" * 300])], TOO_LONG),
        ([package()] * 201, TOO_MANY),
        ([package(versions=["1"] * 20_001)], TOO_MANY),
        ([package(ranges=FROM_0 * 101)] * 200, TOO_MANY),
    ],
)
def test_what_names_none_of_our_packages_is_refused_by_its_reason(value: Any, why: str) -> None:
    assert why == refusal(value)


def test_as_many_packages_as_are_read_are_read() -> None:
    assert 200 == len(read_affected([package(name=f"p{n}") for n in range(200)] + [package("Go", "x")] * 900))


def test_functions_that_have_the_fault_are_named() -> None:
    specific = {
        "affected_functions": ["lodash.template", "", 7, "lodash.template"],
        "imports": [{"symbols": ["a\nb"]}, {"symbols": "c"}, 3],
    }

    [affected] = read_affected([package(ecosystem_specific=specific)])

    assert ("lodash.template", "a b") == affected.symbols


def test_a_package_may_have_its_own_severity() -> None:
    [affected] = read_affected([package(severity=[{"type": "Ubuntu", "score": "high"}])])

    assert (Rating(severity=Severity.HIGH),) == affected.ratings


def test_vectors_and_words_rate_and_the_rest_is_left_out() -> None:
    vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
    told = [
        {"type": "CVSS_V3", "score": vector},
        {"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/broken"},
        {"type": "CVSS_V3", "score": "A" * 1_000_000},
        {"score": 7.5},
        "high",
        {"type": "Ubuntu", "score": "Moderate"},
        {"type": "CVSS_V3", "score": vector},
    ]

    assert (
        Rating(vector=vector, score=9.8, severity=Severity.CRITICAL),
        Rating(severity=Severity.MEDIUM),
    ) == read_ratings(told)
    assert () == read_ratings({"score": vector})


def test_a_name_may_be_asked_for_alone() -> None:
    assert Product("pypi", "a-b") == product_named(Ecosystem.PYPI, "A_b")
    assert product_named(Ecosystem.PYPI, "a b") is None


@given(st.lists(odd_entries, max_size=2))
def test_any_entry_is_read_or_refused(value: Any) -> None:
    reasons = {NO_PACKAGE, ANOTHER_ECOSYSTEM, NAME_INVALID, MALFORMED, TOO_LONG, TOO_MANY}
    try:
        found = read_affected(value)
    except UnreadableError as error:
        assert error.why in reasons  # noqa: PT017 - both endings are right
    else:
        assert {"npm", "pypi", "gem"} >= {one.product.type for one in found} != set()
