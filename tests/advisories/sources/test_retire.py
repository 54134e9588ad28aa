import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.interface import Detectors, Entry, Row, Skip
from pratique.advisories.sources.retire import SOURCE
from pratique.advisories.vendored.recogniser import Recogniser
from pratique.advisories.versions import is_affected
from pratique.core.advisory import Advisory, AdvisoryKind, Product, Rating, Span
from pratique.core.finding import Severity
from tests.lockfiles.locks import shapes

PATH = "jsrepository-v6.json"
FAULT: dict[str, object] = {
    "atOrAbove": "1.4.0",
    "below": "1.12.0",
    "severity": "medium",
    "cwe": ["CWE-79"],
    "identifiers": {
        "summary": "It runs\nwhat it shows",
        "CVE": ["CVE-2031-9251", "CVE-XXXX-XXXX"],
        "githubID": "GHSA-AAAA-bbbb-cccc",
    },
    "details": "In every browser.",
    "info": ["https://advisories.example/1"],
}
EXTRACTORS = {
    "func": ["left.version"],
    "ast": ["//Left"],
    "filename": ["left-(§§version§§)(\\.min)?\\.js"],
    "filecontent": ["Left v(§§version§§)"],
    "hashes": {"a" * 40: "1.0.1"},
}


def component(*faults: object, **rest: object) -> dict[str, Any]:
    return {"npmname": "left", "vulnerabilities": faults, "extractors": EXTRACTORS} | rest


def rows(document: object) -> list[Row]:
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    return list(SOURCE.rows(Entry(PATH, data)))


def advisory(fault: dict[str, Any], name: str = "Left", **rest: object) -> Advisory:
    [first, _] = rows({name: component(fault, **rest)})
    assert isinstance(first, Advisory)
    return first


def spans(**fault: object) -> tuple[Span, ...]:
    [affected] = advisory({"identifiers": {"retid": "1"}, **fault}).affected
    return affected.spans


def ids(**identifiers: object) -> tuple[str, ...]:
    return advisory({"below": "2.0.0", "identifiers": identifiers}).ids


def test_a_fault_says_what_it_is_and_which_versions_have_it() -> None:
    found = advisory(FAULT)

    assert ("GHSA-aaaa-bbbb-cccc", "CVE-2031-9251") == found.ids
    assert AdvisoryKind.VULNERABILITY is found.kind
    assert ("It runs what it shows", "In every browser.") == (found.summary, found.details)
    assert (Rating(severity=Severity.MEDIUM),) == found.ratings
    assert (("https://advisories.example/1",), ("CWE-79",)) == (found.urls, found.cwes)
    [affected] = found.affected
    assert Product("npm", "left") == affected.product
    assert (Span("1.4.0", "1.12.0"),) == affected.spans
    assert (("1.12.0",), ">= 1.4.0, < 1.12.0") == (affected.fixed, affected.shown)


def test_ends_that_are_not_told_are_open() -> None:
    assert (Span(None, "1.2.0"),) == spans(below="1.2.0")
    assert (Span(None, "1.2.0"),) == spans(atOrAbove="0", below="1.2.0")
    assert (Span("1.7.0", None),) == spans(atOrAbove="1.7.0", below="999.999.999")
    assert (Span("1.7.0", None),) == spans(atOrAbove="1.7.0")


def test_a_version_that_is_left_out_is_not_affected() -> None:
    [affected] = advisory(FAULT | {"excludes": ["1.9.0", "1.5.0"]}).affected

    assert (
        Span("1.4.0", "1.5.0"),
        Span("1.5.0", "1.9.0", low_excluded=True),
        Span("1.9.0", "1.12.0", low_excluded=True),
    ) == affected.spans
    assert ["1.4.0", "1.5.1", "1.9.1"] == [
        version
        for version in ("1.4.0", "1.5.0", "1.5.1", "1.9.0", "1.9.1", "1.12.0")
        if is_affected(affected, version)
    ]


def test_versions_are_spelt_as_the_order_of_the_product_reads_them() -> None:
    assert (Span(None, "1.0.0-RC2"),) == spans(below="1.0RC2")
    [affected] = advisory({"below": "1.6.0.2", "identifiers": {}}, npmname=None).affected
    assert (Span(None, "1.6.0.2"),) == affected.spans
    assert ["1.6", "1.6.0.1"] == [v for v in ("1.6", "1.6.0.1", "1.6.0.2") if is_affected(affected, v)]


def test_the_ranges_of_the_layout_that_people_write_are_read() -> None:
    ranges = [{"atOrAbove": "1.0.0", "below": "1.5.0"}, {"atOrAbove": "2.0.0", "below": "2.1.0"}]
    [affected] = advisory({"ranges": ranges, "summary": "s", "identifiers": {"retid": "1"}}).affected

    assert (Span("1.0.0", "1.5.0"), Span("2.0.0", "2.1.0")) == affected.spans
    assert ("1.5.0", "2.1.0") == affected.fixed


@pytest.mark.parametrize(
    "fault",
    [{}, {"below": "soon"}, {"below": 2}, {"below": "1.0.0", "excludes": ["?"]}, {"ranges": [{}]}, None],
)
def test_a_fault_of_no_version_is_told(fault: object) -> None:
    [first, _] = rows({"Left": component(fault)})

    assert Skip("Left#0", "the record has no readable versions") == first


def test_a_line_that_is_given_up_is_no_vulnerability_and_has_no_fix() -> None:
    found = advisory(FAULT | {"cwe": ["CWE-1104"], "below": "2.999.999"})

    assert AdvisoryKind.UNMAINTAINED is found.kind
    assert () == found.affected[0].fixed


@pytest.mark.parametrize(
    ("identifiers", "expected"),
    [
        ({"CVE": ["CVE-2031-1111", "CVE-2031-2222"]}, ("CVE-2031-1111", "CVE-2031-2222")),
        ({"retid": "60"}, ("RETIRE:Left:60",)),
        ({"CVE": ["CVE-2031-1111"], "retid": "60"}, ("CVE-2031-1111", "RETIRE:Left:60")),
        ({"issue": "11974", "PR": "5"}, ("RETIRE:Left:issue-11974",)),
        ({"osvdb": ["94317", "94318"]}, ("RETIRE:Left:osvdb-94317", "OSVDB-94317", "OSVDB-94318")),
    ],
)
def test_a_fault_without_an_id_of_others_has_one_of_ours(
    identifiers: dict[str, object], expected: tuple[str, ...]
) -> None:
    assert expected == ids(**identifiers)


def test_an_id_that_is_made_up_is_the_same_for_the_same_fault() -> None:
    [first] = ids(summary="it breaks")

    assert (first,) == ids(summary="it breaks")
    assert (first,) != ids(summary="it breaks otherwise")
    assert first.startswith("RETIRE:Left:")


@pytest.mark.parametrize(
    ("name", "rest", "product"),
    [
        ("Left.js", {"npmname": "left"}, Product("npm", "left")),
        ("Left.js", {"npmname": None, "basePurl": "pkg:npm/left"}, Product("npm", "left")),
        ("lodash", {"npmname": None}, Product("npm", "lodash")),
        ("Left.js", {"npmname": None}, Product("retire", "Left.js")),
        ("ember", {"npmname": None}, Product("retire", "ember")),
        ("Left.js", {"npmname": None, "basePurl": "pkg:github/a/left"}, Product("retire", "Left.js")),
        ("Left.js", {"npmname": "../left"}, Product("retire", "Left.js")),
    ],
)
def test_only_what_is_a_package_of_npm_is_held_against_its_locks(
    name: str, rest: dict[str, object], product: Product
) -> None:
    assert product == advisory(FAULT, name, **rest).affected[0].product


def test_copies_are_recognised_by_what_it_tells() -> None:
    [detectors] = rows({"Left": component(bowername=["Left.js"])})
    assert isinstance(detectors, Detectors)
    recogniser = Recogniser.of([detectors.data])

    [copy] = recogniser.copies("static/x.js", b"/*! Left v1.2.3 */")
    assert (Product("npm", "left"), "1.2.3") == (copy.product, copy.version)
    assert Product("npm", "left") == recogniser.bower["Left.js"]
    assert () == recogniser.unused
    assert 1 == len(recogniser.hashes)
    assert b"func" not in detectors.data


def test_every_fault_is_a_row_and_the_patterns_are_one() -> None:
    found = rows(
        {
            "Left": component(FAULT, FAULT),
            "Right": component(FAULT),
            "empty": component(),
            "retire-example": component(FAULT),
            "no": 1,
        }
    )

    assert [
        *("Advisory", "Advisory", "Advisory"),
        *("the entry is an example, not a library", "not a component", "Detectors"),
    ] == [row.why if isinstance(row, Skip) else type(row).__name__ for row in found]


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ({}, "no patterns"),
        ([], "no patterns"),
        (b"{", "the file is not JSON in UTF-8"),
        (b'{"a":1,"a":1}', "the JSON has a duplicate key"),
    ],
)
def test_a_file_without_anything_is_told(document: object, why: str) -> None:
    [row] = rows(document)

    assert isinstance(row, Skip)
    assert row.why.startswith(why)


def test_its_file_is_known_by_its_name_and_by_its_head() -> None:
    data = json.dumps({"Left": component(FAULT)}).encode()

    assert SOURCE.wants("repository/jsrepository-v6.json")
    assert not SOURCE.wants("repository/jsrepository-v5.json")
    assert SOURCE.recognises(Entry("x.json", data))
    assert not SOURCE.recognises(Entry("x.json", b'{"vulnerabilities": []}'))


KEYS = st.sampled_from(
    [
        *("Left", "lodash", "vulnerabilities", "extractors", "identifiers", "below", "atOrAbove", "ranges"),
        *(
            "excludes",
            "CVE",
            "githubID",
            "retid",
            "npmname",
            "cwe",
            "info",
            "filename",
            "hashes",
            "bowername",
        ),
    ]
)
LEAVES = st.sampled_from(["1.0", "", "left", "\ud800", "CVE-2031-1111", "999.0.0", None, True, 7, 1.5])


@given(shapes(LEAVES, KEYS), shapes(LEAVES, KEYS), shapes(LEAVES, KEYS))
def test_any_json_is_rows(fault: object, extractors: object, other: object) -> None:
    found = rows({"Left": {"vulnerabilities": [fault], "extractors": extractors}, "lodash": other})

    assert found
    for row in found:
        if isinstance(row, Advisory):
            assert row.affected[0].tells
            assert all(each.isprintable() and each for each in row.ids)


@given(st.binary(max_size=60))
def test_any_bytes_are_rows(data: bytes) -> None:
    assert rows(data)
