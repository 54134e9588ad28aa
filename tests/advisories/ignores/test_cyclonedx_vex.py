import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.ignores.cyclonedx_vex import JUSTIFICATIONS, parse
from pratique.advisories.ignores.said import Ignores
from pratique.config.ignore import JUSTIFICATIONS as KNOWN
from pratique.core.audit import Ignore
from pratique.errors import ParseError
from tests.advisories.ignores.findings import NPM

HARMLESS: Mapping[str, object] = {
    "id": "CVE-2021-23337",
    "references": [{"id": "GHSA-35jh-r3h4-6jhm", "source": {"name": "GitHub"}}, {"id": 3}, "x"],
    "analysis": {"state": "not_affected", "justification": "code_not_reachable", "detail": "never called"},
    "affects": [{"ref": "pkg:npm/lodash@4.17.20"}],
}


def read(*vulnerabilities: object, **more: object) -> Ignores:
    document = {"bomFormat": "CycloneDX", "specVersion": "1.6", "vulnerabilities": vulnerabilities, **more}
    return parse(json.dumps(document, indent=1).encode(), "bom.json")


def about(told: Ignores) -> list[tuple[str | None, str | None]]:
    return [(ignore.package, ignore.versions) for ignore in told.ignores]


def test_an_analysis_that_nothing_is_affected_is_an_ignore_of_that_release() -> None:
    assert Ignores(
        ignores=(
            Ignore(
                ids=("CVE-2021-23337", "GHSA-35jh-r3h4-6jhm"),
                ecosystem=NPM,
                package="lodash",
                versions="=4.17.20",
                reason="never called",
                origin="bom.json:6",
                justification="vulnerable_code_not_in_execute_path",
            ),
        )
    ) == read(HARMLESS)


@pytest.mark.parametrize(
    ("state", "count"),
    [
        ("not_affected", 1),
        ("false_positive", 1),
        ("resolved", 1),
        ("resolved_with_pedigree", 1),
        ("exploitable", 0),
        ("in_triage", 0),
        (None, 0),
        ("fine", 0),
    ],
)
def test_states_that_are_harmless_ignore_and_the_others_do_not(state: str | None, count: int) -> None:
    assert count == len(read({**HARMLESS, "analysis": {"state": state}}).ignores)


def test_a_vulnerability_without_analysis_ignores_nothing() -> None:
    assert Ignores() == read({"id": "CVE-1", "affects": [{"ref": "pkg:npm/a@1.0.0"}]})


@pytest.mark.parametrize(
    ("affects", "expected"),
    [
        ([{"ref": "lib"}], [("lodash", "=4.17.20")]),
        ([{"ref": "inner"}], [("flask", "==1.0")]),
        ([{"ref": "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#lib"}], [("lodash", "=4.17.20")]),
        ([{"ref": "urn:cdx:x/1#pkg%3Anpm%2Flodash%404.17.20"}], [("lodash", "=4.17.20")]),
        ([{"ref": "pkg:npm/%40acme/tool"}], [("@acme/tool", None)]),
        (
            [{"ref": "pkg:npm/%40acme/tool", "versions": [{"version": "1.0.0"}, {"version": "2.0.0+b"}]}],
            [("@acme/tool", "=1.0.0"), ("@acme/tool", "=2.0.0+b")],
        ),
        (
            [{"ref": "pkg:npm/lodash@4.17.20", "versions": [{"range": "vers:npm/<5", "status": "affected"}]}],
            [("lodash", "=4.17.20")],
        ),
        ([{"ref": "pkg:deb/debian/openssl@3"}], []),
        ([{"ref": "pkg:generic/node@22.11.0"}], [("node", "=22.11.0")]),
    ],
)
def test_what_is_affected_is_named_by_reference_link_or_package_url(
    affects: list[object], expected: list[tuple[str, str | None]]
) -> None:
    components = [
        {
            "bom-ref": "lib",
            "purl": "pkg:npm/lodash@4.17.20",
            "components": [{"bom-ref": "inner", "purl": "pkg:pypi/flask@1.0"}],
        },
        "x",
    ]
    told = read({**HARMLESS, "affects": affects}, components=components)
    assert expected == about(told)
    assert () == told.unread


@pytest.mark.parametrize(
    ("vulnerability", "why"),
    [
        ("text", "an entry of vulnerabilities is not an object"),
        ({**HARMLESS, "id": "", "references": []}, "a vulnerability with an analysis has no id"),
        ({**HARMLESS, "affects": []}, "the vulnerability lists no affected component"),
        (
            {**HARMLESS, "affects": [{"ref": "nothing"}]},
            "the affected component has no package URL: 'nothing'",
        ),
        (
            {**HARMLESS, "affects": [{"ref": "pkg:npm/a", "versions": [{"range": "vers:npm/<5"}]}]},
            "version ranges are not supported",
        ),
        ({**HARMLESS, "affects": [{"ref": "pkg:npm/a@1"}]}, "not a version: '1'"),
    ],
)
def test_what_cannot_be_used_is_told(vulnerability: object, why: str) -> None:
    told = read(vulnerability)
    assert () == told.ignores
    [problem] = told.unread
    assert why in problem


def test_every_justification_has_a_word_of_openvex() -> None:
    assert set(JUSTIFICATIONS.values()) <= set(KNOWN)
    for word, meaning in JUSTIFICATIONS.items():
        analysis = {"state": "not_affected", "justification": word}
        [ignore] = read({**HARMLESS, "analysis": analysis}).ignores
        assert meaning == ignore.justification


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"bomFormat": "CycloneDX", "vulnerabilities": {}}'])
def test_what_is_no_document_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError, match=r"bom\.json"):
        parse(data, "bom.json")


_TEXTS = st.sampled_from(
    ["not_affected", "pkg:npm/a@1.0.0", "lib", "urn:cdx:x/1#lib", "CVE-1", "", "vers:npm/1"]
)
_KEYS = st.sampled_from(
    [
        "id",
        "references",
        "analysis",
        "state",
        "affects",
        "ref",
        "versions",
        "version",
        "range",
        "bom-ref",
        "purl",
    ]
)
_VALUES = st.recursive(
    st.one_of(_TEXTS, st.none(), st.integers()),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(_KEYS, inner, max_size=4)),
    max_leaves=8,
)


@pytest.mark.fuzz
@given(st.lists(_VALUES, max_size=2), _VALUES)
def test_any_document_gives_ignores_that_name_a_vulnerability_and_a_package(
    vulnerabilities: list[object], components: object
) -> None:
    told = read(*vulnerabilities, components=components, metadata={"component": components})
    for ignore in told.ignores:
        assert ignore.ids
        assert ignore.package
