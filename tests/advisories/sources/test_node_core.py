import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.interface import Entry
from pratique.advisories.sources.node_core import SOURCE
from pratique.core.advisory import NODE, Advisory, AdvisoryKind, Cover, Rating
from pratique.core.finding import Severity
from tests.advisories.sources.osv_records import advisory_in, affected_versions, row_of, why
from tests.lockfiles.locks import shapes

ONE: dict[str, object] = {
    "cve": ["CVE-2026-0001", "CVE-2026-0002"],
    "ref": "https://node.example/en/blog/vulnerability/march-2026-security-releases",
    "vulnerable": "22.x || 24.x",
    "patched": "^22.22.2 || ^24.14.1",
    "description": "a read past the end",
    "overview": "A read past the end. It tells memory.\n",
    "affectedEnvironments": ["all"],
    "severity": "medium",
}
WINDOWS: dict[str, object] = {
    **{key: value for key, value in ONE.items() if key != "description"},
    "cve": [],
    "ref": "https://node.example/",
    "affectedEnvironments": ["win32"],
    "severity": "unknown",
}
FILE = {"1": ONE, "17": WINDOWS}
PATH = "vuln/core/index.json"
KEYS = st.sampled_from([*ONE, "1", ""])
LEAVES = st.none() | st.sampled_from([1, "22.x", "all", "\ud800", "?", "high", True, "x" * 500])


def advisories() -> list[Advisory]:
    rows = list(SOURCE.rows(Entry(PATH, json.dumps(FILE).encode())))
    return [row for row in rows if isinstance(row, Advisory)]


def test_each_number_is_an_advisory_of_node_itself() -> None:
    first, second = advisories()

    assert ("NSWG-CORE-1", "CVE-2026-0001", "CVE-2026-0002") == first.ids
    assert ("NSWG-CORE-17",) == second.ids
    assert NODE == first.affected[0].product
    assert (Rating(severity=Severity.MEDIUM),) == first.ratings
    assert () == second.ratings
    assert "a read past the end" == first.summary
    assert "A read past the end." == second.summary
    assert ["22.11.0", "24.0.0"] == affected_versions(
        first, ["20.0.0", "22.11.0", "22.22.2", "24.0.0", "24.15.0", "25.0.0"], NODE
    )
    assert ("22.22.2", "24.14.1") == first.affected[0].fixed


def test_an_advisory_for_one_platform_says_so() -> None:
    first, second = advisories()

    assert () == first.affected[0].platforms
    assert ("win32",) == second.affected[0].platforms


def test_the_month_of_the_release_notes_is_the_date() -> None:
    first, second = advisories()

    assert datetime(2026, 3, 1, tzinfo=UTC) == first.published
    assert second.published is None


def test_a_file_of_one_record_has_its_number_in_its_name() -> None:
    assert "NSWG-CORE-100" == advisory_in(SOURCE, ONE, "core/100.json").id
    assert "the record is not an advisory of this collection" == why(SOURCE, ONE, "core/one.json")


@pytest.mark.parametrize("name", ["one", "-1", "1" * 11, ""])
def test_a_record_without_a_number_is_told(name: str) -> None:
    assert "the record is not an advisory of this collection" == why(SOURCE, {name: ONE}, PATH)


def test_the_file_is_wanted_known_again_and_complete_for_node() -> None:
    assert SOURCE.wants("security-wg-main/vuln/core/index.json")
    assert not SOURCE.wants("security-wg-main/vuln/core/1.json")
    assert not SOURCE.wants("security-wg-main/vuln/npm/index.json")
    assert SOURCE.recognises(Entry("index.json", json.dumps(FILE).encode()))
    assert not SOURCE.recognises(Entry("index.json", b'{"vulnerable": "1.x"}'))
    assert {Cover("generic/node", AdvisoryKind.VULNERABILITY)} == set(SOURCE.covers)
    assert SOURCE.default


@given(shapes(LEAVES, KEYS))
def test_anything_gives_rows_and_no_error(value: object) -> None:
    row_of(SOURCE, {"1": {**ONE, **value} if isinstance(value, dict) else value}, PATH)
