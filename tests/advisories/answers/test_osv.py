import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.answers import osv_error, osv_query, osv_querybatch, osv_vuln
from pratique.advisories.interface import Advisories
from pratique.core.advisory import NODE, AdvisoryKind, Affected, Product, Span
from pratique.errors import ParseError, Reference, RegistryError, StoreError
from tests.advisories.answers.index import FRESH, index_of
from tests.advisories.made import DJANGO, GEM, LEFT, THEN, about, advisory
from tests.lockfiles.locks import shapes

LEFT_RANGE = advisory(
    "GHSA-aaaa-bbbb-cccc", about(LEFT, Span("1.0.0", "2.0.0")), aliases=("CVE-2031-1",), summary="Bad"
)
INDEX = index_of(
    LEFT_RANGE,
    replace(advisory("CVE-2031-1", about(LEFT, Span("1.0.0", "1.1.0"))), modified=THEN),
    advisory("GHSA-dddd-eeee-ffff", about(LEFT, Span()), withdrawn=True),
    advisory("PYSEC-2031-7", about(DJANGO, versions=("4.2",))),
    advisory("CVE-2031-9", Affected(product=GEM, within=">= 0", outside=("~> 5.2.4", ">= 6.0"))),
    advisory("CVE-2031-9", about(Product("gem", "rack"), versions=("1.0",))),
    advisory("MAL-2031-1", Affected(product=Product("npm", "untold")), kind=AdvisoryKind.MALWARE),
    advisory(
        "PRATIQUE-2031-x",
        about(Product("npm", "taken"), versions=("1.0.1",), sole=True),
        kind=AdvisoryKind.MALWARE,
    ),
    advisory("NSWG-CORE-1", about(NODE, Span("1.0.0"))),
)


def package(name: str, ecosystem: str = "npm", **rest: object) -> dict[str, object]:
    return {"package": {"name": name, "ecosystem": ecosystem}, **rest}


def query(asked: dict[str, object], index: Advisories = INDEX) -> list[dict[str, Any]]:
    answer = json.loads(osv_query(json.dumps(asked).encode(), index, FRESH))
    assert {"vulns"} >= set(answer)
    return list(answer.get("vulns", []))


def ids(asked: dict[str, object]) -> list[str]:
    return [record["id"] for record in query(asked)]


def batch(*queries: object) -> list[Any]:
    answer = json.loads(osv_querybatch(json.dumps({"queries": queries}).encode(), INDEX, FRESH))
    return list(answer["results"])


def test_a_version_is_answered_by_the_records_that_meet_it() -> None:
    [record] = query(package("left", version="1.5.0"))

    assert ("GHSA-aaaa-bbbb-cccc", "Bad", ["CVE-2031-1"]) == (
        record["id"],
        record["summary"],
        record["aliases"],
    )
    [affected] = record["affected"]
    assert {"ecosystem": "npm", "name": "left", "purl": "pkg:npm/left"} == affected["package"]
    assert [{"type": "SEMVER", "events": [{"introduced": "1.0.0"}, {"fixed": "2.0.0"}]}] == affected["ranges"]
    assert ["GHSA-aaaa-bbbb-cccc", "CVE-2031-1"] == ids(package("left", version="1.0.5"))
    assert [] == ids(package("left", version="2.0.0"))
    assert [] == ids(package("right", version="2.0.0"))


def test_without_a_version_every_record_of_the_package_is_answered_but_withdrawn_ones() -> None:
    assert ["GHSA-aaaa-bbbb-cccc", "CVE-2031-1"] == ids(package("left"))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"package": {"purl": "pkg:npm/left@1.5.0"}}, ["GHSA-aaaa-bbbb-cccc"]),
        ({"package": {"purl": "pkg:npm/left"}, "version": "1.5.0"}, ["GHSA-aaaa-bbbb-cccc"]),
        ({"package": {"purl": "pkg:pypi/Django@4.2.0"}}, ["PYSEC-2031-7"]),
        (package("DJANGO", "PyPI", version="4.2"), ["PYSEC-2031-7"]),
        (package("rails", "RubyGems", version="5.2.3"), ["CVE-2031-9"]),
        (package("rails", "RubyGems", version="5.2.5"), []),
        (package("taken", version="1.0.1"), ["x_PRATIQUE-2031-x"]),
        (package("taken", version="1.0.2"), []),
    ],
)
def test_packages_are_named_as_osv_names_them(asked: dict[str, object], found: list[str]) -> None:
    assert found == ids(asked)


def test_an_advisory_that_does_not_say_its_versions_meets_every_one() -> None:
    assert ["MAL-2031-1"] == ids(package("untold", version="1.0.0"))


def test_what_osv_has_no_word_for_is_told_of_the_version_that_was_asked_for() -> None:
    index = index_of(
        advisory("PYSEC-2031-8", Affected(product=DJANGO, within="<2", platforms=("win32",))),
    )
    [record] = query(package("django", "PyPI", version="1.11"), index)

    assert ["1.11"] == record["affected"][0]["versions"]
    assert "ranges" not in record["affected"][0]


def test_a_batch_is_answered_in_order_by_ids_and_times() -> None:
    results = batch(
        package("left", version="1.0.5"), package("right", version="1.0.0"), package("untold", version="1")
    )

    assert [
        {
            "vulns": [
                {"id": "GHSA-aaaa-bbbb-cccc", "modified": "1970-01-01T00:00:00Z"},
                {"id": "CVE-2031-1", "modified": "2026-01-01T00:00:00Z"},
            ]
        },
        {},
        {"vulns": [{"id": "MAL-2031-1", "modified": "1970-01-01T00:00:00Z"}]},
    ] == results
    assert [] == batch()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"commit": "6879efc2c1596d11a6a6ad296f80063b558d5e0f"}, "commit queries are not supported"),
        (package("serde", "crates.io", version="1.0.0"), "'crates.io' is not supported"),
        ({"package": {"purl": "pkg:cargo/serde@1.0.0"}}, "'cargo' is not supported"),
    ],
)
def test_what_is_not_kept_here_is_an_error_and_no_empty_answer(asked: dict[str, object], words: str) -> None:
    with pytest.raises(RegistryError) as raised:
        query(asked)

    assert words in raised.value.message
    assert (501, 12) == (osv_error(raised.value)[0], json.loads(osv_error(raised.value)[1])["code"])
    with pytest.raises(RegistryError):
        batch(package("left", version="1.0.5"), asked)


def test_an_ecosystem_that_no_source_covers_is_an_error_and_no_empty_answer() -> None:
    with pytest.raises(RegistryError) as raised:
        query(package("left", version="1.5.0"), index_of(LEFT_RANGE, covers=()))

    assert Reference.ADVISORIES_MISSING == raised.value.reference


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"version": "1.0.0"},
        {"package": {"name": "left"}},
        {"package": {"ecosystem": "npm"}},
        {"package": {"purl": "left@1"}},
        {"package": {"purl": "pkg:npm/left@1.0.0"}, "version": "1.0.0"},
        {"package": {"purl": "pkg:npm/left", "name": "left"}},
        package("../left", version="1.0.0"),
        package("left", version="1.0.0", page_token="2"),
        package("left", version=1),
        {"package": "left"},
    ],
)
def test_a_query_that_names_nothing_is_refused_with_a_hint(asked: dict[str, object]) -> None:
    with pytest.raises(ParseError) as raised:
        query(asked)

    status, body = osv_error(raised.value)
    assert (400, 3) == (status, json.loads(body)["code"])
    assert raised.value.hint in json.loads(body)["message"]


def test_more_queries_than_osv_takes_are_refused() -> None:
    with pytest.raises(ParseError) as raised:
        batch(*[package("left", version="1.0.0")] * 1001)

    assert "1001 queries" in raised.value.message


def test_a_batch_that_would_take_too_long_is_refused() -> None:
    index = index_of(*(advisory(f"GHSA-{number}", about(LEFT, Span())) for number in range(21)))
    asked = {"queries": [package("left", version=f"1.{minor}.0") for minor in range(1_000)]}

    with pytest.raises(ParseError) as raised:
        osv_querybatch(json.dumps(asked).encode(), index, FRESH)

    assert (
        "more than 20000 advisories affect the requested packages: query fewer packages at once"
        in raised.value.message
    )


def test_what_cannot_be_answered_now_is_told_apart_from_what_is_never_answered() -> None:
    stale = RegistryError(Reference.ADVISORIES_MISSING, "osv-pypi is 9 days old", hint="sync")

    assert (503, {"code": 14, "message": "osv-pypi is 9 days old; sync"}) == (
        osv_error(stale)[0],
        json.loads(osv_error(stale)[1]),
    )


def test_a_record_is_given_by_its_id() -> None:
    record = json.loads(osv_vuln("ghsa-AAAA-bbbb-cccc", INDEX) or b"")

    assert "GHSA-aaaa-bbbb-cccc" == record["id"]
    assert osv_vuln("GHSA-none-none-none", INDEX) is None


def test_a_record_has_all_that_advisories_of_its_id_say() -> None:
    record = json.loads(osv_vuln("CVE-2031-9", INDEX) or b"")

    assert ["rails", "rack"] == [affected["package"]["name"] for affected in record["affected"]]


def test_a_withdrawn_record_is_given_and_says_so() -> None:
    assert "2026-01-01T00:00:00Z" == json.loads(osv_vuln("GHSA-dddd-eeee-ffff", INDEX) or b"")["withdrawn"]


def test_an_id_that_a_batch_gave_is_found_again() -> None:
    [found] = batch(package("taken", version="1.0.1"))
    own = found["vulns"][0]["id"]

    assert own == json.loads(osv_vuln(own, INDEX) or b"")["id"]


def test_what_is_about_no_ecosystem_of_osv_is_no_record() -> None:
    assert osv_vuln("NSWG-CORE-1", INDEX) is None


def test_an_index_that_cannot_be_read_is_told_as_such() -> None:
    error = StoreError(Reference.ADVISORIES_UNREADABLE, "it is torn", hint="sync again")

    status, body = osv_error(error)

    assert (503, "it is torn; sync again") == (status, json.loads(body)["message"])


LEAVES = st.none() | st.sampled_from(["left", "npm", "1.5.0", "pkg:npm/left@1.5.0", "", "crates.io", 1, True])
KEYS = st.sampled_from(["package", "name", "ecosystem", "purl", "version", "commit", "page_token", "queries"])


@given(shapes(LEAVES, KEYS))
def test_any_question_is_answered_or_refused(value: object) -> None:
    for ask in (osv_query, osv_querybatch):
        try:
            assert isinstance(json.loads(ask(json.dumps(value).encode(), INDEX, FRESH)), dict)
        except (ParseError, RegistryError):
            continue
