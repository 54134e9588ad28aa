import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.ignores.openvex import parse
from pratique.advisories.ignores.said import Ignores
from pratique.core.audit import Ignore
from pratique.errors import ParseError
from tests.advisories.ignores.findings import NPM, PYPI

LODASH = {"@id": "pkg:npm/lodash@4.17.20"}
NOT_AFFECTED: Mapping[str, object] = {
    "vulnerability": {"name": "CVE-2021-23337", "aliases": ["GHSA-35jh-r3h4-6jhm", "CVE-2021-23337"]},
    "products": [LODASH],
    "status": "not_affected",
    "justification": "vulnerable_code_not_in_execute_path",
    "impact_statement": "template is never called",
}


def read(*statements: object, **more: object) -> Ignores:
    document = {
        "@context": "https://openvex.dev/ns/v0.2.0",
        "author": "security@team.example",
        "timestamp": "2026-01-01T00:00:00Z",
        "statements": statements,
        **more,
    }
    return parse(json.dumps(document, indent=1).encode(), "vex.json")


def about(told: Ignores) -> list[tuple[str | None, str | None]]:
    """Package and versions of each ignore."""
    return [(ignore.package, ignore.versions) for ignore in told.ignores]


def test_a_statement_that_nothing_is_affected_is_an_ignore_of_that_release() -> None:
    assert Ignores(
        ignores=(
            Ignore(
                ids=("CVE-2021-23337", "GHSA-35jh-r3h4-6jhm"),
                ecosystem=NPM,
                package="lodash",
                versions="=4.17.20",
                reason="template is never called",
                owner="security@team.example",
                origin="vex.json:8",
                justification="vulnerable_code_not_in_execute_path",
            ),
        )
    ) == read(NOT_AFFECTED)


def test_a_fix_is_an_ignore_and_what_is_open_is_none() -> None:
    [fixed] = read({**NOT_AFFECTED, "status": "fixed", "impact_statement": ""}).ignores
    assert "fixed in this version, according to the VEX document" == fixed.reason
    assert Ignores() == read({**NOT_AFFECTED, "status": "affected"})
    assert Ignores() == read({**NOT_AFFECTED, "status": "under_investigation"})


def test_a_justification_that_is_none_is_left_out_and_notes_are_a_reason() -> None:
    told = {**NOT_AFFECTED, "justification": "trust me", "impact_statement": "", "status_notes": "read"}
    [ignore] = read(told).ignores
    assert ("", "read") == (ignore.justification, ignore.reason)


@pytest.mark.parametrize(
    ("products", "expected"),
    [
        ([{"identifiers": {"purl": "pkg:pypi/Flask@1.0"}}], [("flask", "==1.0")]),
        ([{"@id": "pkg:npm/lodash"}], [("lodash", None)]),
        (["pkg:npm/lodash@4.17.20"], [("lodash", "=4.17.20")]),
        ([{"@id": "https://shop.example", "subcomponents": [LODASH]}], [("lodash", "=4.17.20")]),
        ([{"@id": "pkg:npm/shop@1.0.0", "subcomponents": [LODASH]}], [("lodash", "=4.17.20")]),
        ([{"@id": "pkg:oci/shop"}, LODASH], [("lodash", "=4.17.20")]),
        (
            [{"@id": "pkg:npm/lodash@4.17.20", "identifiers": {"purl": "pkg:npm/lodash@4.17.20"}}],
            [("lodash", "=4.17.20")],
        ),
        ([{"@id": "pkg:generic/node@22.11.0"}], [("node", "=22.11.0")]),
    ],
)
def test_products_are_package_urls_or_hold_them(
    products: list[object], expected: list[tuple[str, str | None]]
) -> None:
    told = read({**NOT_AFFECTED, "products": products})
    assert expected == about(told)
    assert () == told.unread


def test_the_first_form_of_the_format_is_read_too() -> None:
    old = {
        "vulnerability": "CVE-2021-23337",
        "products": ["https://shop.example"],
        "subcomponents": ["pkg:pypi/flask@1.0"],
        "status": "not_affected",
    }
    [ignore] = read(old).ignores
    assert (("CVE-2021-23337",), PYPI, "flask") == (ignore.ids, ignore.ecosystem, ignore.package)


def test_a_later_statement_takes_back_an_earlier_one_whatever_name_it_uses() -> None:
    later = {
        "vulnerability": {"name": "GHSA-35jh-r3h4-6jhm"},
        "products": [LODASH],
        "status": "affected",
        "timestamp": "2026-02-01T00:00:00Z",
    }
    assert Ignores() == read(later, NOT_AFFECTED)
    assert Ignores() == read(NOT_AFFECTED, {**later, "timestamp": None})
    assert [("lodash", "=4.17.20")] == about(read({**later, "timestamp": "2025-01-01"}, NOT_AFFECTED))
    elsewhere = {**later, "products": [{"@id": "pkg:npm/lodash@3.0.0"}]}
    assert [("lodash", "=4.17.20")] == about(read(NOT_AFFECTED, elsewhere))


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("text", "an entry of statements is not an object"),
        ({**NOT_AFFECTED, "vulnerability": {}}, "a statement specifies no vulnerability"),
        ({**NOT_AFFECTED, "vulnerability": 3}, "a statement specifies no vulnerability"),
        ({**NOT_AFFECTED, "status": "fine"}, "the statement has an unknown status: 'fine'"),
        ({**NOT_AFFECTED, "products": []}, "the statement has no package URL"),
        (
            {**NOT_AFFECTED, "products": [{"@id": "https://shop.example"}]},
            "the statement has no package URL",
        ),
        ({**NOT_AFFECTED, "products": ["pkg:npm/lodash@4"]}, "not a version: '4'"),
        ({**NOT_AFFECTED, "products": ["pkg:npm/lodash@%2A"]}, "the version is not valid"),
    ],
)
def test_a_statement_that_cannot_be_used_is_told(statement: object, why: str) -> None:
    told = read(statement)
    assert () == told.ignores
    [problem] = told.unread
    assert why in problem


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"statements": {}}', b'{"statements": '])
def test_what_is_no_document_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError, match=r"vex\.json"):
        parse(data, "vex.json")


def test_too_many_products_under_too_many_names_are_refused() -> None:
    names = [f"CVE-{number}" for number in range(2000)]
    products = [f"pkg:npm/a@1.0.{number}" for number in range(1001)]
    with pytest.raises(ParseError, match="too many products"):
        read({**NOT_AFFECTED, "vulnerability": {"name": "X", "aliases": names}, "products": products})


_TEXTS = st.sampled_from(["not_affected", "affected", "pkg:npm/a@1.0.0", "pkg:x", "CVE-1", "", "2026-01-01"])
_KEYS = st.sampled_from(
    [
        *("vulnerability", "name", "aliases", "products", "@id", "identifiers", "purl", "subcomponents"),
        *("status", "timestamp", "statements"),
    ]
)
_VALUES = st.recursive(
    st.one_of(_TEXTS, st.none(), st.integers()),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(_KEYS, inner, max_size=4)),
    max_leaves=8,
)


@pytest.mark.fuzz
@given(st.lists(_VALUES, max_size=2))
def test_any_statements_give_ignores_that_name_a_vulnerability_and_a_package(
    statements: list[object],
) -> None:
    for ignore in read(*statements).ignores:
        assert ignore.ids
        assert ignore.package
