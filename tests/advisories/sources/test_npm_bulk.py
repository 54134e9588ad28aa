import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.interface import Entry, Row, Skip
from pratique.advisories.sources.npm_bulk import SOURCE
from pratique.core.advisory import Advisory, AdvisoryKind, Product, Rating
from pratique.core.finding import Severity
from tests.advisories.sources.osv_records import advisory_in, affected_versions, why
from tests.lockfiles.locks import shapes

ADVISORY: dict[str, object] = {
    "id": 1096366,
    "url": "https://advisories.example/GHSA-Aaaa-bbbb-cccc",
    "title": "served reads files of other folders",
    "severity": "moderate",
    "vulnerable_versions": ">=1.0.0 <1.2.0",
    "cwe": ["CWE-22"],
    "cvss": {"score": 5.3, "vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N"},
}


def rows(value: object) -> list[Row]:
    return list(SOURCE.rows(Entry("answer.json", json.dumps(value).encode())))


def test_an_advisory_of_the_answer_is_one_of_ours() -> None:
    advisory = advisory_in(SOURCE, {"served": [ADVISORY]})

    assert ("GHSA-aaaa-bbbb-cccc",) == advisory.ids
    assert AdvisoryKind.VULNERABILITY == advisory.kind
    assert ("CWE-22",) == advisory.cwes
    assert (
        Rating(vector="CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N", score=5.3, severity=Severity.MEDIUM),
        Rating(severity=Severity.MEDIUM),
    ) == advisory.ratings
    assert ["1.0.0", "1.2.0-rc.1"] == affected_versions(
        advisory, ["0.9.0", "1.0.0", "1.2.0-rc.1", "1.2.0"], Product("npm", "served")
    )


def test_every_advisory_of_every_package_is_a_row() -> None:
    found = rows({"served": [ADVISORY, ADVISORY], "@scope/other": [ADVISORY], "sound": []})

    assert 3 == len(found)
    assert (
        Product("npm", "@scope/other") == [r for r in found if isinstance(r, Advisory)][2].affected[0].product
    )


@pytest.mark.parametrize(
    "change",
    [
        {"cwe": ["CWE-506"], "title": "Embedded code in served"},
        {"cwe": [], "title": "Malware in served"},
        {"cwe": [], "title": "Malicious Package in served"},
    ],
    ids=["weakness", "malware", "malicious-package"],
)
def test_malware_is_told_by_its_weakness_or_its_title(change: dict[str, object]) -> None:
    assert AdvisoryKind.MALWARE == advisory_in(SOURCE, {"served": [{**ADVISORY, **change}]}).kind


def test_an_unrated_advisory_has_its_word_alone() -> None:
    unrated = {**ADVISORY, "cvss": {"score": 0, "vectorString": None}}

    assert (Rating(severity=Severity.MEDIUM),) == advisory_in(SOURCE, {"served": [unrated]}).ratings


def test_the_number_stands_in_where_the_address_has_no_id() -> None:
    assert "npm:1096366" == advisory_in(SOURCE, {"served": [{**ADVISORY, "url": "https://x.example/7"}]}).id
    assert "no id" == why(SOURCE, {"served": [{**ADVISORY, "url": None, "id": None}]})
    assert "no id" == why(SOURCE, {"served": [{**ADVISORY, "url": None, "id": "x\n"}]})


def test_versions_that_are_no_range_are_unknown() -> None:
    for versions in (None, "", "soon"):
        advisory = advisory_in(SOURCE, {"served": [{**ADVISORY, "vulnerable_versions": versions}]})
        assert not advisory.affected[0].tells, versions


def test_what_is_no_answer_is_told() -> None:
    assert "the package name is not valid" == why(SOURCE, {"../x": [ADVISORY]})
    assert "the file is empty or not a response of the endpoint" == why(SOURCE, {"served": []})
    assert "the file is empty or not a response of the endpoint" == why(SOURCE, {"error": "not found"})
    assert why(SOURCE, b"<html>")


def test_an_answer_is_known_again_and_covers_nothing() -> None:
    assert SOURCE.recognises(Entry("saved.json", json.dumps({"served": [ADVISORY]}).encode()))
    assert not SOURCE.recognises(Entry("saved.json", b'{"served": []}'))
    assert SOURCE.wants("saved.json")
    assert not SOURCE.covers


LEAVES = st.none() | st.sampled_from([7, "served", "<1.0.0", "CWE-506", "\ud800", True, 1.5])


@given(shapes(LEAVES, st.sampled_from([*ADVISORY, "served", "score"])))
def test_anything_gives_rows_and_no_error(value: object) -> None:
    found = rows({"served": [{**ADVISORY, **value} if isinstance(value, dict) else value]}) + rows(value)

    assert all(isinstance(row, Advisory | Skip) for row in found)
    assert 2 <= len(found)
